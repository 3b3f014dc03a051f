import { RequestError } from './request-error.ts';

export interface GateLimits {
  /** Reads that are worked on at the same time. */
  readonly running: number;
  /** Reads that wait for their turn; past it a read is refused. */
  readonly waiting: number;
  /** Longest wait; past it a read is refused. */
  readonly waitMs: number;
}

/** Lets a few expensive reads in at a time, first come first served, so that reading never starves the stream. */
export class Gate {
  readonly #limits: GateLimits;
  readonly #waiting = new Set<() => void>();
  #running = 0;
  #refused = 0;

  constructor(limits: GateLimits) {
    this.#limits = limits;
  }

  /** Reads that were refused since the start. */
  get refused(): number {
    return this.#refused;
  }

  async run<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    if (this.#running >= this.#limits.running) await this.#turn(signal);
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  /** Resolves when somebody else hands over their place. */
  #turn(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size >= this.#limits.waiting) return Promise.reject(this.#refusal());
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(enter);
      };
      const enter = (): void => {
        leave();
        resolve();
      };
      const onAbort = (): void => {
        leave();
        reject(signal.reason as Error);
      };
      const timer = setTimeout(() => {
        leave();
        reject(this.#refusal());
      }, this.#limits.waitMs);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(enter);
    });
  }

  #refusal(): RequestError {
    this.#refused += 1;
    return new RequestError(503, 'busy', 'too many large reads at once; try again in a moment', {
      headers: { 'Retry-After': '1' },
    });
  }
}
