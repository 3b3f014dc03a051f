import type { ClickHouseClient } from '@clickhouse/client';
import type { SetAside } from './past-store.ts';
import { queryRows } from './query-rows.ts';

/** Of ClickHouse: checksums that do not fit, files that end early, what is no compressed block. */
const CODES_OF_BROKEN: ReadonlySet<string> = new Set(['32', '33', '40', '271', '432', '740']);

/** Whether an answer failed over bytes on disk that are not what was written. */
export function isOfBrokenParts(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && CODES_OF_BROKEN.has(code);
}

/**
 * Parts of tables whose files were damaged. They are never deleted: the engine keeps them in `detached`, and what they
 * told is a gap from then on.
 */
export class BrokenParts {
  readonly #nowMs: () => number;
  readonly #told = new Set<string>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Those that the engine left out by itself when it opened its directory, and that nobody was told about yet. */
  async leftOut(client: ClickHouseClient): Promise<readonly SetAside[]> {
    const rows = await queryRows(
      client,
      `SELECT table, partition_id, path FROM system.detached_parts
       WHERE database = currentDatabase() AND startsWith(reason, 'broken')
         AND NOT arrayExists(told -> position(told, path) > 0,
           (SELECT groupArray(why) FROM gaps WHERE what = 'set-aside'))`,
    );
    return this.#new(rows.map(([table, partition, path]) => [String(table), String(partition), String(path)]));
  }

  /** Looks at every part of every table, and takes out those that cannot be read. */
  async takeOut(client: ClickHouseClient): Promise<readonly SetAside[]> {
    const tables = await queryRows(
      client,
      `SELECT name FROM system.tables WHERE database = currentDatabase() AND endsWith(engine, 'MergeTree')`,
    );
    const broken: (readonly [table: string, partition: string, path: string])[] = [];
    for (const [name] of tables) {
      const table = String(name);
      const parts = await (
        await client.query({
          query: `CHECK TABLE ${table} SETTINGS check_query_single_value_result = 0`,
          format: 'JSONCompactEachRow',
        })
      ).json<readonly unknown[]>();
      for (const [part, isGood] of parts) {
        if (Number(isGood) === 1) continue;
        await client.command({ query: `ALTER TABLE ${table} DETACH PART '${String(part)}'` });
        const [partition = ''] = String(part).split('_');
        broken.push([table, partition, `detached/${String(part)} of ${table}`]);
      }
    }
    return this.#new(broken);
  }

  #new(parts: readonly (readonly [table: string, partition: string, path: string])[]): readonly SetAside[] {
    const all: SetAside[] = [];
    for (const [table, partition, path] of parts) {
      if (this.#told.has(path)) continue;
      this.#told.add(path);
      const atMs = this.#nowMs();
      const [fromMs, toMs] = rangeOf(partition) ?? [0, atMs];
      all.push({ what: `a part of the table ${table}`, path, why: 'its files are damaged', atMs, fromMs, toMs });
    }
    return all;
  }
}

/** What a partition is about: a day (`20261121`) or a month (`202611`); undefined for all of time. */
function rangeOf(partition: string): readonly [fromMs: number, toMs: number] | undefined {
  const [, year = '', month = '', day] = /^(\d{4})(\d{2})(\d{2})?$/.exec(partition) ?? [];
  if (year === '') return undefined;
  const [y, m] = [Number(year), Number(month) - 1];
  return day === undefined
    ? [Date.UTC(y, m), Date.UTC(y, m + 1)]
    : [Date.UTC(y, m, Number(day)), Date.UTC(y, m, Number(day) + 1)];
}
