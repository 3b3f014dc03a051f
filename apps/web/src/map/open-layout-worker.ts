import { allowOwnScripts } from '../base/own-scripts.ts';
import type { LayoutAnswer, LayoutRequest } from './layout/layout-request.ts';

/** A worker that lays out. */
export interface LayoutPort {
  ask(request: LayoutRequest): void;
  close(): void;
}

export interface LayoutPortEvents {
  readonly onAnswer: (answer: LayoutAnswer) => void;
  /** It could not be started, or it died; it answers no more. */
  readonly onEnd: (message: string) => void;
}

export function openLayoutWorker({ onAnswer, onEnd }: LayoutPortEvents): LayoutPort {
  allowOwnScripts();
  const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module', name: 'layout' });
  worker.addEventListener('message', ({ data }: MessageEvent<LayoutAnswer>) => onAnswer(data));
  worker.addEventListener('error', ({ message }) => onEnd(message));
  return {
    ask: (request) => worker.postMessage(request, { transfer: [] }),
    close: () => worker.terminate(),
  };
}
