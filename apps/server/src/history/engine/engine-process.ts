import type { ChdbConnection } from 'chdb/connection';
import { chdbEngine } from './chdb-engine.ts';
import { createEngineFront } from './engine-front.ts';
import type { EngineMessage } from './engine-messages.ts';

/**
 * The embedded engine, in a process of its own: what it does to memory, time and itself never touches the live view.
 *
 *     engine-process DIRECTORY SOCKET
 *
 * Ends when the server that started it is gone.
 */
const [directory = '', socket = ''] = process.argv.slice(2);

process.once('disconnect', end);
process.once('SIGTERM', end);

/** At once: what was acknowledged is on disk, and an engine that says goodbye may never come to its end. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

function tell(message: EngineMessage): void {
  process.send?.(message);
}

async function open(): Promise<ChdbConnection | undefined> {
  try {
    // Its library is for some platforms only.
    const { createChdbConnection } = await import('chdb/connection');
    return createChdbConnection({ path: directory });
  } catch (error) {
    const { code } = error as { readonly code?: string };
    tell({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

const connection = await open();
if (connection === undefined) {
  process.exitCode = 1;
  process.disconnect?.();
} else {
  const front = createEngineFront(chdbEngine(connection));
  front.listen(socket, () => tell({ kind: 'ready' }));
}
