import { benchFanout } from './fanout-bench.ts';
import type { BenchOptions, Figures } from './figures.ts';
import { benchIngest } from './ingest-bench.ts';
import { benchLatency } from './latency-bench.ts';
import { benchOverload } from './overload-bench.ts';

/**
 *     npm run bench                          all, as a table
 *     npm run bench -- NAME... [--json]      some; with --json one flat object each, on a line of its own
 *     npm run bench -- ingest --framing packed
 */
const BENCHES: ReadonlyMap<string, (options: BenchOptions) => Promise<Figures>> = new Map([
  ['ingest', benchIngest],
  ['fanout', benchFanout],
  ['latency', benchLatency],
  ['overload', benchOverload],
]);

for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(1));
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const framingAt = args.indexOf('--framing');
  const framing = framingAt < 0 ? 'single' : args[framingAt + 1];
  const names = args.filter((arg, index) => !arg.startsWith('--') && (framingAt < 0 || index !== framingAt + 1));
  const unknown = names.filter((name) => !BENCHES.has(name));
  if (unknown.length > 0 || (framing !== 'single' && framing !== 'packed')) {
    process.stderr.write(`usage: bench [${[...BENCHES.keys()].join('|')}]... [--json] [--framing single|packed]\n`);
    return 2;
  }
  for (const [name, bench] of BENCHES) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stderr.write(`${name} ...\n`);
    const figures = await bench({ framing });
    process.stdout.write(
      args.includes('--json') ? `${JSON.stringify({ bench: name, ...figures })}\n` : table(name, figures),
    );
  }
  return 0;
}

function table(name: string, figures: Figures): string {
  const rows = Object.entries(figures).map(
    ([figure, value]) => `  ${figure.padEnd(30)} ${String(value).padStart(14)}\n`,
  );
  return `${name}\n${rows.join('')}\n`;
}
