import { readdirSync } from 'node:fs';
import type { Frame, Source_State } from '@orrery/proto/orrery/live/v1/live_pb';
import { compareLedger, type ExpectedFlows } from '../support/compare-ledger.ts';
import { LiveViewer } from '../support/live-viewer.ts';
import { memoryUse } from '../support/process-usage.ts';
import { isConserved, readMap, readStatus, type StatusJson } from '../support/read-api.ts';
import { startServer, type StartedServer } from '../support/start-server.ts';
import { waitFor } from '../support/wait-for.ts';

/** A server under test. `close` what was opened, last first. */
export async function withServer(
  args: readonly string[],
  act: (server: StartedServer) => Promise<void>,
): Promise<void> {
  const server = await startServer([...args, '--log-level', 'warn']);
  try {
    await act(server);
  } finally {
    await server.stop();
  }
}

/** A page that notes when frames came and what they told of the first source. */
export class Page {
  readonly framesAtMs: number[] = [];
  readonly statusAtMs: number[] = [];
  readonly states: { readonly atMs: number; readonly state: Source_State }[] = [];
  bytes = 0;
  #viewer: LiveViewer | undefined;

  static async open(url: string): Promise<Page> {
    const page = new Page();
    page.#viewer = await LiveViewer.open(url, '', (frame, _atMs, bytes) => page.#see(frame, bytes));
    await waitFor('a first frame', () => page.framesAtMs.length > 0, { timeoutMs: 60_000 });
    return page;
  }

  get isOpen(): boolean {
    return this.#viewer?.isOpen === true;
  }

  /** Longest time without a frame from `fromMs` until now, both of `performance.now()`. */
  longestGapMs(fromMs: number): number {
    const times = [fromMs, ...this.framesAtMs.filter((atMs) => atMs > fromMs), performance.now()];
    return Math.max(...times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs)));
  }

  close(): void {
    this.#viewer?.close();
  }

  #see(frame: Frame, bytes: number): void {
    const atMs = performance.now();
    this.framesAtMs.push(atMs);
    this.bytes += bytes;
    if (frame.status === undefined) return;
    this.statusAtMs.push(atMs);
    const state = frame.status.sources[0]?.state;
    if (state !== undefined && state !== this.states.at(-1)?.state) this.states.push({ atMs, state });
  }
}

export function stateOf(status: StatusJson): string {
  return status.sources[0]?.state ?? 'none';
}

export async function untilConnected(url: string, timeoutMs = 20_000): Promise<StatusJson> {
  return untilStatus(url, 'the source to be connected', (status) => stateOf(status) === 'connected', timeoutMs);
}

export async function untilStatus(
  url: string,
  what: string,
  isIt: (status: StatusJson) => boolean,
  timeoutMs = 60_000,
): Promise<StatusJson> {
  const ask = async () => {
    const status = await readStatus(url);
    return isIt(status) ? status : undefined;
  };
  return waitFor(what, ask, { timeoutMs, everyMs: 50 });
}

/** Where the server's map and sums are not what was sent; empty when all is exact. */
export async function mistakesOf(url: string, sent: readonly ExpectedFlows[]): Promise<string[]> {
  const [status, map] = [await readStatus(url), await readMap(url)];
  const mistakes = compareLedger(map.edges, sent).map(
    ({ where, expected, found }) => `${where}: sent ${expected}, counted ${found}`,
  );
  return [...mistakes, ...imbalances(status)];
}

/** Nodes at which received is not counted + duplicate + undecodable + dropped. */
export function imbalances(status: StatusJson): string[] {
  const nodes = status.nodes.filter((node) => !isConserved(node)).map((node) => JSON.stringify(node));
  return isConserved(status.conservation) ? nodes : [...nodes, JSON.stringify(status.conservation)];
}

export function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

export function rssMb(pid: number): number {
  return memoryUse(pid).rssMb;
}

/** Calls `sample` all the time until `work` is done. */
export async function whileSampling<T>(sample: () => void, work: Promise<T>): Promise<T> {
  const timer = setInterval(sample, 100);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
