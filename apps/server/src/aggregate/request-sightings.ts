/**
 * What up to two proxies told about requests that cannot be told apart: those of a route with one X-Request-Id, or all
 * of a route without ids. A row of eight numbers in an array of the caller:
 *
 *     [ client: answers, 403s among them, 403s owed | server: the same | last answer, its ten of seconds ]
 *
 * Each proxy that sees a request tells of one answer, so there were as many as the proxy that told more has told of.
 * A refusal by a rule makes a 403 of its own, which is no answer of the application: when the refusal comes first
 * the 403 is owed, when it comes later the 403 is taken out again. A refusal by the server's proxy makes one at both.
 */
export const SIGHTING_FIELDS = 8;
/** Status code x 2048 + bucket of the latency + 1, or 0 instead of the latter. */
export const LAST_ANSWER = 6;
export const LAST_TEN = 7;
export const BUCKET_BITS = 11;

const SERVER = 3;
const ANSWERS = 0;
const REFUSALS = 1;
const OWED = 2;

export type Answer =
  /** Nobody told of it before. */
  | 'new'
  /** The other proxy told of it before. */
  | 'known'
  /** It belongs to a refusal. */
  | 'refusal';

/** One answer. `looksRefused`: it may be what a refusal by a rule looks like. */
export function sightAnswer(rows: Int32Array, row: number, byServer: boolean, looksRefused: boolean): Answer {
  const side = row + (byServer ? SERVER : 0);
  if (looksRefused && rows[side + OWED] > 0) {
    rows[side + OWED]--;
    return 'refusal';
  }
  const before = answers(rows, row);
  rows[side + ANSWERS]++;
  if (looksRefused) rows[side + REFUSALS]++;
  return answers(rows, row) > before ? 'new' : 'known';
}

/** One refusal. True when its 403 was taken for an answer before. */
export function sightRefusal(rows: Int32Array, row: number, byServer: boolean): boolean {
  const before = answers(rows, row);
  owe(rows, row);
  if (byServer) owe(rows, row + SERVER);
  return answers(rows, row) < before;
}

function owe(rows: Int32Array, side: number): void {
  if (rows[side + REFUSALS] > 0) {
    rows[side + REFUSALS]--;
    rows[side + ANSWERS]--;
  } else {
    rows[side + OWED]++;
  }
}

function answers(rows: Int32Array, row: number): number {
  return Math.max(rows[row + ANSWERS], rows[row + SERVER + ANSWERS]);
}
