import { allowOwnScripts } from '../base/own-scripts.ts';
import type { FlowAsk, FlowTold } from './store/flow-messages.ts';

/** A worker that follows flows and keeps them. */
export interface FlowPort {
  ask(ask: FlowAsk): void;
  close(): void;
}

export interface FlowPortEvents {
  readonly onTold: (told: FlowTold) => void;
  /** It could not be started, or it died. */
  readonly onEnd: (message: string) => void;
}

export function openFlowWorker({ onTold, onEnd }: FlowPortEvents): FlowPort {
  allowOwnScripts();
  const worker = new Worker(new URL('./flow-worker.ts', import.meta.url), { type: 'module', name: 'flows' });
  worker.addEventListener('message', ({ data }: MessageEvent<FlowTold>) => onTold(data));
  worker.addEventListener('error', ({ message }) => onEnd(message));
  return {
    ask: (ask) => worker.postMessage(ask, { transfer: [] }),
    close: () => worker.terminate(),
  };
}
