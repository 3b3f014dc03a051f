import { L7_DNS, L7_HTTP, L7_RESPONSE } from '../decode/flow-record.ts';
import type { FlowRecord } from '../decode/flow-record.ts';

/**
 * Where evidence of a flow stands among that of its edge: one shelf for each verdict, one for answers that failed, and
 * one for the answers to requests whose refusal is evidence.
 *
 *     0 .. 7  by verdict      8  failed answers      9  answers to refused requests
 */
export const SHELVES = 10;
export const FAILED_ANSWERS = 8;
export const ANSWERS_TO_REFUSED = 9;

const DROPPED = 2;
const ERROR = 3;
const AUDIT = 4;
const FIRST_FAILED_CODE = 400;

export function shelfOf(flow: FlowRecord): number {
  if (flow.l7 !== 0 && isFailedAnswer(flow)) return FAILED_ANSWERS;
  return flow.verdict & 7;
}

/** Trouble is kept before what is ordinary. */
export function isTroubleShelf(shelf: number): boolean {
  return shelf === DROPPED || shelf === AUDIT || shelf === ERROR || shelf >= FAILED_ANSWERS;
}

/** An answer that went through and says that something is wrong: HTTP 4xx and 5xx, DNS with an error code. */
function isFailedAnswer({ verdict, l7, l7Type, httpCode, rcode }: FlowRecord): boolean {
  if (l7Type !== L7_RESPONSE || verdict === DROPPED || verdict === ERROR || verdict === AUDIT) return false;
  return (l7 === L7_HTTP && httpCode >= FIRST_FAILED_CODE) || (l7 === L7_DNS && rcode !== 0);
}
