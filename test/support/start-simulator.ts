import { StartedProcess, type StartOptions } from './start-process.ts';
import { ROOT } from './start-server.ts';

export interface StartedSimulator {
  readonly process: StartedProcess;
  /** `127.0.0.1:port` */
  readonly address: string;
  stop(): Promise<void>;
}

/** The built simulated relay, on a free port unless `args` say otherwise. */
export async function startSimulator(args: readonly string[], options: StartOptions = {}): Promise<StartedSimulator> {
  const all = args.includes('--listen') ? args : ['--listen', '127.0.0.1:0', ...args];
  const started = new StartedProcess(`${ROOT}/apps/relay-sim/dist/main.js`, all, options);
  try {
    const address = await started.line('address', (line) => /127\.0\.0\.1:[1-9]\d*/.exec(line)?.[0], options.readyMs);
    return { process: started, address, stop: () => started.stop() };
  } catch (reason) {
    await started.kill();
    throw reason;
  }
}
