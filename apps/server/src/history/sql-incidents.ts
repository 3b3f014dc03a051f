import type { ClickHouseClient } from '@clickhouse/client';
import { Readable } from 'node:stream';
import type { IncidentHead, IncidentPartName, IncidentShelf } from './incident-shelf.ts';

/** Asks the store, with its tables made and its errors noted. */
export type Ask = <T>(question: (client: ClickHouseClient) => Promise<T>) => Promise<T>;

/**
 * Incidents in tables of their own, which know no age. What is removed is written over with nothing, which every kind of
 * table takes, a distributed one as well; the space comes back with the merge that is asked for.
 */
export class SqlIncidents implements IncidentShelf {
  readonly isLasting = true;
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async list(): Promise<readonly IncidentHead[]> {
    const rows = await this.#rows(
      'SELECT argMax((is_removed, head), changed_ms) AS told FROM incidents GROUP BY id',
      {},
    );
    return rows
      .map(([told]) => told as readonly [number, string])
      .filter(([isRemoved]) => isRemoved === 0)
      .map(([, head]) => JSON.parse(head) as IncidentHead)
      .toSorted((a, b) => b.createdMs - a.createdMs);
  }

  async putHead(head: IncidentHead): Promise<void> {
    await this.#insert('incidents (id, changed_ms, is_removed, head)', [
      head.id,
      head.changedMs,
      0,
      JSON.stringify(head),
    ]);
  }

  async putChunk(id: string, part: IncidentPartName, chunk: number, bytes: Uint8Array): Promise<void> {
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
    await this.#insert(CHUNKS, [id, part, chunk, 1, data]);
  }

  async readChunk(id: string, part: IncidentPartName, chunk: number): Promise<Uint8Array | undefined> {
    const [row] = await this.#rows(
      `SELECT argMax(data, version) FROM incident_parts
       WHERE id = {id:String} AND part = {part:String} AND chunk = {chunk:UInt32} GROUP BY id, part, chunk`,
      { id, part, chunk },
    );
    const data = row?.[0];
    return typeof data === 'string' && data !== '' ? Buffer.from(data, 'base64') : undefined;
  }

  async remove({ id, changedMs, parts }: IncidentHead): Promise<void> {
    await this.#insert('incidents (id, changed_ms, is_removed, head)', [id, changedMs + 1, 1, '']);
    for (const { name, chunks } of parts) {
      for (let chunk = 0; chunk < chunks; chunk += 1) await this.#insert(CHUNKS, [id, name, chunk, 2, '']);
    }
    // It only takes the space back; what is read does not depend on it, and a cluster may refuse it here.
    await this.#ask((client) => client.command({ query: 'OPTIMIZE TABLE incident_parts FINAL' })).catch(
      () => undefined,
    );
  }

  async #insert(table: string, values: readonly unknown[]): Promise<void> {
    await this.#ask(async (client) => {
      const query = `INSERT INTO ${table} SETTINGS async_insert = 0 FORMAT JSONCompactEachRow`;
      const rows = Readable.from([`${JSON.stringify(values)}\n`], { objectMode: false });
      const { stream } = await client.exec({ query, values: rows });
      for await (const _ of stream) {
        // The answer is empty; it has to be read to its end before the connection can be used again.
      }
    });
  }

  async #rows(query: string, parameters: Record<string, unknown>): Promise<readonly (readonly unknown[])[]> {
    return this.#ask(async (client) => {
      const answer = await client.query({
        query: `${query} SETTINGS max_execution_time = 30`,
        query_params: parameters,
        format: 'JSONCompactEachRow',
      });
      return answer.json();
    });
  }
}

const CHUNKS = 'incident_parts (id, part, chunk, version, data)';
