import { useEffect, useRef, useState } from 'react';
import { countOf } from '../base/numbers.ts';
import type { Trouble } from '../view/trouble.ts';
import { spokenTrouble } from './row-words.ts';

const SAY_EVERY_MS = 10_000;

/** Says to ears what is newly denied: one sentence, at most every ten seconds. What was there at first is not news. */
export function DenialLine({ troubles, timeMs }: { troubles: readonly Trouble[]; timeMs: number }) {
  const [teller] = useState(() => new DenialTeller());
  const line = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const sentence = teller.hear(troubles, timeMs, performance.now());
    if (sentence !== undefined && line.current !== null) line.current.textContent = sentence;
  }, [teller, troubles, timeMs]);
  return <p ref={line} className="visually-hidden" aria-live="polite" />;
}

/** Remembers whom it knows of, and when it spoke last. */
export class DenialTeller {
  #known: Set<string> | undefined;
  #saidMs = -Infinity;

  /** What is to be said now, if anything. What cannot be said yet is kept for a later call. */
  hear(troubles: readonly Trouble[], timeMs: number, nowMs: number): string | undefined {
    const denied = troubles.filter(({ kind }) => kind === 'denied' || kind === 'mixed');
    if (this.#known === undefined) {
      this.#known = new Set(denied.map(({ key }) => key));
      return undefined;
    }
    const known = this.#known;
    const fresh = denied.filter(({ key }) => !known.has(key));
    const [worst] = fresh;
    // What is over and comes back is news again.
    const now = new Set(denied.map(({ key }) => key));
    for (const key of known) if (!now.has(key)) known.delete(key);
    if (worst === undefined || nowMs - this.#saidMs < SAY_EVERY_MS) return undefined;
    this.#known = now;
    this.#saidMs = nowMs;
    const more = fresh.length === 1 ? '' : `, and ${countOf(fresh.length - 1, 'more pair')}`;
    return `Newly denied: ${spokenTrouble(worst, timeMs)}${more}.`;
  }
}
