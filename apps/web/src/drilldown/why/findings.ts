import { Cause_Kind } from '@orrery/proto/orrery/live/v1/live_pb';
import { allowed } from './allowed.ts';
import { audited } from './audited.ts';
import { denialsOf, type Denial } from './denial.ts';
import { dnsRefusal } from './dns-refusal.ts';
import { dropped } from './dropped.ts';
import type { EdgeEvidence } from './evidence.ts';
import { failures } from './failing.ts';
import type { Finding } from './finding.ts';
import { httpRefusal } from './http-refusal.ts';
import { policyDenial } from './policy-denial.ts';
import { fact, say, type Statement } from './statement.ts';

const DNS_PORT = 53;

/** Everything that evidence tells of an edge, what matters most first: what is, and then what was before the window. */
export function findingsOf(evidence: EdgeEvidence): readonly Finding[] {
  const { edge, flows, windowSeconds } = evidence;
  const { verdict, lastSeenMs } = edge;
  const denials = denialsOf(edge.causes, flows);
  const begins = lastSeenMs - windowSeconds * 1000;
  const found = denials.flatMap((denial) => {
    const isPast = denial.lastSeenMs !== 0 && denial.lastSeenMs < begins;
    return denialFindings(evidence, denial, denials).map((finding) => (isPast ? { ...finding, isPast } : finding));
  });
  const current = found.filter(({ isPast }) => isPast !== true);
  const past = found.filter(({ isPast }) => isPast === true);
  const failing = failures(
    evidence,
    current.some(({ kind }) => kind === 'refused'),
  );
  const isRefused = verdict === 'denied' || verdict === 'mixed';
  const unexplained: readonly Finding[] = isRefused && current.length === 0 ? [NO_CAUSE] : [];
  const passes =
    verdict === 'forwarded'
      ? [allowed(evidence, current.length + failing.length === 0)]
      : verdict === 'failing'
        ? namedAllowance(evidence)
        : [];
  return [...current, ...unexplained, ...failing, ...passes, ...past];
}

/** All that is said, in order. */
export function statementsOf(evidence: EdgeEvidence): readonly Statement[] {
  return findingsOf(evidence).flatMap(({ statements }) => statements);
}

/** Beside a failure, who allows it is told only where it is known. */
function namedAllowance(evidence: EdgeEvidence): readonly Finding[] {
  const finding = allowed(evidence, false);
  const statements = finding.statements.filter(({ kind }) => kind === 'fact');
  return statements.length === 0 ? [] : [{ ...finding, statements }];
}

function denialFindings(evidence: EdgeEvidence, denial: Denial, all: readonly Denial[]): readonly Finding[] {
  switch (denial.kind) {
    case Cause_Kind.DENIED:
      return [policyDenial(evidence, denial, all)];
    case Cause_Kind.AUDITED:
      return [audited(evidence, denial, all)];
    case Cause_Kind.L7_DENIED:
      return refusals(evidence, denial);
    default:
      return [dropped(evidence, denial)];
  }
}

/** Of requests, of questions, or of both. */
function refusals(evidence: EdgeEvidence, denial: Denial): readonly Finding[] {
  const { edge, http = [], dns } = evidence;
  const isHttp =
    edge.figures.httpDenied > 0 ||
    http.some(({ denied }) => denied > 0) ||
    denial.facts.some((flow) => flow.http !== undefined);
  const isDns =
    edge.figures.dnsDenied > 0 ||
    (dns?.overEdge ?? []).some(({ denied }) => denied > 0) ||
    denial.facts.some(({ dnsName }) => dnsName !== '');
  const asked = isDns || (!isHttp && edge.port === DNS_PORT);
  return [
    ...(isHttp || !asked ? [httpRefusal(evidence, denial)] : []),
    ...(asked ? [dnsRefusal(evidence, denial)] : []),
  ];
}

const NO_CAUSE: Finding = {
  kind: 'denied',
  title: say`Some of this is refused, and no flow says why.`,
  statements: [fact(say`No cause was named in the flows that were seen.`)],
};
