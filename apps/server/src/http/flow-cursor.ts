import type { PastFlowCursor } from '../history/past-flows.ts';
import { badRequest } from './request-error.ts';

/**
 * Where a search for flows goes on: among the newest, by number, or in the history.
 *
 *     4711                  below this number; the history is not asked
 *     4711-SECOND           below this number, and before this second it is the history that answers
 *     hSECOND               in the history, from this second back
 *     hSECOND-TIME-BUCKET-PLACE    in the history, behind this flow
 */
export type FlowPosition =
  | { readonly kind: 'newest'; readonly number: number | undefined; readonly seam: number | undefined }
  | { readonly kind: 'history'; readonly seam: number; readonly after: PastFlowCursor | undefined };

const MAX_UINT32 = 2 ** 32 - 1;

export function parseFlowPosition(text: string | undefined): FlowPosition {
  if (text === undefined) return { kind: 'newest', number: undefined, seam: undefined };
  const numbers = text.replace(/^h/, '').split('-').map(wholeNumber);
  const [first, second, third, fourth] = numbers;
  if (first === undefined || numbers.includes(Number.NaN)) throw badCursor();
  // What a store has no column for is not asked of it.
  if (text.startsWith('h') && [first, third, fourth].some((number) => number > MAX_UINT32)) throw badCursor();
  switch (`${text.startsWith('h') ? 'h' : ''}${numbers.length}`) {
    case '1':
    case '2':
      return { kind: 'newest', number: first, seam: second };
    case 'h1':
      return { kind: 'history', seam: first, after: undefined };
    case 'h4':
      return { kind: 'history', seam: first, after: { timeMs: second ?? 0, bucket: third ?? 0, place: fourth ?? 0 } };
    default:
      throw badCursor();
  }
}

export function formatFlowPosition(position: FlowPosition): string {
  switch (position.kind) {
    case 'newest': {
      const { number = Number.MAX_SAFE_INTEGER, seam } = position;
      return seam === undefined ? String(number) : `${number}-${seam}`;
    }
    case 'history': {
      const { seam, after } = position;
      return after === undefined ? `h${seam}` : `h${seam}-${after.timeMs}-${after.bucket}-${after.place}`;
    }
  }
}

function wholeNumber(digits: string): number {
  return /^\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
}

function badCursor(): Error {
  return badRequest('bad_cursor', 'cursor is not one that an answer gave');
}
