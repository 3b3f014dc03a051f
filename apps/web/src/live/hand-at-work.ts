const REST_MS = 300;

/** Knows whether a hand drags something or turns the wheel, or did a moment ago. */
export class HandAtWork {
  #movedAtMs = -Infinity;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get isAtWork(): boolean {
    return this.#nowMs() - this.#movedAtMs < REST_MS;
  }

  /** Until what comes back is called. */
  watch(target: Pick<Window, 'addEventListener' | 'removeEventListener'>): () => void {
    const moved = (event: Event): void => {
      if (event.type === 'wheel' || (event as PointerEvent).buttons !== 0) this.#movedAtMs = this.#nowMs();
    };
    for (const name of EVENTS) target.addEventListener(name, moved, { passive: true, capture: true });
    return () => {
      for (const name of EVENTS) target.removeEventListener(name, moved, { capture: true });
    };
  }
}

const EVENTS = ['wheel', 'pointermove'] as const;
