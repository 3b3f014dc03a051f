import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What is shown while nobody told us of a relay. */
const ARGUMENTS = ['--listen', '127.0.0.1:0', '--scenario', 'incident', '--rate', '300', '--seed', '1'];
const ENTRY = new URL('../../relay-sim/dist/main.js', import.meta.url);

export interface BuiltInRelay {
  readonly host: string;
  readonly port: number;
  readonly stop: () => void;
}

/** Starts the simulated relay as a child process. It ends with us. */
export async function startBuiltInRelay(): Promise<BuiltInRelay> {
  const child = spawn(process.execPath, [fileURLToPath(ENTRY), ...ARGUMENTS], { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = () => void child.kill();
  process.once('exit', stop);
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the built-in relay ended with ${code} before it listened`)));
  });
  ended.catch(() => {
    // It matters only until the address is known; after that the source reports that the relay is away.
  });
  const port = await Promise.race([portOf(child.stdout), ended]);
  return { host: '127.0.0.1', port, stop };
}

async function portOf(output: NodeJS.ReadableStream): Promise<number> {
  for await (const line of createInterface({ input: output })) {
    const port = /127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port !== undefined) {
      output.resume();
      return Number(port);
    }
  }
  throw new Error('the built-in relay did not say where it listens');
}
