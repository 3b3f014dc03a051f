import type { SecondRange } from '../aggregate/graph-view.ts';
import type { Parameters } from './parameters.ts';
import { badRequest } from './request-error.ts';
import { parseTime, parseTimes, secondRange } from './time-range.ts';

const DEFAULT_SECONDS = 15 * 60;
const BUCKET_SECONDS = 10;

/**
 * The two ranges of a comparison, in whole buckets of ten seconds. The earlier one is just before the later one, and as
 * long, unless told otherwise:
 *
 *     before_since ── before_until        since ── until
 */
export function askedRanges(
  parameters: Parameters,
  nowMs: number,
  writtenTo: number,
): { readonly before: SecondRange; readonly after: SecondRange } {
  const asked = parseTimes(parameters.text('since'), parameters.text('until'), nowMs);
  const after = writtenTens(secondRange(asked, nowMs, DEFAULT_SECONDS), writtenTo);
  const [since, until] = [parameters.text('before_since'), parameters.text('before_until')];
  const toMs = until === undefined ? after.from * 1000 : parseTime('before_until', until, nowMs);
  const fromMs = since === undefined ? toMs - (after.to - after.from) * 1000 : parseTime('before_since', since, nowMs);
  if (fromMs >= toMs) throw badRequest('bad_range', 'before_since is not before before_until');
  const before = writtenTens({ from: Math.floor(fromMs / 1000), to: Math.ceil(toMs / 1000) }, writtenTo);
  return { before, after };
}

/** Whole buckets, at least one, and none that is not written yet. */
function writtenTens({ from, to }: SecondRange, writtenTo: number): SecondRange {
  const end = Math.min(Math.ceil(to / BUCKET_SECONDS) * BUCKET_SECONDS, Math.max(writtenTo, BUCKET_SECONDS));
  return {
    from: Math.max(0, Math.min(Math.floor(from / BUCKET_SECONDS) * BUCKET_SECONDS, end - BUCKET_SECONDS)),
    to: end,
  };
}
