import { FIGURE, type Cause } from '../aggregate/graph-view.ts';

/**
 * What became of the traffic of an edge in a range, the worst thing first; the page says the same of the same figures:
 *
 *     denied    a policy refuses connections, or everything that is asked
 *     mixed     connections come about, and a policy refuses some requests or questions in them
 *     audited   passes, and would be denied if the policy were enforced
 *     failing   policy lets it through, but it is dropped, answered 5xx, or not answered
 *     forwarded none of these
 */
export const VERDICTS_WORST_FIRST = ['denied', 'mixed', 'audited', 'failing', 'forwarded'] as const;
export type EdgeVerdict = (typeof VERDICTS_WORST_FIRST)[number];

/** FIGURE_COUNT figures of a range, and the causes that were heard in it. */
export interface JudgedEdge {
  readonly figures: ArrayLike<number>;
  readonly causes: readonly Cause[];
}

/** Of at least one edge. Where some are denied and others pass, all together are mixed. */
export function verdictOfAll(edges: readonly JudgedEdge[], sums: ArrayLike<number>): EdgeVerdict {
  const speaking = edges.filter(({ figures }) => (figures[FIGURE.dropped] ?? 0) > 0);
  const verdict = verdictOf({ figures: sums, causes: speaking.flatMap(({ causes }) => causes) });
  if (verdict !== 'denied' || edges.length === 1) return verdict;
  const isMixed = edges.some(
    (edge) => attemptsOf(edge.figures) > refusedOf(edge.figures) && verdictOf(edge) !== 'denied',
  );
  return isMixed ? 'mixed' : 'denied';
}

function verdictOf({ figures, causes: all }: JudgedEdge): EdgeVerdict {
  const of = (name: keyof typeof FIGURE): number => figures[FIGURE[name]] ?? 0;
  const causes = of('dropped') > 0 ? all : [];
  if (of('deniedAttempts') > 0 || causes.some(({ kind }) => kind === 'denied')) return 'denied';
  const refused = of('httpDenied') + of('dnsDenied');
  if (refused > 0 || causes.some(({ kind }) => kind === 'l7-denied')) {
    return refused >= of('httpRequests') + of('dnsQuestions') && of('forwarded') === 0 ? 'denied' : 'mixed';
  }
  if (of('audit') > 0 || of('auditedAttempts') > 0) return 'audited';
  return isFailing(figures, causes) ? 'failing' : 'forwarded';
}

/** What was tried, each once. Requests and questions that a rule refused are among the requests and questions. */
export function attemptsOf(figures: ArrayLike<number>): number {
  const of = (name: keyof typeof FIGURE): number => figures[FIGURE[name]] ?? 0;
  const tried = [of('connections'), of('httpRequests'), of('dnsQuestions'), of('httpDenied'), of('dnsDenied')];
  return of('deniedAttempts') + Math.max(...tried);
}

/** Connections, requests and questions that a policy refused. */
export function refusedOf(figures: ArrayLike<number>): number {
  return (figures[FIGURE.deniedAttempts] ?? 0) + (figures[FIGURE.httpDenied] ?? 0) + (figures[FIGURE.dnsDenied] ?? 0);
}

/** How much of its verdict there is, in the unit in which it is counted best. */
export function severityOf(verdict: EdgeVerdict, figures: ArrayLike<number>): number {
  const of = (name: keyof typeof FIGURE): number => figures[FIGURE[name]] ?? 0;
  switch (verdict) {
    case 'denied':
    case 'mixed':
      return Math.max(refusedOf(figures), of('dropped') / FLOWS_PER_DENIED_ATTEMPT);
    case 'audited':
      return Math.max(of('auditedAttempts'), of('audit') / FLOWS_PER_DENIED_ATTEMPT);
    case 'failing':
      return of('httpFailed') + of('dnsFailed') + of('dnsTimeouts') + of('dropped') + of('error');
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

function isFailing(figures: ArrayLike<number>, causes: readonly Cause[]): boolean {
  const of = (name: keyof typeof FIGURE): number => figures[FIGURE[name]] ?? 0;
  const failed = of('dnsFailed');
  if (failed >= FAILING_DNS_QUESTIONS && failed >= of('dnsQuestions') * FAILING_DNS_SHARE) return true;
  const unanswered = of('dnsTimeouts');
  if (unanswered > 0 && unanswered >= of('dnsQuestions') * FAILING_TIMEOUT_SHARE) return true;
  if ((of('dropped') > 0 && !areHandedOn(causes)) || of('error') > 0) return true;
  return of('httpFailed') > 0 && of('httpFailed') >= of('httpRequests') * FAILING_HTTP_SHARE;
}

/** Printed as drops, but the packets went another way: to Cilium itself, as copies, or to the proxy. */
function areHandedOn(causes: readonly Cause[]): boolean {
  const dropping = causes.filter(({ kind }) => kind === 'not-policy');
  return dropping.length > 0 && dropping.every(({ dropReason }) => HANDED_ON.has(dropReason));
}

const HANDED_ON: ReadonlySet<number> = new Set([199, 200, 201, 205]);
