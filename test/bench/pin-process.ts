import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Ties all threads of a process to one core, where taskset is at hand. Says whether it did. */
export async function pinProcess(pid: number, core: number): Promise<boolean> {
  if (availableParallelism() < 2) return false;
  try {
    await run('taskset', ['-a', '-c', '-p', String(core), String(pid)]);
    return true;
  } catch {
    // Without taskset the kernel decides; the figures only get noisier.
    return false;
  }
}
