import type { Stretch } from './range-plan.ts';
import { keyNames, mergedSums, type SummedTable } from './tables.ts';

/**
 * The statement that adds up a table over stretches of time. Rows: the keys, then the sums, in the order of the table.
 */
export function summedOver(table: SummedTable, plan: readonly Stretch[], which = '1'): string {
  const keys = keyNames(table).join(', ');
  const rows = rowsOver(table, plan, [keys, ...table.sums.map(({ name }) => name)], which);
  return `SELECT ${[keys, ...mergedSums(table)].join(', ')} FROM (${rows}) GROUP BY ${keys}`;
}

/** All rows of the stretches of which `which` is true, not added up. Nothing of it was said by anybody else. */
export function rowsOver(
  table: SummedTable,
  plan: readonly Stretch[],
  columns: readonly string[],
  which = '1',
): string {
  const head = `SELECT ${columns.join(', ')} FROM ${table.name}`;
  if (plan.length === 0) return `${head}_10s WHERE 0`;
  return plan
    .map(({ tier, from, to }) => `${head}_${tier.name} WHERE bucket >= ${from} AND bucket < ${to} AND ${which}`)
    .join(' UNION ALL ');
}
