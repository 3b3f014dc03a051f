import type { StartedServer } from '../support/start-server.ts';
import { rssMb, untilStatus, withServer } from './fault-setup.ts';

/** Two servers that hear the same, of which one is left in peace. */
export interface Twins {
  readonly server: StartedServer;
  readonly other: StartedServer;
  /** By how much the first grew more than the second since both had heard the first flows. */
  readonly grownMb: () => number;
}

/** Once both have counted `flows`. */
export async function withTwoServers(
  args: readonly string[],
  flows: number,
  act: (twins: Twins) => Promise<void>,
): Promise<void> {
  await withServer(args, (server) =>
    withServer(args, async (other) => {
      for (const { url } of [server, other]) {
        await untilStatus(url, 'flows', ({ conservation }) => conservation.counted > flows);
      }
      const moreMb = (): number => rssMb(server.pid) - rssMb(other.pid);
      const startMb = moreMb();
      await act({ server, other, grownMb: () => moreMb() - startMb });
    }),
  );
}
