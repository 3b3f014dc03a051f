import { parseQuery } from '@orrery/query/parse';
import type { SecondRange } from '../aggregate/graph-view.ts';
import type { BundleAsk, BundleSource } from '../evidence/bundle-ask.ts';
import type { PastDoor } from './http-deps.ts';
import { completenessOf } from './past-graph.ts';
import { DEFAULT_SECONDS, tens, understoodOf } from './past-route.ts';
import { RequestError } from './request-error.ts';
import type { RouteContext } from './route.ts';
import { parseTimes, secondRange } from './time-range.ts';

/** What evidence is asked for, as it was written. */
export interface AskedEvidence {
  readonly q: string | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
}

export function pastOf({ past }: RouteContext): PastDoor {
  if (past !== undefined) return past;
  throw new RequestError(404, 'no_history', 'this server writes no history; start it with --store');
}

function evidenceRange(context: RouteContext, { since, until }: AskedEvidence): SecondRange {
  const nowMs = context.clock.nowMs();
  return tens(secondRange(parseTimes(since, until, nowMs), nowMs, DEFAULT_SECONDS), pastOf(context).writtenTo);
}

/** The second up to which something is asked for, as far as that has been. */
export function wantedTo(context: RouteContext, { since, until }: AskedEvidence): number {
  const nowMs = context.clock.nowMs();
  const { to } = secondRange(parseTimes(since, until, nowMs), nowMs, DEFAULT_SECONDS);
  return Math.floor(Math.min(to, nowMs / 1000) / 10) * 10;
}

export function bundleAsk(
  context: RouteContext,
  asked: AskedEvidence,
  askedFrom: string,
  mostFlows: number,
): BundleAsk {
  const range = evidenceRange(context, asked);
  const { canonical, filter } = understoodOf(asked.q ?? '');
  const parsed = parseQuery(asked.q ?? '');
  return {
    range,
    query: parsed.ok ? parsed.query : { terms: [] },
    canonical,
    filter,
    askedMs: context.clock.nowMs(),
    askedFrom,
    mostFlows,
    completenessOf: (coverage, flows) => completenessOf(coverage, range, flows),
  };
}

export function bundleSource(context: RouteContext): BundleSource {
  const { graph, kept, version } = context;
  return { store: pastOf(context).store, graph, kept, version };
}
