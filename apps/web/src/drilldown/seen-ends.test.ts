import { create } from '@bufbuild/protobuf';
import { Vertex_Kind, VertexSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { readKeptFlows } from '../layer7/kept-flow.ts';
import type { End } from '../view/grouped-graph.ts';
import { seenEnd } from './seen-ends.ts';

const CART = create(VertexSchema, {
  index: 1,
  key: 'kind/2',
  kind: Vertex_Kind.WORKLOAD,
  namespace: 'shop',
  identity: 2000,
});
const STRIPE = create(VertexSchema, { index: 2, key: 'fqdn:api.stripe.example', kind: Vertex_Kind.FQDN });

test('[WEB-281] pods, nodes and addresses of an end are those that kept flows name, whichever way a packet went', () => {
  const cart = { identity: 2000, namespace: 'shop', pod_name: 'cart-1', ID: 7 };
  const flows = readKeptFlows([
    {
      number: 2,
      flow: {
        node_name: 'kind/a',
        source: { identity: 9 },
        destination: cart,
        IP: { source: '10.0.0.9', destination: '10.0.0.1' },
      },
    },
    {
      number: 1,
      flow: {
        node_name: 'kind/b',
        is_reply: true,
        source: { ...cart, pod_name: 'cart-2', ID: 0 },
        destination: { identity: 9 },
        IP: { source: '10.0.0.2' },
      },
    },
  ]);
  expect(seenEnd(flows, endOf(CART))).toEqual({
    pods: ['shop/cart-1', 'shop/cart-2'],
    nodes: ['kind/a'],
    addresses: ['10.0.0.1', '10.0.0.2'],
    services: [],
  });
});

test('[WEB-281] what is outside is known by its name or label, never by an identity that belongs to one node', () => {
  const flows = readKeptFlows([
    {
      number: 3,
      flow: {
        destination: { identity: 16_777_218, labels: ['fqdn:api.stripe.example'] },
        IP: { destination: '192.0.2.1' },
      },
    },
    {
      number: 2,
      flow: {
        destination: { identity: 16_777_218 },
        destination_names: ['api.stripe.example'],
        IP: { destination: '192.0.2.2' },
      },
    },
    { number: 1, flow: { destination: { identity: 16_777_218 }, IP: { destination: '192.0.2.3' } } },
  ]);
  expect(seenEnd(flows, endOf(STRIPE)).addresses).toEqual(['192.0.2.1', '192.0.2.2']);
});

function endOf(vertex: End['vertices'][number]): End {
  const name = { namespace: vertex.namespace, name: 'x', isInferred: false };
  return { key: vertex.key, kind: 'workload', cluster: 'kind', namespace: vertex.namespace, name, vertices: [vertex] };
}
