import type { ClickHouseClient } from '@clickhouse/client';
import type { SecondRange } from '../aggregate/graph-view.ts';
import { FIGURE_COUNT } from '../aggregate/graph-view.ts';
import { conditionOf, type EdgeScope } from './edge-scope.ts';
import { graphOfColumns, type CauseRow, type EdgeColumns, type VertexRow } from './graph-of-rows.ts';
import type { PastGraph } from './past-graph.ts';
import type { Coverage, GapKind, TimelineStep } from './past-store.ts';
import { queryColumns, queryRows } from './query-rows.ts';
import type { Stretch } from './range-plan.ts';
import { rowsOver, summedOver } from './summed-over.ts';
import { CAUSES, EDGES, HEARD } from './tables.ts';

/** The graph of a range, out of the smallest tables that can answer. */
export async function readGraph(
  client: ClickHouseClient,
  range: SecondRange,
  plan: readonly Stretch[],
  scope: EdgeScope,
): Promise<PastGraph> {
  const { which, parameters } = conditionOf(scope);
  const [vertexRows, edgeColumns, causeRows] = await Promise.all([
    queryRows(client, VERTICES, { until_ms: range.to * 1000 }),
    queryColumns(client, summedOver(EDGES, plan, which), EDGE_COLUMN_COUNT, parameters),
    queryRows(client, summedOver(CAUSES, plan, which), parameters),
  ]);
  return graphOfColumns(vertexRows.map(vertexOf), edgesOf(edgeColumns), causeRows.map(causeOf), range);
}

export async function readCoverage(
  client: ClickHouseClient,
  { from, to }: SecondRange,
  plan: readonly Stretch[],
): Promise<Coverage> {
  const [batches, heard, gaps] = await Promise.all([
    queryRows(
      client,
      `SELECT sum(least(to_s, {to:UInt32}) - greatest(from_s, {from:UInt32})) FROM batches FINAL
       WHERE from_s < {to:UInt32} AND to_s > {from:UInt32}`,
      { from, to },
    ),
    queryRows(
      client,
      `SELECT sum(lost_events), sum(seconds), sum(missing_seconds)
       FROM (${rowsOver(HEARD, plan, ['lost_events', 'seconds', 'missing_seconds'], 'of_all = 1')})`,
    ),
    queryRows(
      client,
      `SELECT from_ms, to_ms, what, why FROM gaps WHERE from_ms < {to:Int64} AND to_ms > {from:Int64}
       ORDER BY from_ms LIMIT 1000`,
      { from: from * 1000, to: to * 1000 },
    ),
  ]);
  const [lostEvents = 0, ...seconds] = heard[0]?.map(Number) ?? [];
  return {
    coveredSeconds: Number(batches[0]?.[0] ?? 0),
    lostEvents,
    nodes: nodeSeconds(seconds),
    gaps: gaps.map(([fromMs, toMs, what, why]) => ({
      fromMs: Number(fromMs),
      toMs: Number(toMs),
      what: what as GapKind,
      why: String(why),
    })),
  };
}

export function nodeSeconds([seconds = 0, missingSeconds = 0]: readonly number[]): Coverage['nodes'] {
  return seconds === 0 ? undefined : { seconds, missingSeconds };
}

/** Flows per step, for the time strip. Steps without any are not told. */
export async function readTimeline(
  client: ClickHouseClient,
  plan: readonly Stretch[],
  stepSeconds: number,
): Promise<readonly TimelineStep[]> {
  const columns = [
    'forwarded + redirected AS f',
    'audit AS a',
    'dropped AS d',
    'error + traced + translated + unknown AS o',
  ];
  const rows = await queryRows(
    client,
    `SELECT intDiv(toUnixTimestamp(bucket), {step:UInt32}) * {step:UInt32} AS at, sum(f), sum(a), sum(d), sum(o)
     FROM (${rowsOver(HEARD, plan, ['bucket', ...columns], 'of_all = 1')}) GROUP BY at HAVING sum(f) + sum(a) + sum(d) + sum(o) > 0 ORDER BY at`,
    { step: stepSeconds },
  );
  return rows.map((row) => {
    const [at = 0, forwarded = 0, audited = 0, dropped = 0, other = 0] = row.map(Number);
    return { at, forwarded, audited, dropped, other };
  });
}

const VERTICES = `SELECT key, argMax((kind, cluster, namespace, workload, workload_kind, identity, labels, names,
    names_inferred, ip), seen_ms) FROM vertices WHERE seen_ms < {until_ms:Int64} GROUP BY key`;

function vertexOf([key, told]: readonly unknown[]): VertexRow {
  const [kind, cluster, namespace, workload, workloadKind, identity, labels, names, isInferred, ip] =
    told as VertexTuple;
  const namesInferred = isInferred !== 0;
  return {
    key: String(key),
    kind,
    cluster,
    namespace,
    workload,
    workloadKind,
    identity,
    labels,
    names,
    namesInferred,
    ip,
  };
}

type VertexTuple = readonly [
  kind: VertexRow['kind'],
  cluster: string,
  namespace: string,
  workload: string,
  workloadKind: string,
  identity: number,
  labels: string[],
  names: string[],
  isInferred: number,
  ip: string,
];

/** Source, destination, port, protocol, the figures, first, last. */
const EDGE_COLUMN_COUNT = 4 + FIGURE_COUNT + 2;

function edgesOf(columns: readonly (readonly unknown[])[]): EdgeColumns {
  const [source = [], destination = []] = columns as readonly (readonly string[])[];
  const [, , port = [], protocol = [], ...sums] = columns as readonly (readonly number[])[];
  const figures = sums.slice(0, FIGURE_COUNT);
  const [firstSeenMs = [], lastSeenMs = []] = sums.slice(FIGURE_COUNT);
  return { source, destination, port, protocol, figures, firstSeenMs, lastSeenMs };
}

function causeOf(row: readonly unknown[]): CauseRow {
  const [source, destination, port, protocol, kind, dropReason, direction, policies, ...sums] = row as CauseTuple;
  const [flows = 0, attempts = 0, firstSeenMs = 0, lastSeenMs = 0] = sums.map(Number);
  const times = { firstSeenMs, lastSeenMs };
  return { source, destination, port, protocol, kind, dropReason, direction, policies, flows, attempts, ...times };
}

type CauseTuple = readonly [
  source: string,
  destination: string,
  port: number,
  protocol: number,
  kind: CauseRow['kind'],
  dropReason: number,
  direction: CauseRow['direction'],
  policies: string[],
  ...sums: unknown[],
];
