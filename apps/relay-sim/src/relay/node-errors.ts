/** Nodes that failed with the same message, not yet reported. */
export interface NodeError {
  readonly message: string;
  readonly nodeNames: readonly string[];
}

/**
 * Holds a node error back for up to a window and merges what fails the same way. A different message, the end of
 * the window or of the stream lets it out. A node that fails again is named again.
 */
export class NodeErrors {
  readonly #windowMs: number;
  readonly #report: (error: NodeError) => void;
  #pending: NodeError | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(windowMs: number, report: (error: NodeError) => void) {
    this.#windowMs = windowMs;
    this.#report = report;
  }

  get pending(): boolean {
    return this.#pending !== undefined;
  }

  add(nodeName: string, message: string): void {
    if (this.#pending?.message === message) {
      this.#pending = { message, nodeNames: [...this.#pending.nodeNames, nodeName] };
      return;
    }
    this.flush();
    this.#pending = { message, nodeNames: [nodeName] };
    this.#timer = setTimeout(() => this.flush(), this.#windowMs);
  }

  flush(): void {
    const error = this.#pending;
    this.close();
    if (error !== undefined) this.#report(error);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#pending = undefined;
  }
}
