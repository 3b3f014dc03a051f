import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Below `dist`, from where this file is built and from where it is written alike. */
const ENTRY = new URL('../../../dist/history/testing/http-engine-process.js', import.meta.url);

export interface HttpEngine {
  readonly url: string;
  stop(): Promise<void>;
}

/** A real engine over HTTP in a process of its own, on a free port. */
export async function startHttpEngine(
  directory: string,
  access?: { readonly user: string; readonly password: string },
): Promise<HttpEngine> {
  const args = [directory, '0', ...(access === undefined ? [] : [access.user, access.password])];
  const child = spawn(process.execPath, [fileURLToPath(ENTRY), ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  const leave = (): void => void child.kill('SIGKILL');
  process.once('exit', leave);
  child.once('exit', () => process.off('exit', leave));
  for await (const text of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
    return { url: text.trim(), stop };
  }
  throw new Error('the engine ended before it listened');
}
