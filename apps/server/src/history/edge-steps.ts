import type { ClickHouseClient } from '@clickhouse/client';
import type { EdgeName } from './graph-of-rows.ts';
import { queryRows } from './query-rows.ts';
import type { Stretch } from './range-plan.ts';
import { rowsOver } from './summed-over.ts';
import { EDGES, FIGURE_COLUMNS } from './tables.ts';

/** What was counted of an edge in one step of time. Steps without anything are not told. */
export interface EdgeStep extends EdgeName {
  /** Second since 1970 at which the step begins. */
  readonly at: number;
  /** FIGURE_COUNT of them. */
  readonly figures: readonly number[];
}

/** The figures of some edges step by step, in no order. */
export async function readEdgeSteps(
  client: ClickHouseClient,
  plan: readonly Stretch[],
  stepSeconds: number,
  edges: readonly EdgeName[],
): Promise<readonly EdgeStep[]> {
  if (edges.length === 0) return [];
  const columns = FIGURE_COLUMNS.map(({ column }) => column);
  const rows = await queryRows(
    client,
    `SELECT source, destination, port, protocol, intDiv(toUnixTimestamp(bucket), {step:UInt32}) * {step:UInt32} AS at,
       ${columns.map((column) => `sum(${column})`).join(', ')}
     FROM (${rowsOver(EDGES, plan, ['bucket', 'source', 'destination', 'port', 'protocol', ...columns])})
     WHERE source IN {sources:Array(String)} AND destination IN {destinations:Array(String)}
       AND concat(source, '|', destination, '|', toString(port), '|', toString(protocol)) IN {names:Array(String)}
     GROUP BY source, destination, port, protocol, at`,
    {
      step: stepSeconds,
      sources: [...new Set(edges.map(({ source }) => source))],
      destinations: [...new Set(edges.map(({ destination }) => destination))],
      names: edges.map(edgeStepName),
    },
  );
  return rows.map(([source, destination, port, protocol, at, ...figures]) => ({
    source: String(source),
    destination: String(destination),
    port: Number(port),
    protocol: Number(protocol),
    at: Number(at),
    figures: figures.map(Number),
  }));
}

/** Tells edges apart. */
export function edgeStepName({ source, destination, port, protocol }: EdgeName): string {
  return `${source}|${destination}|${port}|${protocol}`;
}
