import { expect, test } from 'vitest';
import { connection } from './testing/connections.ts';
import { setup } from './testing/drawn-graph.ts';
import { endpointOf, flow, identityOf } from './testing/flow-builder.ts';
import { dnsAnswer } from './testing/l7-flows.ts';
import { guessWorkload } from './workload-guess.ts';

const CART = `kind/${identityOf('shop/cart')}`;

/** An endpoint with other words on it. */
function cart(more: object): object {
  return { destination: { ...endpointOf('shop/cart'), ...more } };
}

test('[AGG-11] a workload is guessed until its own node tells it, also for edges that were there before', () => {
  const graph = setup();
  graph.feed([flow('shop/frontend:41001 -> shop/cart:8080', { more: cart({ labels: ['k8s:app=guessed'] }) })]);
  expect(graph.vertex(CART)).toMatchObject({ namespace: 'shop', workload: 'guessed', workloadKind: '' });
  const { revision } = graph.vertex(CART);
  const { vertexRevision } = graph.intake.graph;
  const workloads = [{ name: 'cart', kind: 'StatefulSet' }];
  graph.feed([
    flow('shop/frontend:41002 -> shop/cart:8080', {
      node: 'n2',
      more: cart({ labels: ['k8s:app=guessed'], workloads }),
    }),
  ]);
  expect(graph.vertex(CART)).toMatchObject({ workload: 'cart', workloadKind: 'StatefulSet' });
  expect(graph.vertex(CART).revision).toBeGreaterThan(revision);
  expect(graph.intake.graph.vertexRevision).toBeGreaterThan(vertexRevision);
  graph.feed([
    flow('shop/frontend:41003 -> shop/cart:8080', { more: cart({ labels: ['k8s:app=guessed'], podName: 'x' }) }),
  ]);
  expect(graph.vertex(CART).workload).toBe('cart');
  expect(graph.drawnEdges()).toEqual(['shop/frontend -> shop/cart:8080']);
});

test('[AGG-12] an identity that comes with other labels was given to another workload', () => {
  const graph = setup();
  graph.feed([flow('shop/frontend:41001 -> shop/cart:8080', { local: 'both' })]);
  const labels = ['k8s:app=billing', 'k8s:io.kubernetes.pod.namespace=bank'];
  graph.feed([
    flow('shop/frontend:41002 -> shop/cart:8080', { more: cart({ labels, namespace: 'bank', podName: 'billing-0' }) }),
  ]);
  expect(graph.vertex(CART)).toMatchObject({ namespace: 'bank', workload: 'billing', workloadKind: '', labels });
});

test.each([
  [['k8s:app.kubernetes.io/name=shop', 'k8s:app=cart'], 'x', 'shop'],
  [['k8s:app=cart'], 'x', 'cart'],
  [['k8s:k8s-app=kube-dns'], 'coredns-1', 'kube-dns'],
  [[], 'cart-5b8f7c9d4-lm4zq', 'cart'],
  [[], 'node-exporter-x7k2p', 'node-exporter'],
  [[], 'redis-0', 'redis'],
  [[], 'my-app-server', 'my-app-server'],
  [[], '', ''],
])('[AGG-13] from labels %j and the pod name %j the workload %j is guessed', (labels, podName, workload) => {
  expect(guessWorkload(labels, podName)).toBe(workload);
});

test('[AGG-14] addresses of the world are told apart, and both views of one pod are one vertex', () => {
  const graph = setup();
  graph.feed([
    ...connection('shop/frontend:41000 -> shop/cart:8080'),
    flow('shop/cart:41000 -> world@192.0.2.1:443'),
    flow('shop/cart:41000 -> world@192.0.2.2:443'),
  ]);
  expect(graph.drawnEdges()).toEqual([
    'shop/cart -> reserved:world-ipv4/192.0.2.1:443',
    'shop/cart -> reserved:world-ipv4/192.0.2.2:443',
    'shop/frontend -> shop/cart:8080',
  ]);
  expect(graph.vertex('reserved:world-ipv4/192.0.2.1')).toMatchObject({ kind: 'world', ip: '192.0.2.1' });
});

test('[AGG-15] a pod whose cluster is not told is of the cluster of the node that tells', () => {
  const graph = setup();
  const anonymous = { source: { ...endpointOf('shop/frontend'), clusterName: '' } };
  graph.feed([
    flow('shop/frontend:41001 -> host:80', { node: 'west/n1', more: anonymous }),
    flow('shop/frontend:41001 -> host:80', { node: 'n1', more: anonymous }),
  ]);
  expect(graph.vertex(`west/${identityOf('shop/frontend')}`).cluster).toBe('west');
  expect(graph.vertex(`default/${identityOf('shop/frontend')}`).cluster).toBe('default');
});

test('[AGG-16] a name from a DNS answer is marked as inferred, before and after the address is met, until it is told', () => {
  const graph = setup();
  const call = (more = {}) => flow('shop/frontend:41001 -> world@192.0.2.7:443', { more });
  const key = 'reserved:world-ipv4/192.0.2.7';
  graph.feed([dnsAnswer('a.example', { ips: ['192.0.2.7'] }), call()]);
  expect(graph.vertex(key)).toMatchObject({ names: ['a.example'], namesInferred: true });
  graph.feed([dnsAnswer('b.example', { ips: ['192.0.2.7'] })]);
  expect(graph.vertex(key)).toMatchObject({ names: ['a.example', 'b.example'], namesInferred: true });
  graph.feed([call({ destinationNames: ['told.example'] })]);
  expect(graph.vertex(key)).toMatchObject({ names: ['told.example'], namesInferred: false });
  graph.feed([dnsAnswer('c.example', { ips: ['192.0.2.7'] })]);
  expect(graph.vertex(key).names).toEqual(['told.example']);
  expect(graph.vertex(CART_CLIENT).names).toEqual([]);
});

const CART_CLIENT = `kind/${identityOf('shop/frontend')}`;
