import { parseArgs } from 'node:util';
import { benchFanout } from './fanout-bench.ts';
import type { BenchOptions, Figures } from './figures.ts';
import { benchHistory } from './history-bench.ts';
import { benchFlows } from './flows-bench.ts';
import { benchIngest } from './ingest-bench.ts';
import { benchLatency } from './latency-bench.ts';
import { benchMap } from './map-bench.ts';
import { benchOverload } from './overload-bench.ts';

/**
 *     npm run bench                          all, as a table
 *     npm run bench -- NAME... [--json]      some; with --json one flat object each, on a line of its own
 *     npm run bench -- ingest --framing packed
 *     npm run bench -- map --minutes 10
 *     npm run bench -- flows --minutes 10
 */
const BENCHES: ReadonlyMap<string, (options: BenchOptions) => Promise<Figures>> = new Map([
  ['ingest', benchIngest],
  ['fanout', benchFanout],
  ['latency', benchLatency],
  ['overload', benchOverload],
  ['map', benchMap],
  ['history', benchHistory],
  ['flows', benchFlows],
]);

const FLAGS = {
  json: { type: 'boolean', default: false },
  framing: { type: 'string', default: 'single' },
  minutes: { type: 'string', default: '1' },
} as const;

for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(1));
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals: names } = parseArgs({ args: [...args], options: FLAGS, strict: false });
  const { json, framing } = values;
  const minutes = Number(values.minutes);
  const unknown = names.filter((name) => !BENCHES.has(name));
  if (unknown.length > 0 || (framing !== 'single' && framing !== 'packed') || !(minutes > 0)) {
    process.stderr.write(
      `usage: bench [${[...BENCHES.keys()].join('|')}]... [--json] [--framing single|packed] [--minutes N]\n`,
    );
    return 2;
  }
  for (const [name, bench] of BENCHES) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stderr.write(`${name} ...\n`);
    const figures = await bench({ framing, minutes });
    process.stdout.write(json === true ? `${JSON.stringify({ bench: name, ...figures })}\n` : table(name, figures));
  }
  return 0;
}

function table(name: string, figures: Figures): string {
  const rows = Object.entries(figures).map(
    ([figure, value]) => `  ${figure.padEnd(30)} ${String(value).padStart(14)}\n`,
  );
  return `${name}\n${rows.join('')}\n`;
}
