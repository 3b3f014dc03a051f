import { StartedProcess } from './start-process.ts';
import { ROOT } from './start-server.ts';

/** A ClickHouse engine behind HTTP over TCP, in a process of its own. */
export interface StoreEngine {
  /** `127.0.0.1:port` */
  readonly address: string;
  /** Rows of the answer, each a list of columns. */
  ask(statement: string): Promise<readonly (readonly unknown[])[]>;
  kill(): Promise<void>;
}

export async function startStoreEngine(directory: string): Promise<StoreEngine> {
  const script = `${ROOT}/apps/server/dist/history/testing/http-engine-process.js`;
  const started = new StartedProcess(script, [directory]);
  try {
    const address = await started.line('address', (line) => /127\.0\.0\.1:[1-9]\d*/.exec(line)?.[0]);
    return { address, ask: (statement) => ask(address, statement), kill: () => started.kill() };
  } catch (reason) {
    await started.kill();
    throw reason;
  }
}

async function ask(address: string, statement: string): Promise<readonly (readonly unknown[])[]> {
  const isQuestion = statement.startsWith('SELECT ');
  const body = isQuestion ? `${statement} FORMAT JSONCompactEachRow` : statement;
  const answer = await fetch(`http://${address}/`, { method: 'POST', body, signal: AbortSignal.timeout(30_000) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  if (!isQuestion) return [];
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown[]);
}
