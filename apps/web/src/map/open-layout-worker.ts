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

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

let isAllowed = false;

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

/**
 * The page's policy demands trusted script addresses and knows one policy, `default`. Ours trusts what comes from where
 * the page itself came from, and nothing else.
 */
function allowOwnScripts(): void {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  if (isAllowed || trustedTypes === undefined) return;
  isAllowed = true;
  trustedTypes.createPolicy('default', {
    createScriptURL(url) {
      if (new URL(url, document.baseURI).origin === location.origin) return url;
      throw new TypeError('only scripts of this page are run');
    },
  });
}
