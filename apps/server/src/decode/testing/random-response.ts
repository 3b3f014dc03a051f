import { create } from '@bufbuild/protobuf';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { EndpointSchema, FlowSchema, Layer4Schema, Layer7Schema, PolicySchema } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import type { GetFlowsResponse } from '@orrery/proto/observer/observer_pb';
import type { Random } from './random.ts';

const WORDS = [
  '',
  'cart',
  'redis',
  'k8s:app=x',
  'naïve',
  '🧭',
  '__proto__',
  '10.0.0.1',
  'a'.repeat(200),
  '{',
  '\u202e',
];

/** A response with any mixture of fields: taken ones, others, none. */
export function randomResponse(random: Random): GetFlowsResponse {
  const envelope = { nodeName: random.chance(0.7) ? text(random) : '' };
  const kind = random.int(0, 20);
  if (kind === 0) return create(GetFlowsResponseSchema, envelope);
  if (kind === 1) {
    const value = { numEventsLost: BigInt(random.int(0, 1e9)), source: random.int(0, 5) };
    return create(GetFlowsResponseSchema, { ...envelope, responseTypes: { case: 'lostEvents', value } });
  }
  if (kind === 2) {
    const value = { nodeNames: [text(random)], stateChange: random.int(0, 6) };
    return create(GetFlowsResponseSchema, { ...envelope, responseTypes: { case: 'nodeStatus', value } });
  }
  return create(GetFlowsResponseSchema, { ...envelope, responseTypes: { case: 'flow', value: randomFlow(random) } });
}

function randomFlow(random: Random): MessageInitShape<typeof FlowSchema> {
  const maybe = <T>(make: () => T): T | undefined => (random.chance(0.7) ? make() : undefined);
  return {
    ...defined({
      time: maybe(() => ({ seconds: BigInt(random.int(-5, 2e9)), nanos: random.int(0, 1e9) })),
      uuid: maybe(() => text(random)),
      emitter: maybe(() => ({ name: text(random), version: '1' })),
      verdict: maybe(() => random.int(-1, 12)),
      dropReason: maybe(() => random.int(0, 300)),
      authType: maybe(() => random.int(0, 3)),
      ethernet: maybe(() => ({ source: text(random), destination: text(random) })),
      IP: maybe(() => ({ source: text(random), destination: text(random), encrypted: random.chance(0.5) })),
      l4: maybe(() => randomLayer4(random)),
      source: maybe(() => randomEndpoint(random)),
      destination: maybe(() => randomEndpoint(random)),
      Type: maybe(() => random.int(0, 4)),
      nodeName: maybe(() => text(random)),
      nodeLabels: texts(random),
      sourceNames: texts(random),
      destinationNames: texts(random),
      l7: maybe(() => randomLayer7(random)),
      reply: random.chance(0.5),
      eventType: maybe(() => ({ type: random.int(-2, 300), subType: random.int(-2, 300) })),
      trafficDirection: maybe(() => random.int(0, 4)),
      dropReasonDesc: maybe(() => random.int(0, 300)),
      isReply: maybe(() => random.chance(0.5)),
      socketCookie: BigInt(random.int(0, 1e9)),
      Summary: text(random),
      egressAllowedBy: policies(random),
      ingressAllowedBy: policies(random),
      egressDeniedBy: policies(random),
      ingressDeniedBy: policies(random),
      policyLog: texts(random),
    }),
  };
}

function randomLayer4(random: Random): MessageInitShape<typeof Layer4Schema> {
  const ports = { sourcePort: random.int(0, 70_000), destinationPort: random.int(0, 70_000) };
  const flags = {
    SYN: random.chance(0.5),
    ACK: random.chance(0.5),
    FIN: random.chance(0.5),
    RST: random.chance(0.5),
    URG: true,
  };
  switch (random.int(0, 7)) {
    case 0:
      return { protocol: { case: 'TCP', value: random.chance(0.8) ? { ...ports, flags } : ports } };
    case 1:
      return { protocol: { case: 'UDP', value: ports } };
    case 2:
      return { protocol: { case: 'ICMPv4', value: { type: random.int(0, 256), code: 1 } } };
    case 3:
      return { protocol: { case: 'ICMPv6', value: { type: random.int(0, 256), code: 1 } } };
    case 4:
      return { protocol: { case: 'SCTP', value: ports } };
    case 5:
      return { protocol: { case: 'VRRP', value: { vrid: 3 } } };
    default:
      return {};
  }
}

function randomLayer7(random: Random): MessageInitShape<typeof Layer7Schema> {
  const head = {
    type: random.int(0, 5),
    latencyNs: random.chance(0.2) ? 2n ** 63n + 5n : BigInt(random.int(0, 2 ** 40)),
  };
  switch (random.int(0, 4)) {
    case 0: {
      const headers = Array.from({ length: random.int(0, 5) }, () => ({
        key: random.pick(['X-Request-Id', 'Content-Type', 'Accept', 'x-request-id', '']),
        value: random.pick(['application/grpc', 'application/grpc+proto', 'text/html', '28475d93-ba00', '', 'é']),
      }));
      const value = {
        code: random.int(0, 600),
        method: text(random),
        url: text(random),
        protocol: 'HTTP/1.1',
        headers,
      };
      return { ...head, record: { case: 'http', value } };
    }
    case 1: {
      const value = {
        query: text(random),
        ips: texts(random),
        ttl: random.int(0, 2 ** 32),
        cnames: texts(random),
        rcode: random.int(0, 6),
        qtypes: texts(random),
        rrtypes: texts(random),
      };
      return { ...head, record: { case: 'dns', value } };
    }
    case 2:
      return { ...head, record: { case: 'kafka', value: { topic: text(random) } } };
    default:
      return head;
  }
}

function randomEndpoint(random: Random): MessageInitShape<typeof EndpointSchema> {
  return {
    ID: random.int(0, 9000),
    identity: random.int(0, 2 ** 25),
    clusterName: text(random),
    namespace: text(random),
    labels: texts(random),
    podName: text(random),
    workloads: random.chance(0.5) ? [{ name: text(random), kind: 'Deployment' }] : [],
  };
}

function policies(random: Random): MessageInitShape<typeof PolicySchema>[] {
  return random.chance(0.8)
    ? []
    : [{ name: text(random), namespace: text(random), revision: 7n, kind: 'NetworkPolicy' }];
}

function text(random: Random): string {
  return random.pick(WORDS);
}

function texts(random: Random): string[] {
  return random.chance(0.7) ? [] : Array.from({ length: random.int(1, 4) }, () => text(random));
}

function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
