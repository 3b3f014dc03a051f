// The fast part of the tests: `npm run check`. Independent steps side by side, one line each.
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { run } from './child.mjs';
import { ensureInstalled } from './install.mjs';
import { bin } from './paths.mjs';
import { runTests } from './tests.mjs';

/** Longest first, so that the last to end is a short one. */
const STEPS = [
  { name: 'unit tests', work: () => runTests('unit') },
  { name: 'types', work: () => command(bin('tsc'), ['-b']) },
  { name: 'lint', work: () => command(bin('oxlint'), ['--type-aware', '--deny-warnings']) },
  { name: 'unused code', work: () => command(bin('knip'), ['--no-progress', '--no-config-hints']) },
  { name: 'proto drift', work: () => command(process.execPath, ['scripts/proto.mjs', 'drift']) },
  { name: 'wasm drift', work: () => command(process.execPath, ['scripts/wasm.mjs', 'drift']) },
  { name: 'format', work: () => command(bin('oxfmt'), ['--check']) },
];

/** Runs every step, prints a line for each, and what a failed one said. Gives the sums. */
export async function check() {
  const sum = { passed: 0, failed: 0 };
  const waiting = [...STEPS];
  const worker = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const startMs = performance.now();
      const result = await step.work();
      report(step.name, result, performance.now() - startMs);
      sum.passed += result.passed;
      sum.failed += result.failed;
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  return sum;
}

async function command(program, args) {
  const { code, text } = await run(program, args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, text };
}

export function report(name, { passed, failed, skipped = 0, text = '' }, ms) {
  const counts = passed + failed > 1 || skipped > 0 ? `  ${passed} passed, ${failed} failed, ${skipped} skipped` : '';
  const line = `${failed === 0 ? 'ok  ' : 'FAIL'}  ${name.padEnd(12)} ${(ms / 1000).toFixed(1).padStart(6)} s${counts}\n`;
  process.stdout.write(failed === 0 ? line : `${line}${text.trimEnd()}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureInstalled();
  const { passed, failed } = await check();
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
