import { fileURLToPath } from 'node:url';
import { StartedProcess, type StartOptions } from './start-process.ts';

/** From `test/dist/support` as from `test/support`. */
const HERE = fileURLToPath(import.meta.url);
export const ROOT = HERE.slice(0, HERE.lastIndexOf('/test/'));

export interface StartedServer {
  readonly process: StartedProcess;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The built server on a free port with a store in memory, unless `args` say otherwise. */
export async function startServer(args: readonly string[], options: StartOptions = {}): Promise<StartedServer> {
  const defaults = ['--listen', '127.0.0.1:0', '--store', 'memory'];
  const given = new Set(args);
  const all = [...args];
  for (let i = 0; i < defaults.length; i += 2) if (!given.has(defaults[i])) all.push(defaults[i], defaults[i + 1]);
  const started = new StartedProcess(`${ROOT}/apps/server/dist/main.js`, all, options);
  try {
    const url = await started.line(
      'address',
      (line) => /http:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(line)?.[0],
      options.readyMs,
    );
    return { process: started, url, pid: started.pid, stop: () => started.stop() };
  } catch (reason) {
    await started.kill();
    throw reason;
  }
}
