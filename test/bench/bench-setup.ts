import { startServer, type StartedServer } from '../support/start-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { Load } from './load-client.ts';
import type { LoadSize } from './load-cluster.ts';
import { pinProcess } from './pin-process.ts';

export interface Bench {
  readonly load: Load;
  readonly server: StartedServer;
  readonly isPinned: boolean;
  stop(): Promise<void>;
}

/** A load and a server that follows it: the server on a core of its own, the load and we on another. */
export async function startBench(size?: LoadSize, serverArgs: readonly string[] = []): Promise<Bench> {
  const load = await Load.start(size);
  try {
    const server = await startServer(['--relay', `127.0.0.1:${load.port}`, ...serverArgs]);
    const stop = async () => {
      await server.stop();
      await load.stop();
    };
    try {
      const pins = await Promise.all([pinProcess(server.pid, 0), pinProcess(load.pid, 1), pinProcess(process.pid, 1)]);
      await waitFor('the server to follow', async () => (await load.progress()).streams > 0);
      return { load, server, isPinned: pins.every(Boolean), stop };
    } catch (reason) {
      await stop();
      throw reason;
    }
  } catch (reason) {
    await load.stop();
    throw reason;
  }
}
