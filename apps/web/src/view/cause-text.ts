import { DropReason } from '@orrery/proto/flow/flow_pb';
import { Cause_Kind, type Cause } from '@orrery/proto/orrery/live/v1/live_pb';
import { failedQuestions, type Edge } from './edge.ts';
import type { EdgeVerdict } from './edge-verdict.ts';

const DEFAULT_DENY = 133;
const EXPLICIT_DENY = 181;
const AUTHENTICATION = 189;
const SOURCE_DECIDED = 2;
const DESTINATION_DECIDED = 1;

/** The cause that a row names: of the kind that made its verdict, the one with the most attempts. */
export function worstCause(causes: readonly Cause[]): Cause | undefined {
  return causesWorstFirst(causes)[0];
}

export function causesWorstFirst(causes: readonly Cause[]): readonly Cause[] {
  const weight = ({ attempts, flows }: Cause): number => Math.max(attempts, flows / 2);
  return causes.toSorted((a, b) => KIND_ORDER[a.kind] - KIND_ORDER[b.kind] || weight(b) - weight(a));
}

const KIND_ORDER: Readonly<Record<Cause_Kind, number>> = {
  [Cause_Kind.DENIED]: 0,
  [Cause_Kind.L7_DENIED]: 1,
  [Cause_Kind.AUDITED]: 2,
  [Cause_Kind.NOT_POLICY]: 3,
  [Cause_Kind.UNSPECIFIED]: 4,
};

/** A few words for a table cell; '' when there is nothing to say. */
export function reasonText(edge: Edge, verdict: EdgeVerdict): string {
  const cause = worstCause(edge.causes);
  switch (verdict) {
    case 'forwarded':
      return '';
    case 'failing':
      return failureText(edge);
    case 'audited':
      return 'Would be denied';
    default:
      return cause === undefined ? 'Denied by policy' : shortReason(cause);
  }
}

/** What the cause is, with the side that decided. */
export function shortReason(cause: Cause): string {
  const side =
    cause.direction === SOURCE_DECIDED ? ', egress' : cause.direction === DESTINATION_DECIDED ? ', ingress' : '';
  switch (cause.kind) {
    case Cause_Kind.L7_DENIED:
      return `L7 rule${side}`;
    case Cause_Kind.AUDITED:
      return `Would be denied${side}`;
    case Cause_Kind.DENIED:
      if (cause.dropReason === DEFAULT_DENY)
        return `${cause.policies.length > 0 ? 'Policy denied' : 'Default deny'}${side}`;
      if (cause.dropReason === EXPLICIT_DENY) return `Explicit deny${side}`;
      if (cause.dropReason === AUTHENTICATION) return `Authentication required${side}`;
      return `${dropReasonWords(cause.dropReason)}${side}`;
    default:
      return dropReasonWords(cause.dropReason);
  }
}

/** The answer to "why", as a sentence. The names come from flows. */
export function whySentence(cause: Cause, source: string, destination: string, port: number): string {
  const goal = port === 0 ? destination : `${destination} on ${port}`;
  const isEgress = cause.direction === SOURCE_DECIDED;
  const way = isEgress
    ? `on the way out of ${source}`
    : cause.direction === DESTINATION_DECIDED
      ? `on the way into ${destination}`
      : 'on the way';
  const rule = isEgress
    ? `egress rule allows ${goal}`
    : `ingress rule allows ${source}${port === 0 ? '' : ` on ${port}`}`;
  switch (cause.kind) {
    case Cause_Kind.DENIED:
      if (cause.dropReason === EXPLICIT_DENY) return `Dropped ${way}: a deny rule forbids it.`;
      if (cause.dropReason === AUTHENTICATION) return `Dropped ${way}: the policy asks for authentication.`;
      return cause.direction === 0 ? `Dropped ${way} by policy.` : `Dropped ${way}, because no ${rule}.`;
    case Cause_Kind.L7_DENIED:
      return `The policy proxy refused some of what was asked ${way}. Connections pass.`;
    case Cause_Kind.AUDITED:
      return 'Audit: would be denied. Traffic still flows.';
    default:
      return `Dropped ${way}, but not by policy: ${dropReasonWords(cause.dropReason)}.`;
  }
}

/** What is known of who decided. */
export function policySentence(cause: Cause): string | undefined {
  if (cause.policies.length > 0) return undefined;
  switch (cause.kind) {
    case Cause_Kind.DENIED:
      return cause.dropReason === EXPLICIT_DENY
        ? 'No policy is named.'
        : 'No policy is named, as usual for default deny: no rule matched, so there is none to name.';
    case Cause_Kind.L7_DENIED:
    case Cause_Kind.AUDITED:
      return 'No policy is named in these flows.';
    default:
      return undefined;
  }
}

/** `Policy denied` for 133, `Reason 999` for what the schema does not name. */
export function dropReasonWords(reason: number): string {
  const name: string | undefined = DropReason[reason];
  if (name === undefined || reason === 0) return reason === 0 ? 'Reason not told' : `Reason ${reason}`;
  const words = name.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function failureText({ figures, causes }: Edge): string {
  const failures: string[] = [];
  if (figures.httpFailed > 0) failures.push(`HTTP 5xx, ${percent(figures.httpFailed, figures.httpRequests)}`);
  if (figures.dnsTimeouts > 0) failures.push('DNS unanswered');
  else if (failedQuestions(figures) > 0)
    failures.push(`DNS errors, ${percent(figures.dnsFailed, figures.dnsQuestions)}`);
  const cause = worstCause(causes);
  if (figures.dropped > 0) failures.push(cause === undefined ? 'Dropped, not by policy' : shortReason(cause));
  if (figures.error > 0) failures.push('Errors');
  return failures.slice(0, 2).join('; ');
}

function percent(part: number, whole: number): string {
  if (whole === 0) return '100 %';
  const share = (100 * part) / whole;
  return `${share >= 10 ? Math.round(share) : share.toFixed(1)} %`;
}
