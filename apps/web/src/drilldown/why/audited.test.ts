import { expect, test } from 'vitest';
import { told } from './testing/drawn-evidence.ts';

test('[WEB-306] audit at the source says what enforcement would do', () => {
  expect(
    told(`
      payments/fraud -> payments/ledger:5432 audit 3 auditedAttempts 3 forwarded 9
      cause audited 0 egress 3/3 10s..20s
      flow 12s verdict AUDIT egress agent=1.19.4 on=w1
    `),
  ).toEqual([
    'Audit: would be denied on the way out of payments/fraud. Traffic still flows.',
    'fact: 3 attempts audited at the egress of payments/fraud from 10s to 20s, on node w1.',
    'fact: No policy is named.',
    'inference: Agents 1.19.4 name no policy on audited flows.',
    'inference: A policy selects payments/fraud for egress, and probably none of its rules allows payments/ledger on TCP 5432: with audit mode off it would be dropped.',
    'hint: To keep it when policy is enforced, an egress rule of a policy that selects payments/fraud must allow payments/ledger on TCP 5432, unless a deny rule forbids it.',
  ]);
});

test('[WEB-306] audit at the destination is told with the source that lets it through', () => {
  expect(
    told(`
      payments/fraud -> payments/ledger:5432 audit 3 auditedAttempts 3 forwarded 9
      cause audited 0 ingress 3/3 10s..20s
      flow 12s verdict AUDIT ingress
      flow 12s verdict FORWARDED egress by=CiliumNetworkPolicy/payments/fraud-egress/41
    `),
  ).toEqual([
    'Audit: would be denied on the way into payments/ledger. Traffic still flows.',
    'fact: 3 attempts audited at the ingress of payments/ledger from 10s to 20s.',
    'fact: No policy is named.',
    'inference: A policy selects payments/ledger for ingress, and probably none of its rules allows payments/fraud on TCP 5432: with audit mode off it would be dropped.',
    'fact: The egress of payments/fraud lets it through, by CiliumNetworkPolicy payments/fraud-egress (revision 41); last at 12s.',
    'hint: To keep it when policy is enforced, an ingress rule of a policy that selects payments/ledger must allow payments/fraud on TCP 5432, unless a deny rule forbids it.',
  ]);
});

test('[WEB-306] audit under a named policy names it and promises no rule', () => {
  expect(
    told(`
      payments/fraud -> payments/ledger:5432 audit 3 auditedAttempts 3
      cause audited 0 egress 3/3 10s..20s payments/fraud-egress
      flow 12s verdict AUDIT egress by=CiliumNetworkPolicy/payments/fraud-egress/7 agent=1.20.1
    `),
  ).toEqual([
    'Audit: would be denied on the way out of payments/fraud. Traffic still flows.',
    'fact: 3 attempts audited at the egress of payments/fraud from 10s to 20s.',
    'fact: Named by the flows: CiliumNetworkPolicy payments/fraud-egress (revision 7).',
    'inference: A policy selects payments/fraud for egress and would refuse payments/ledger on TCP 5432 if it were enforced.',
  ]);
});

test('[WEB-306] audit of what asks for authentication may tell of what would pass', () => {
  expect(
    told(`
      payments/fraud -> payments/ledger:5432 audit 3 auditedAttempts 3
      cause audited 0 ingress 3/3 10s..20s
      flow 12s verdict AUDIT ingress auth=SPIRE
    `),
  ).toEqual([
    'Audit: would be denied on the way into payments/ledger. Traffic still flows.',
    'fact: 3 attempts audited at the ingress of payments/ledger from 10s to 20s.',
    'fact: No policy is named.',
    'inference: A policy selects payments/ledger for ingress and would refuse payments/fraud on TCP 5432 if it were enforced.',
    'fact: The policy asks for authentication.',
    'inference: Audit mode tells of packets that pass once both ends have authenticated, too.',
  ]);
});

test('[WEB-306] audit on both sides needs a rule on both', () => {
  expect(
    told(`
      payments/fraud -> payments/ledger:8080 audit 6 auditedAttempts 3 httpRequests 4
      cause audited 0 egress 3/3 10s..20s
      cause audited 0 ingress 3/3 10s..20s
    `),
  ).toEqual([
    'Audit: would be denied on the way out of payments/fraud. Traffic still flows.',
    'fact: 3 attempts audited at the egress of payments/fraud from 10s to 20s.',
    'fact: No policy is named.',
    'inference: A policy selects payments/fraud for egress, and probably none of its rules allows payments/ledger on TCP 8080: with audit mode off it would be dropped.',
    'inference: The ingress of payments/ledger would refuse some of it, too: both sides need a rule.',
    'inference: Audit mode is about addresses and ports. Rules for HTTP and DNS are not audited.',
    'hint: To keep it when policy is enforced, an egress rule of a policy that selects payments/fraud must allow payments/ledger on TCP 8080, unless a deny rule forbids it.',
    'Audit: would be denied on the way into payments/ledger. Traffic still flows.',
    'fact: 3 attempts audited at the ingress of payments/ledger from 10s to 20s.',
    'fact: No policy is named.',
    'inference: A policy selects payments/ledger for ingress, and probably none of its rules allows payments/fraud on TCP 8080: with audit mode off it would be dropped.',
    'inference: The egress of payments/fraud would refuse some of it, too: both sides need a rule.',
    'inference: Audit mode is about addresses and ports. Rules for HTTP and DNS are not audited.',
    'hint: To keep it when policy is enforced, an ingress rule of a policy that selects payments/ledger must allow payments/fraud on TCP 8080, unless a deny rule forbids it.',
  ]);
});

test('[WEB-306] audit whose side is not told names no rule', () => {
  expect(
    told(`
      payments/fraud -> payments/ledger:5432 audit 3 auditedAttempts 3
      cause audited 0 nowhere 3/3 10s..20s
    `),
  ).toEqual([
    'Audit: would be denied on the way. Traffic still flows.',
    'fact: 3 attempts audited from 10s to 20s.',
    'fact: No policy is named.',
  ]);
});
