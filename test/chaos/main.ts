import { DISTURBANCES, FLOWS, SCENARIOS } from '../exactness/plans.ts';
import { exactnessLine } from '../exactness/exactness-line.ts';
import { runExactness } from '../exactness/run-exactness.ts';
import { FAULTS, runFault } from '../faults/catalogue.ts';
import { faultLine } from '../faults/finding.ts';
import { soak } from './soak.ts';

/**
 *     npm run chaos                          every fault, long; about an hour
 *     npm run chaos -- R3 W1                 some of them
 *     npm run chaos -- R3 --short            as in npm test
 *     npm run chaos -- exactness [--json]    every scenario with every disturbance
 *     npm run chaos -- soak --minutes 60     faults by turns on one server
 *
 * One line each; the exit code is 1 when something did not hold.
 */
const USAGE = `usage: chaos [${FAULTS.map(({ id }) => id).join('|')}|exactness|soak]... [--short] [--minutes N] [--json]\n`;

for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(1));
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const minutesAt = args.indexOf('--minutes');
  const minutes = minutesAt < 0 ? 10 : Number(args[minutesAt + 1]);
  const names = args.filter((arg, index) => !arg.startsWith('--') && (minutesAt < 0 || index !== minutesAt + 1));
  const known = new Set([...FAULTS.map(({ id }) => id), 'exactness', 'soak']);
  if (names.some((name) => !known.has(name)) || !(minutes > 0)) {
    process.stderr.write(USAGE);
    return 2;
  }
  let failures = 0;
  for (const fault of FAULTS) {
    if (names.length > 0 && !names.includes(fault.id)) continue;
    const { finding, seconds } = await runFault(fault, { isLong: !args.includes('--short') });
    process.stdout.write(`${faultLine(fault, finding, seconds)}\n`);
    for (const sentence of finding.broken) process.stdout.write(`  ${sentence}\n`);
    failures += finding.broken.length;
  }
  if (names.includes('exactness')) failures += await proveExactness(args.includes('--json'));
  if (names.includes('soak')) {
    const fault = { id: 'soak', title: `${minutes} minutes`, run: soak(minutes) };
    const { finding, seconds } = await runFault(fault, { isLong: true });
    process.stdout.write(`${faultLine(fault, finding, seconds)}\n`);
    for (const sentence of finding.broken) process.stdout.write(`  ${sentence}\n`);
    failures += finding.broken.length;
  }
  return failures === 0 ? 0 : 1;
}

async function proveExactness(asJson: boolean): Promise<number> {
  let mistakes = 0;
  for (const scenario of SCENARIOS) {
    for (const { title, ...disturbance } of [{ title: 'undisturbed' }, ...Object.values(DISTURBANCES)]) {
      const result = await runExactness({ scenario, flows: FLOWS, ...disturbance });
      const { mistakes: sentences, ...figures } = result;
      mistakes += sentences.length;
      const object = { bench: 'exactness', disturbance: title, ...figures, mistakes: sentences.length };
      process.stdout.write(asJson ? `${JSON.stringify(object)}\n` : `${exactnessLine(title, result)}\n`);
      for (const sentence of sentences.slice(0, 10)) process.stderr.write(`  ${sentence}\n`);
    }
  }
  return mistakes;
}
