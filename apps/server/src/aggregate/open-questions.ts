import { ListenedTime } from './listened-time.ts';

const TIMEOUT_MS = 5_000;
const MAX_OPEN = 65_536;
const MAX_EARLY = 4_096;

interface Question<Owner> {
  readonly owner: Owner;
  /** How often it was asked since it was answered last. */
  readonly times: number;
  /** When it was asked last. */
  readonly askedMs: number;
  /** In time that we listened. */
  readonly dueMs: number;
}

/**
 * DNS questions that wait for their answer, in the order they came. An answer may come first, because the order of
 * flows is best effort: it is remembered for a while. Only time in which we listened is time without an answer.
 *
 * Bounded: past 65,536 the oldest question is given up and never counted as a timeout (`givenUp`); past 4,096 the
 * oldest early answer is forgotten.
 */
export class OpenQuestions<Owner> {
  givenUp = 0;
  readonly #open = new Map<number, Question<Owner>>();
  readonly #early = new Map<number, number>();
  readonly #listened = new ListenedTime();

  /** `askedMs` is of the node, `nowMs` ours. The same question asked again while open waits anew, and is one more. */
  ask(question: number, owner: Owner, askedMs: number, nowMs: number): void {
    const listenedMs = this.#listened.at(nowMs);
    const early = this.#early.get(question);
    if (early !== undefined) {
      this.#early.delete(question);
      if (listenedMs - early < TIMEOUT_MS) return;
    }
    const waiting = this.#open.get(question);
    if (waiting !== undefined) this.#open.delete(question);
    if (this.#open.size >= MAX_OPEN) {
      deleteOldest(this.#open);
      this.givenUp++;
    }
    const times = 1 + (waiting?.times ?? 0);
    this.#open.set(question, { owner, times, askedMs, dueMs: listenedMs + TIMEOUT_MS });
  }

  answer(question: number, nowMs: number): void {
    const listenedMs = this.#listened.at(nowMs);
    if (this.#open.delete(question)) return;
    if (this.#early.size >= MAX_EARLY) deleteOldest(this.#early);
    this.#early.set(question, listenedMs);
  }

  /** Takes out all that were asked five seconds before `nowMs`. Call it four times a second. */
  *expired(nowMs: number): Iterable<Question<Owner>> {
    const listenedMs = this.#listened.at(nowMs);
    for (const [question, asked] of this.#open) {
      if (asked.dueMs > listenedMs) return;
      this.#open.delete(question);
      yield asked;
    }
  }
}

function deleteOldest(map: Map<number, unknown>): void {
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
