import { nextTask } from '../base/next-task.ts';
import { refusalOf, type Refusal } from '../live/refusal.ts';
import type { FlowAsk, FlowTold } from './store/flow-messages.ts';
import { FlowOffice } from './store/flow-office.ts';

/** The part of a worker's global that is used here; the page's own library of types does not know it. */
interface WorkerScope {
  addEventListener(type: 'message', listener: (event: MessageEvent<FlowAsk>) => void): void;
  postMessage(told: FlowTold, options: { readonly transfer: readonly Transferable[] }): void;
}

const scope = globalThis as unknown as WorkerScope;
const office = new FlowOffice({
  openSocket: (url) => new WebSocket(url),
  fetch: (url, init) => fetch(url, { ...init, cache: 'no-store' }),
  tell: (told) => scope.postMessage(told, { transfer: [] }),
  whyRefused,
  nowMs: () => Date.now(),
  random: () => Math.random(),
  soon: (work) => void nextTask(work),
});
scope.addEventListener('message', ({ data }) => office.hear(data));

const GIVEN_UP_AFTER_MS = 4000;

/** A WebSocket does not tell why it was refused; an ordinary request to the same place does. */
async function whyRefused(socketUrl: string): Promise<Refusal> {
  try {
    const url = socketUrl.replace(/^ws/, 'http');
    const { status } = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(GIVEN_UP_AFTER_MS) });
    return refusalOf(status);
  } catch {
    return refusalOf(undefined);
  }
}
