import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { Vertex_Kind, VertexSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { endName, fullName } from './end-name.ts';

test.each<[MessageInitShape<typeof VertexSchema>, string]>([
  [{ key: 'k/1', kind: Vertex_Kind.WORKLOAD, namespace: 'shop', workload: 'cart' }, 'shop/cart'],
  [{ key: 'k/1', kind: Vertex_Kind.WORKLOAD, namespace: 'shop', identity: 7, labels: ['k8s:app=cart'] }, 'shop/cart'],
  [{ key: 'k/1', kind: Vertex_Kind.WORKLOAD, namespace: 'shop', identity: 7 }, 'shop/identity 7'],
  [{ key: 'fqdn:api.example', kind: Vertex_Kind.FQDN }, 'api.example'],
  [{ key: 'cidr:2001:db8::/32', kind: Vertex_Kind.CIDR }, '2001:db8::/32'],
  [{ key: 'reserved:world-ipv4/192.0.2.4', kind: Vertex_Kind.WORLD, ip: '192.0.2.4' }, '192.0.2.4'],
  [{ key: 'reserved:world', kind: Vertex_Kind.WORLD }, 'world'],
  [{ key: 'reserved:kube-apiserver', kind: Vertex_Kind.KUBE_APISERVER }, 'kube-apiserver'],
  [
    { key: '__proto__', kind: Vertex_Kind.WORKLOAD, namespace: '__proto__', workload: 'constructor' },
    '__proto__/constructor',
  ],
  [{ key: '' }, 'unknown'],
])('[WEB-10] an end is called by workload, DNS name, CIDR or address, whichever is known first: %j', (vertex, name) => {
  expect(fullName(endName(create(VertexSchema, vertex)))).toBe(name);
});

test('[WEB-10] a name that was concluded from DNS answers is marked as such', () => {
  const vertex = create(VertexSchema, {
    kind: Vertex_Kind.WORLD,
    ip: '192.0.2.4',
    names: ['api.example'],
    namesInferred: true,
  });
  expect(endName(vertex)).toEqual({ namespace: '', name: 'api.example', isInferred: true });
});
