/** A GetFlows call that is being served. */
export interface LiveStream {
  readonly follow: boolean;
  /** Moves what can be moved now. Called after agents wrote. */
  pump(): void;
  /** True when everything that the agents have was handed on, and the client takes more. */
  readonly caughtUp: boolean;
  /** True when moreover nothing is kept for sorting or held back. */
  readonly drained: boolean;
}

/** All GetFlows calls. The pace of a simulator without a rate of its own is theirs. */
export class LiveStreams {
  readonly #streams = new Set<LiveStream>();
  readonly #waiting = new Set<() => void>();

  add(stream: LiveStream): void {
    this.#streams.add(stream);
    this.progressed();
  }

  remove(stream: LiveStream): void {
    this.#streams.delete(stream);
    this.progressed();
  }

  pump(): void {
    for (const stream of this.#streams) stream.pump();
  }

  get following(): boolean {
    return [...this.#streams].some((stream) => stream.follow);
  }

  get caughtUp(): boolean {
    return [...this.#streams].every((stream) => !stream.follow || stream.caughtUp);
  }

  get drained(): boolean {
    return [...this.#streams].every((stream) => !stream.follow || stream.drained);
  }

  /** `listener` is called whenever a stream came, went or got room. */
  onProgress(listener: () => void): void {
    this.#waiting.add(listener);
  }

  progressed(): void {
    for (const listener of this.#waiting) listener();
  }
}
