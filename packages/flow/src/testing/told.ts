import { fromJson, type JsonObject } from '@bufbuild/protobuf';
import { FlowSchema, type Flow } from '@orrery/proto/flow/flow_pb';

/** A flow as Hubble's JSON tells it: a TCP packet from shop/front to shop/cart, and whatever `more` says. */
export function told(more: JsonObject = {}): Flow {
  return fromJson(FlowSchema, {
    time: '2026-11-20T09:30:00.100900Z',
    uuid: 'c0ffee00-0000-4000-8000-000000000001',
    verdict: 'FORWARDED',
    IP: { source: '10.1.0.1', destination: '10.2.0.2', ipVersion: 'IPv4' },
    l4: { TCP: { source_port: 41234, destination_port: 8080, flags: { SYN: true } } },
    source: { identity: 24009, namespace: 'shop', pod_name: 'front-x', labels: ['k8s:app=front'] },
    destination: {
      identity: 31877,
      namespace: 'shop',
      pod_name: 'cart-y',
      workloads: [{ name: 'cart', kind: 'Deployment' }],
    },
    node_name: 'kind/worker',
    event_type: { type: 4 },
    is_reply: false,
    ...more,
  });
}

/** The same packet the other way. */
export function toldBack(more: JsonObject = {}): Flow {
  return told({
    IP: { source: '10.2.0.2', destination: '10.1.0.1' },
    l4: { TCP: { source_port: 8080, destination_port: 41234, flags: { SYN: true, ACK: true } } },
    source: { identity: 31877, namespace: 'shop', pod_name: 'cart-y' },
    destination: { identity: 24009, namespace: 'shop', pod_name: 'front-x' },
    is_reply: true,
    ...more,
  });
}

export function http(type: 'REQUEST' | 'RESPONSE', more: JsonObject = {}): JsonObject {
  const record = { method: 'DELETE', url: 'http://cart/cart/42', protocol: 'HTTP/1.1', ...more };
  return { event_type: { type: 129 }, l7: { type, http: record } };
}

export function dns(type: 'REQUEST' | 'RESPONSE', more: JsonObject = {}): JsonObject {
  const record = { query: 'cart.shop.', qtypes: ['A'], observation_source: 'proxy', ...more };
  return { event_type: { type: 129 }, l7: { type, dns: record } };
}
