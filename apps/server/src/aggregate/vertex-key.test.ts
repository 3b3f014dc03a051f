import { expect, test } from 'vitest';
import { vertexKeyOf } from './vertex-key.ts';

type Case = readonly [
  what: string,
  endpoint: Partial<Parameters<typeof vertexKeyOf>[0]>,
  kind: string,
  key: string,
  still?: 'address' | 'cluster',
];

const CASES: readonly Case[] = [
  ['a pod', { identity: 24_009, cluster: 'kind' }, 'workload', 'kind/24009'],
  ['a pod whose cluster is not told', { identity: 24_009 }, 'workload', '24009', 'cluster'],
  ['a pod of another cluster of a mesh', { identity: (5 << 16) + 7, cluster: 'west' }, 'workload', 'west/327687'],
  ['a well-known identity', { identity: 104, cluster: 'kind' }, 'workload', 'kind/104'],
  [
    'a name outside',
    { identity: 16_777_259, labels: ['cidr:1.1.1.1/32', 'fqdn:one.one.one.one.', 'reserved:world-ipv4'] },
    'fqdn',
    'fqdn:one.one.one.one',
  ],
  [
    'the same name on another node',
    { identity: 16_777_300, labels: ['fqdn:one.one.one.one.'] },
    'fqdn',
    'fqdn:one.one.one.one',
  ],
  ['several names', { identity: 16_777_259, labels: ['fqdn:b.example.', 'fqdn:a.example.'] }, 'fqdn', 'fqdn:a.example'],
  [
    'a prefix',
    { identity: 16_777_260, labels: ['cidr:203.0.113.0/24', 'reserved:world'] },
    'cidr',
    'cidr:203.0.113.0/24',
  ],
  [
    'nested prefixes',
    { identity: 16_777_260, labels: ['cidr:0.0.0.0/0', 'cidr:203.0.113.0/24', 'cidr:203.0.0.0/8'] },
    'cidr',
    'cidr:203.0.113.0/24',
  ],
  ['a prefix of IPv6', { identity: 16_777_261, labels: ['cidr:2001-db8--0/32'] }, 'cidr', 'cidr:2001-db8--0/32'],
  [
    'a prefix that is none',
    { identity: 16_777_262, labels: ['cidr:nonsense', 'reserved:world'] },
    'world',
    'reserved:world',
    'address',
  ],
  ['the world', { identity: 2, labels: ['reserved:world'] }, 'world', 'reserved:world', 'address'],
  ['the world of IPv4', { identity: 9, labels: ['reserved:world-ipv4'] }, 'world', 'reserved:world-ipv4', 'address'],
  ['the world of IPv6', { identity: 10, labels: ['reserved:world-ipv6'] }, 'world', 'reserved:world-ipv6', 'address'],
  ['the host', { identity: 1, labels: ['reserved:host'] }, 'host', 'reserved:host'],
  [
    'the API server on the host',
    { identity: 1, labels: ['reserved:host', 'reserved:kube-apiserver'] },
    'kube-apiserver',
    'reserved:kube-apiserver',
  ],
  [
    'the API server on a remote node',
    { identity: 33_554_433, labels: ['reserved:kube-apiserver', 'reserved:remote-node'] },
    'kube-apiserver',
    'reserved:kube-apiserver',
  ],
  ['a remote node', { identity: 6, labels: ['reserved:remote-node'] }, 'remote-node', 'reserved:remote-node'],
  ['health checks', { identity: 4, labels: ['reserved:health'] }, 'health', 'reserved:health'],
  ['ingress', { identity: 8, labels: ['reserved:ingress'] }, 'ingress', 'reserved:ingress'],
  [
    'a reserved identity that is newer than this program',
    { identity: 12, labels: ['reserved:new'] },
    'reserved',
    'reserved:new',
  ],
  ['the host without labels', { identity: 1 }, 'host', 'reserved:host'],
  ['the world without labels', { identity: 2 }, 'world', 'reserved:world', 'address'],
  ['init without labels', { identity: 5 }, 'reserved', 'reserved:init'],
  ['an identity of one node without labels', { identity: 16_777_259 }, 'unknown', 'unknown'],
  ['nothing', {}, 'unknown', 'unknown'],
];

for (const [what, endpoint, kind, key, still] of CASES) {
  test(`[AGG-10] the key of ${what} is ${key}`, () => {
    const { needsAddress, needsCluster, ...known } = vertexKeyOf({ identity: 0, cluster: '', labels: [], ...endpoint });
    expect(known).toEqual({ kind, key });
    expect([needsAddress, needsCluster]).toEqual([still === 'address', still === 'cluster']);
  });
}
