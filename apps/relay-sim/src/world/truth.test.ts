import { describe, expect, test } from 'vitest';
import { endpointPart } from './flow-parts.ts';
import { clusterOfNode, endpointKey } from './truth.ts';

const NODE = 'kind-kind/kind-worker';

describe('endpointKey', () => {
  test.each([
    ['cluster and identity', 24009, ['k8s:app=a'], 'east', 'east/24009'],
    ['cluster of the node when the endpoint has none', 24009, ['k8s:app=a'], '', 'kind-kind/24009'],
    ['identity of a well-known workload', 104, ['k8s:k8s-app=kube-dns'], 'east', 'east/104'],
    ['last cluster-wide identity', 16777215, ['fqdn:a.example.'], 'east', 'east/16777215'],
    [
      'name of an outside peer',
      16777216,
      ['cidr:1.1.1.1/32', 'fqdn:one.example.', 'reserved:world'],
      '',
      'fqdn:one.example',
    ],
    ['first of several names', 16777300, ['fqdn:b.example', 'fqdn:a.example.'], '', 'fqdn:a.example'],
    [
      'longest of several prefixes',
      16777300,
      ['cidr:10.0.0.0/8', 'cidr:10.1.0.0/16', 'cidr:0.0.0.0/0'],
      '',
      'cidr:10.1.0.0/16',
    ],
    [
      'prefix with the dashes of IPv6',
      16777300,
      ['cidr:2001-db8--/32', 'cidr:2001-db8-1--/48'],
      '',
      'cidr:2001-db8-1--/48',
    ],
    ['host', 1, ['reserved:host'], '', 'reserved:host'],
    ['remote node', 6, ['reserved:remote-node'], '', 'reserved:remote-node'],
    [
      'API server on a remote node',
      7,
      ['reserved:kube-apiserver', 'reserved:remote-node'],
      '',
      'reserved:kube-apiserver',
    ],
    ['API server on this node', 1, ['reserved:host', 'reserved:kube-apiserver'], '', 'reserved:kube-apiserver'],
    ['API server outside', 16777301, ['reserved:world', 'reserved:kube-apiserver'], '', 'reserved:kube-apiserver'],
    ['health', 4, ['reserved:health'], '', 'reserved:health'],
    ['ingress', 8, ['reserved:ingress'], '', 'reserved:ingress'],
    ['world', 2, ['reserved:world'], '', 'reserved:world/203.0.113.7'],
    ['world of IPv4', 9, ['reserved:world-ipv4'], '', 'reserved:world-ipv4/203.0.113.7'],
    ['nothing', 0, [], '', 'unknown'],
    ['labels of other kinds only', 16777301, ['k8s:app=a'], '', 'unknown'],
  ] as const)('[SIM-15] it is the %s', (_, identity, labels, clusterName, key) => {
    expect(endpointKey(endpointPart({ identity, labels: [...labels], clusterName }), NODE, '203.0.113.7')).toBe(key);
  });

  test('[SIM-15] an endpoint that is not there is unknown', () => {
    expect(endpointKey(undefined, NODE, '203.0.113.7')).toBe('unknown');
  });

  test.each([
    ['kind-kind/kind-worker', 'kind-kind'],
    ['kind-worker', 'default'],
    ['', 'default'],
    ['/kind-worker', 'default'],
  ])('[SIM-15] node %s is of cluster %s', (node, cluster) => {
    expect(clusterOfNode(node)).toBe(cluster);
  });
});
