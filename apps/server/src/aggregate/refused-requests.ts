import { L7_HTTP, L7_REQUEST, L7_RESPONSE } from '../decode/flow-record.ts';
import type { FlowRecord } from '../decode/flow-record.ts';

/** Newer ones take the place of older ones: an answer comes within moments or not at all. */
const MAX_WAITING = 4096;
const DROPPED = 2;

/**
 * Requests that a rule refused and that were kept as evidence, until their answer comes: it carries the same
 * X-Request-Id, and belongs beside them. Bounded: the oldest is forgotten.
 */
export class RefusedRequests {
  readonly #waiting = new Set<number>();

  /** Takes note of a request that was kept. */
  note(flow: FlowRecord): void {
    if (flow.l7 !== L7_HTTP || flow.l7Type !== L7_REQUEST || flow.verdict !== DROPPED) return;
    const key = keyOf(flow);
    if (key === 0) return;
    this.#waiting.add(key);
    if (this.#waiting.size <= MAX_WAITING) return;
    for (const oldest of this.#waiting) {
      this.#waiting.delete(oldest);
      return;
    }
  }

  /** Whether the flow is the answer to one that was noted; true once. */
  isAnswer(flow: FlowRecord): boolean {
    if (this.#waiting.size === 0 || flow.l7 !== L7_HTTP || flow.l7Type !== L7_RESPONSE) return false;
    return this.#waiting.delete(keyOf(flow));
  }
}

/** Of the X-Request-Id and the proxy that tells; 0 without an id. */
function keyOf({ requestIdLow, requestIdHigh, direction }: FlowRecord): number {
  if (requestIdLow === 0 && requestIdHigh === 0) return 0;
  return ((requestIdHigh >>> 0) % 2 ** 18) * 2 ** 34 + (requestIdLow >>> 0) * 4 + direction;
}
