import type { ClickHouseClient } from '@clickhouse/client';
import type { SecondRange } from '../aggregate/graph-view.ts';
import type { PolicyChange } from '../aggregate/policy-change.ts';
import type { TableRows } from './batch.ts';
import { queryRows } from './query-rows.ts';

/** The newest of a range: more marks than this no strip of time has room for. */
export const MOST_POLICY_CHANGES = 2_000;

const COLUMNS = ['at_ms', 'node', 'policy', 'kind', 'revision', 'before'];

/** Undefined when nothing changed. */
export function policyChangeRows(changes: readonly PolicyChange[]): TableRows | undefined {
  if (changes.length === 0) return undefined;
  const lines = changes.map(({ atMs, node, policy, kind, revision, before }) =>
    JSON.stringify([Math.round(atMs), node, policy, kind, revision, before]),
  );
  return { table: 'policy_changes', columns: COLUMNS, rows: changes.length, lines: `${lines.join('\n')}\n` };
}

/** Oldest first. */
export async function readPolicyChanges(
  client: ClickHouseClient,
  { from, to }: SecondRange,
): Promise<readonly PolicyChange[]> {
  const rows = await queryRows(
    client,
    `SELECT ${COLUMNS.join(', ')} FROM policy_changes WHERE at_ms >= {from:Int64} AND at_ms < {to:Int64}
     ORDER BY at_ms DESC LIMIT ${MOST_POLICY_CHANGES}`,
    { from: from * 1000, to: to * 1000 },
  );
  return rows.map(policyChangeOf).toReversed();
}

/** Of a row as it is written and read. */
export function policyChangeOf([atMs, node, policy, kind, revision, before]: readonly unknown[]): PolicyChange {
  return {
    atMs: Number(atMs),
    node: String(node),
    policy: String(policy),
    kind: String(kind),
    revision: Number(revision),
    before: Number(before),
  };
}
