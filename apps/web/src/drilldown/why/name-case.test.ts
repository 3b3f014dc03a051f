import { expect, test } from 'vitest';
import { told } from './testing/drawn-evidence.ts';

test('[WEB-309] a name that was refused gives no address to connect to', () => {
  expect(
    told(`
      shop/checkout -> api.risk.example:443 deniedAttempts 2 dropped 4
      destination fqdn
      cause denied 133 egress 4/2 10s..20s
      dns api.risk.example 6 denied=6 elsewhere=1
      flow 12s drop DROPPED egress reason=133 ip=198.51.100.31 name=api.risk.example
    `),
  ).toEqual([
    'Dropped on the way out of shop/checkout, because no egress rule allows api.risk.example on TCP 443.',
    'fact: 2 attempts refused at the egress of shop/checkout from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/checkout for egress, or enforcement is always on, and no rule allows api.risk.example on TCP 443.',
    'fact: 6 questions of shop/checkout for api.risk.example were refused by the DNS proxy in the last 15 min.',
    'inference: So Cilium learned no address for this name, and a rule by name (toFQDNs) allows none.',
    'hint: To allow it, an egress rule of a policy that selects shop/checkout must allow api.risk.example on TCP 443.',
  ]);
});

test('[WEB-309] a name that was answered and a connection that was denied are told together', () => {
  expect(
    told(`
      shop/checkout -> api.risk.example:443 deniedAttempts 2 dropped 4
      destination fqdn
      cause denied 133 egress 4/2 10s..20s
      dns api.risk.example 6 answers=6 ip=198.51.100.31 elsewhere=1
      flow 12s drop DROPPED egress reason=133 ip=198.51.100.31 name=api.risk.example
    `),
  ).toEqual([
    'Dropped on the way out of shop/checkout, because no egress rule allows api.risk.example on TCP 443.',
    'fact: 2 attempts refused at the egress of shop/checkout from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/checkout for egress, or enforcement is always on, and no rule allows api.risk.example on TCP 443.',
    'fact: shop/checkout asked for api.risk.example: 6 answers in the last 15 min, with 198.51.100.31 among the addresses.',
    'inference: The name was resolved and the connection refused: no rule allows this address, by name or by range.',
    'hint: To allow it, an egress rule of a policy that selects shop/checkout must allow api.risk.example on TCP 443.',
    'hint: By name, that is a toFQDNs rule for api.risk.example on TCP 443.',
  ]);
});

test('[WEB-309] an address that some answer gave is told with the name', () => {
  expect(
    told(`
      shop/checkout -> 198.51.100.31:443 deniedAttempts 2 dropped 4
      cause denied 133 egress 4/2 10s..20s
      dns api.risk.example 6 answers=6 ip=198.51.100.31 elsewhere=1
      flow 12s drop DROPPED egress reason=133 ip=198.51.100.31
    `),
  ).toEqual([
    'Dropped on the way out of shop/checkout, because no egress rule allows 198.51.100.31 on TCP 443.',
    'fact: 2 attempts refused at the egress of shop/checkout from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/checkout for egress, or enforcement is always on, and no rule allows 198.51.100.31 on TCP 443.',
    'fact: shop/checkout asked for api.risk.example: 6 answers in the last 15 min, with 198.51.100.31 among the addresses.',
    'inference: The name was resolved and the connection refused: no rule allows this address, by name or by range.',
    'hint: To allow it, an egress rule of a policy that selects shop/checkout must allow 198.51.100.31 on TCP 443.',
    'hint: By name, that is a toFQDNs rule for api.risk.example on TCP 443.',
  ]);
});

test('[WEB-309] an address that no answer gave fits no rule by name', () => {
  expect(
    told(`
      shop/checkout -> 198.51.100.31:443 deniedAttempts 2 dropped 4
      cause denied 133 egress 4/2 10s..20s
      dns other.example 6 answers=6 ip=203.0.113.9 elsewhere=1
    `),
  ).toEqual([
    'Dropped on the way out of shop/checkout, because no egress rule allows 198.51.100.31 on TCP 443.',
    'fact: 2 attempts refused at the egress of shop/checkout from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/checkout for egress, or enforcement is always on, and no rule allows 198.51.100.31 on TCP 443.',
    'inference: shop/checkout asked for 1 name in the last 15 min, and no answer led to this address. A rule by name (toFQDNs) fits only addresses that an answer gave.',
    'hint: To allow it, an egress rule of a policy that selects shop/checkout must allow 198.51.100.31 on TCP 443.',
  ]);
});

