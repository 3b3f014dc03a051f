import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface OracleResult {
  /** CPU of protobuf-es for one flow of the load. */
  readonly oracleMicros: number;
  readonly meanBytes: number;
}

/** Runs in a process of its own; let nothing else run meanwhile. */
export async function runOracle(): Promise<OracleResult> {
  const script = fileURLToPath(new URL('oracle-process.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 120_000 });
  return JSON.parse(stdout) as OracleResult;
}
