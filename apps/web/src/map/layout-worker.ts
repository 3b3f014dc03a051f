import type { LayoutAnswer, LayoutRequest } from './layout/layout-request.ts';
import { answerTo } from './layout/layout-request.ts';

/** The part of a worker's global that is used here; the page's own library of types does not know it. */
interface WorkerScope {
  addEventListener(type: 'message', listener: (event: MessageEvent<LayoutRequest>) => void): void;
  postMessage(answer: LayoutAnswer, options: { readonly transfer: readonly Transferable[] }): void;
}

const scope = globalThis as unknown as WorkerScope;
scope.addEventListener('message', ({ data }) => scope.postMessage(answerTo(data), { transfer: [] }));