test('[WEB-309] a client of which no question was seen learns no names', () => {
  expect(
    told(`
      shop/checkout -> 198.51.100.31:443 deniedAttempts 2 dropped 4
      cause denied 133 egress 4/2 10s..20s
      dns-none
    `),
  ).toEqual([
    'Dropped on the way out of shop/checkout, because no egress rule allows 198.51.100.31 on TCP 443.',
    'fact: 2 attempts refused at the egress of shop/checkout from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/checkout for egress, or enforcement is always on, and no rule allows 198.51.100.31 on TCP 443.',
    'inference: No DNS question of shop/checkout was seen in the last 15 min. Questions are seen where a DNS rule sends them through the proxy. Without one Cilium learns no names, and a rule by name (toFQDNs) allows no address.',
    'hint: To allow it, an egress rule of a policy that selects shop/checkout must allow 198.51.100.31 on TCP 443.',
  ]);
});

test('[WEB-309] an address that is in none of the answers is of an older one', () => {
  expect(
    told(`
      shop/checkout -> api.risk.example:443 deniedAttempts 2 dropped 4
      destination fqdn
      cause denied 133 egress 4/2 10s..20s
      dns api.risk.example 6 answers=6 ip=198.51.100.99 elsewhere=1
      flow 12s drop DROPPED egress reason=133 ip=198.51.100.31
    `),
  ).toEqual([
    'Dropped on the way out of shop/checkout, because no egress rule allows api.risk.example on TCP 443.',
    'fact: 2 attempts refused at the egress of shop/checkout from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/checkout for egress, or enforcement is always on, and no rule allows api.risk.example on TCP 443.',
    'fact: shop/checkout asked for api.risk.example: 6 answers in the last 15 min.',
    'inference: The connection goes to an address that is in none of these answers: probably the client uses an older one, which Cilium has forgotten.',
    'hint: To allow it, an egress rule of a policy that selects shop/checkout must allow api.risk.example on TCP 443.',
    'hint: By name, that is a toFQDNs rule for api.risk.example on TCP 443.',
  ]);
});

test('[WEB-309] a name that only the agent knows is told as its knowledge', () => {
  expect(
    told(`
      shop/checkout -> api.risk.example:443 deniedAttempts 2 dropped 4
      destination fqdn
      cause denied 133 egress 4/2 10s..20s
      flow 12s drop DROPPED egress reason=133 ip=198.51.100.31 name=api.risk.example
    `),
  ).toEqual([
    'Dropped on the way out of shop/checkout, because no egress rule allows api.risk.example on TCP 443.',
    'fact: 2 attempts refused at the egress of shop/checkout from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/checkout for egress, or enforcement is always on, and no rule allows api.risk.example on TCP 443.',
    'fact: The agent knows the address as api.risk.example, from a DNS answer to shop/checkout.',
    'hint: To allow it, an egress rule of a policy that selects shop/checkout must allow api.risk.example on TCP 443.',
  ]);
});

test('[WEB-309] a name under audit is resolved, and not said to be refused', () => {
  expect(
    told(`
      shop/checkout -> api.risk.example:443 audit 2 auditedAttempts 2
      destination fqdn
      cause audited 0 egress 2/2 10s..20s
      dns api.risk.example 6 answers=6 elsewhere=1
    `),
  ).toEqual([
    'Audit: would be denied on the way out of shop/checkout. Traffic still flows.',
    'fact: 2 attempts audited at the egress of shop/checkout from 10s to 20s.',
    'fact: No policy is named.',
    'inference: A policy selects shop/checkout for egress, and probably none of its rules allows api.risk.example on TCP 443: with audit mode off it would be dropped.',
    'fact: shop/checkout asked for api.risk.example: 6 answers in the last 15 min.',
    'inference: The name was resolved, and audit mode tells of the connection: probably no rule allows this address, by name or by range.',
    'hint: To keep it when policy is enforced, an egress rule of a policy that selects shop/checkout must allow api.risk.example on TCP 443, unless a deny rule forbids it.',
    'hint: By name, that is a toFQDNs rule for api.risk.example on TCP 443.',
  ]);
});
