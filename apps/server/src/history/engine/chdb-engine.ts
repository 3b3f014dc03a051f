import type { ClickHouseError } from '@clickhouse/client';
import type { ChdbConnection } from 'chdb/connection';
import type { Engine } from './engine-front.ts';

/** What the front asks of an engine, by chDB's connection. */
export function chdbEngine(connection: ChdbConnection): Engine {
  return {
    async run(statement, parameters, values) {
      try {
        if (values !== '') {
          await connection.insert({ query: statement, values });
          return new Uint8Array(0);
        }
        const { stream } = await connection.query({ query: statement, query_params: parameters });
        const pieces: Buffer[] = [];
        for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece);
        return Buffer.concat(pieces);
      } catch (error) {
        throw asServer(error);
      }
    },
  };
}

/** The text that a ClickHouse server would send. */
function asServer(error: unknown): unknown {
  // Not by its class: the engine's package brings the same class a second time.
  const { code, type, message } = error as Partial<ClickHouseError>;
  return code === undefined ? error : new Error(`Code: ${code}. DB::Exception: ${message}. (${type ?? 'UNKNOWN'})`);
}
