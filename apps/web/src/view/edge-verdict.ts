import { Cause_Kind, type Cause } from '@orrery/proto/orrery/live/v1/live_pb';
import { isHandedOn } from './cause-text-reason.ts';
import { attemptsOf } from './edge-attempts.ts';
import { deniedAttempts, failedQuestions, type Edge, type Figures } from './edge.ts';

/**
 * What became of the traffic of an edge in the window, the worst thing first:
 *
 *     denied    a policy refuses connections, or everything that is asked
 *     mixed     connections come about, and a policy refuses some requests or questions in them
 *     audited   passes, and would be denied if the policy were enforced
 *     failing   policy lets it through, but it is dropped, answered 5xx, or not answered
 *     forwarded none of these
 */
export type EdgeVerdict = (typeof VERDICTS_WORST_FIRST)[number];
export const VERDICTS_WORST_FIRST = ['denied', 'mixed', 'audited', 'failing', 'forwarded'] as const;

export const VERDICT_WORDS: Readonly<Record<EdgeVerdict, string>> = {
  denied: 'Denied',
  mixed: 'Mixed',
  audited: 'Audit',
  failing: 'Failing',
  forwarded: 'Forwarded',
};

export function verdictOf({ figures, causes }: Pick<Edge, 'figures' | 'causes'>): EdgeVerdict {
  if (figures.deniedAttempts > 0 || (figures.dropped > 0 && hasCause(causes, Cause_Kind.DENIED))) return 'denied';
  const refused = figures.httpDenied + figures.dnsDenied;
  if (refused > 0 || (figures.dropped > 0 && hasCause(causes, Cause_Kind.L7_DENIED))) {
    return refused >= figures.httpRequests + figures.dnsQuestions && figures.forwarded === 0 ? 'denied' : 'mixed';
  }
  if (figures.audit > 0 || figures.auditedAttempts > 0) return 'audited';
  return failureOf(figures, causes) === undefined ? 'forwarded' : 'failing';
}

/** How much of its verdict there is, in the unit in which it is counted best. */
export function severity(verdict: EdgeVerdict, figures: Figures): number {
  switch (verdict) {
    case 'denied':
    case 'mixed':
      return Math.max(deniedAttempts(figures), figures.dropped / FLOWS_PER_DENIED_ATTEMPT);
    case 'audited':
      return Math.max(figures.auditedAttempts, figures.audit / FLOWS_PER_DENIED_ATTEMPT);
    case 'failing':
      return figures.httpFailed + failedQuestions(figures) + figures.dropped + figures.error;
    case 'forwarded':
      return attemptsOf(figures);
  }
}

/** A denied packet is told as a verdict and as a drop. */
const FLOWS_PER_DENIED_ATTEMPT = 2;
/** A few 5xx among many requests are told by their column. */
const FAILING_HTTP_SHARE = 0.05;
/** Search domains make most lookups of a healthy cluster fail first, so a share alone says little. */
const FAILING_DNS_SHARE = 0.5;
const FAILING_DNS_QUESTIONS = 10;
/** Each of them made somebody wait for seconds. */
const FAILING_TIMEOUT_SHARE = 0.01;

/** In what an edge fails that no policy refuses; the worst, or undefined. Drops that were all handed on are no failure. */
export type Failure = 'dns-failing' | 'dns-timeout' | 'dropped' | 'http-5xx';

export function failureOf(figures: Figures, causes: readonly Cause[] = []): Failure | undefined {
  const { error, dnsQuestions, dnsFailed, dnsTimeouts, httpRequests, httpFailed } = figures;
  if (dnsFailed >= FAILING_DNS_QUESTIONS && dnsFailed >= dnsQuestions * FAILING_DNS_SHARE) return 'dns-failing';
  if (dnsTimeouts > 0 && dnsTimeouts >= dnsQuestions * FAILING_TIMEOUT_SHARE) return 'dns-timeout';
  if ((figures.dropped > 0 && !areHandedOn(causes)) || error > 0) return 'dropped';
  return httpFailed > 0 && httpFailed >= httpRequests * FAILING_HTTP_SHARE ? 'http-5xx' : undefined;
}

function areHandedOn(causes: readonly Cause[]): boolean {
  const dropping = causes.filter(({ kind }) => kind === Cause_Kind.NOT_POLICY);
  return dropping.length > 0 && dropping.every(({ dropReason }) => isHandedOn(dropReason));
}

function hasCause(causes: readonly Cause[], kind: Cause_Kind): boolean {
  return causes.some((cause) => cause.kind === kind);
}
