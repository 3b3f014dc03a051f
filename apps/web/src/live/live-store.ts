import { fromBinary } from '@bufbuild/protobuf';
import { FrameSchema, type Frame, type Rejection } from '@orrery/proto/orrery/live/v1/live_pb';
import type { ConnectionState } from './connection-state.ts';
import type { LiveGraph } from './live-graph.ts';
import { applyFrame } from './live-state.ts';

/** What the page shows: a value that is replaced at most once per animation frame. */
export interface Live {
  readonly connection: ConnectionState;
  /** Undefined until the first snapshot. */
  readonly graph: LiveGraph | undefined;
  /** The browser's clock at the last frame that could be applied; 0 before the first. */
  readonly heardMs: number;
  /** Set while the subscription of the page is not the one that is shown. */
  readonly rejection: Rejection | undefined;
  /** Frames that could not be read. Since the page was loaded. */
  readonly unreadableFrames: number;
}

export interface StoreOptions {
  /** Runs the work before the next paint, or later; as requestAnimationFrame does. */
  readonly requestFrame: (work: () => void) => void;
  readonly nowMs: () => number;
}

/**
 * Holds what the server told. Frames change `#next` at once; readers see `current`, which follows at the next
 * animation frame. What waits is one value, however many frames arrive in between.
 */
export class LiveStore {
  readonly #options: StoreOptions;
  readonly #listeners = new Set<() => void>();
  #next: Live = {
    connection: { kind: 'connecting', attempt: 0 },
    graph: undefined,
    heardMs: 0,
    rejection: undefined,
    unreadableFrames: 0,
  };
  #current = this.#next;
  #isFrameAsked = false;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  get current(): Live {
    return this.#current;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Takes one WebSocket message. */
  deliver(bytes: Uint8Array): 'applied' | 'missed' | 'rejected' {
    const frame = readFrame(bytes);
    if (frame === undefined) {
      this.#change({ unreadableFrames: this.#next.unreadableFrames + 1 });
      return 'missed';
    }
    const applied = applyFrame(this.#next.graph, frame);
    switch (applied.kind) {
      case 'changed': {
        const isSnapshot = frame.body.case === 'snapshot';
        const rejection = isSnapshot ? undefined : this.#next.rejection;
        this.#change({ graph: applied.graph, heardMs: this.#options.nowMs(), rejection });
        return 'applied';
      }
      case 'rejected':
        this.#change({ rejection: applied.rejection, heardMs: this.#options.nowMs() });
        return 'rejected';
      case 'missed':
        return 'missed';
    }
  }

  connectionChanged(connection: ConnectionState): void {
    this.#change({ connection });
  }

  #change(part: Partial<Live>): void {
    this.#next = { ...this.#next, ...part };
    if (this.#isFrameAsked) return;
    this.#isFrameAsked = true;
    this.#options.requestFrame(() => {
      this.#isFrameAsked = false;
      this.#current = this.#next;
      for (const listener of this.#listeners) listener();
    });
  }
}

/** Undefined for bytes that are no frame. */
function readFrame(bytes: Uint8Array): Frame | undefined {
  try {
    return fromBinary(FrameSchema, bytes);
  } catch {
    return undefined; // counted by the caller, who asks for a snapshot
  }
}
