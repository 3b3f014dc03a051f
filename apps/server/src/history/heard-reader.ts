import type { ClickHouseClient } from '@clickhouse/client';
import type { SecondRange } from '../aggregate/graph-view.ts';
import { heardSteps, nodesOf, type HeardRow, type HeardStep, type NodeHeard } from './heard.ts';
import { queryRows } from './query-rows.ts';
import type { Stretch } from './range-plan.ts';
import { rowsOver, summedOver } from './summed-over.ts';
import { HEARD } from './tables.ts';

/** From the first second to the last that anything is written about; undefined while nothing is. */
export async function readExtent(client: ClickHouseClient): Promise<SecondRange | undefined> {
  const [row] = await queryRows(client, 'SELECT min(from_s), max(to_s), count() FROM batches');
  const [from = 0, to = 0, batches = 0] = (row ?? []).map(Number);
  return batches === 0 ? undefined : { from, to };
}

export async function readHeard(
  client: ClickHouseClient,
  plan: readonly Stretch[],
  stepSeconds: number,
): Promise<readonly HeardStep[]> {
  const at = 'intDiv(toUnixTimestamp(bucket), {step:UInt32}) * {step:UInt32} AS at';
  const columns = ['covered', 'lost_events', 'seconds', 'missing_seconds', 'most_missing'];
  const rows = await queryRows(
    client,
    `SELECT at, sum(covered), sum(lost_events), sum(seconds), sum(missing_seconds), max(most_missing)
     FROM (${rowsOver(HEARD, plan, [at, ...columns], 'of_all = 1')}) GROUP BY at`,
    { step: stepSeconds },
  );
  return heardSteps(rows.map((row) => row.map(Number)) as unknown as HeardRow[], stepSeconds);
}

/** In the order of their names. */
export async function readNodes(client: ClickHouseClient, plan: readonly Stretch[]): Promise<readonly NodeHeard[]> {
  return nodesOf(await queryRows(client, summedOver(HEARD, plan, 'of_all = 0')));
}
