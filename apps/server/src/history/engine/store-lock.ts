import { mkdirSync, readFileSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Who holds a store. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When that process began, in the kernel's own ticks: a number of a process is used again, this is not. */
  readonly startTicks: string;
  readonly sinceMs: number;
}

export interface StoreLock {
  release(): void;
}

const LOCK_FILE = 'orrery.lock';
const HEARTBEAT_MS = 500;
/** A holder on another machine that does not beat for so long is gone. */
const SILENCE_MS = 1600;

/**
 * One server per directory. A holder on this machine is asked whether it lives; one on another machine, or in another
 * container, is known by its heartbeat, the time of the file. Throws within two seconds, with the holder's name.
 */
export async function takeStoreLock(directory: string, nowMs: number): Promise<StoreLock> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, LOCK_FILE);
  const own: Holder = { pid: process.pid, host: hostname(), startTicks: startTicksOf(process.pid), sinceMs: nowMs };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const created = create(file, own);
    if (created === 'no-space') return UNWRITTEN;
    if (created === 'created') return beating(file);
    const holder = read(file);
    if (holder !== undefined && (await isAlive(file, holder))) throw new StoreHeldError(directory, holder);
    unlink(file);
  }
  throw new Error(`${directory} is taken by one server after the other; start one only`);
}

export class StoreHeldError extends Error {
  readonly holder: Holder;

  constructor(directory: string, holder: Holder) {
    const since = new Date(holder.sinceMs).toISOString();
    super(
      `${directory} is in use by process ${holder.pid} on ${holder.host} since ${since}; ` +
        'stop that server, or give this one another directory with --store chdb:DIR',
    );
    this.holder = holder;
  }
}

function create(file: string, own: Holder): 'created' | 'exists' | 'no-space' {
  try {
    writeFileSync(file, `${JSON.stringify(own)}\n`, { flag: 'wx', mode: 0o600 });
    return 'created';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return 'exists';
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw error;
    unlink(file);
    return 'no-space';
  }
}

/** On a full disk no file says who holds the store: the engine's own lock is all that there is then. */
const UNWRITTEN: StoreLock = { release() {} };

function beating(file: string): StoreLock {
  const timer = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(file, now, now);
    } catch {
      // A file that somebody removed is not made again: whoever did so may hold the store now.
    }
  }, HEARTBEAT_MS);
  timer.unref();
  return {
    release() {
      clearInterval(timer);
      unlink(file);
    },
  };
}

/** Undefined for a file that was not written to its end, or is not ours. */
function read(file: string): Holder | undefined {
  try {
    const { pid, host, startTicks, sinceMs } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    if (typeof pid !== 'number' || typeof host !== 'string') return undefined;
    return { pid, host, startTicks: startTicks ?? '', sinceMs: sinceMs ?? 0 };
  } catch {
    return undefined;
  }
}

async function isAlive(file: string, holder: Holder): Promise<boolean> {
  const ticks = holder.host === hostname() ? startTicksOf(holder.pid) : undefined;
  if (ticks === '') return false;
  if (ticks !== undefined && ticks === holder.startTicks) return true;
  // Another machine, or another container on this one: its processes are not ours to see.
  const before = touchedMs(file);
  await sleep(SILENCE_MS);
  return touchedMs(file) !== before;
}

function touchedMs(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** '' for a process that is not there, or where there is no /proc. */
function startTicksOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the process comes second, in parentheses, and may hold anything.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function unlink(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // Gone already.
  }
}
