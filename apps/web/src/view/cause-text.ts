import { Cause_Kind, type Cause } from '@orrery/proto/orrery/live/v1/live_pb';
import { reasonName } from './cause-text-reason.ts';
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

/** Refusals of policy first; of one kind the one with the most attempts. */
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

/** `Policy denied` for 133, `Reason 999` for what the schema does not name. */
export function dropReasonWords(reason: number): string {
  if (reason === 0) return 'Reason not told';
  const name = reasonName(reason);
  return name.charAt(0).toUpperCase() + name.slice(1);
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
