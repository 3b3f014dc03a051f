import { isDeepStrictEqual } from 'node:util';
import { create, toBinary } from '@bufbuild/protobuf';
import type { Layer7, TCPFlags } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import type { GetFlowsResponse } from '@orrery/proto/observer/observer_pb';
import { expect, test } from 'vitest';
import { FlowReader } from './flow-reader.ts';
import type { MessageKind } from './flow-reader.ts';
import { L7_DNS, L7_HTTP } from './flow-record.ts';
import type { FlowRecord } from './flow-record.ts';
import { mutate } from './testing/mutate.ts';
import { oracle, lenientOracle } from './testing/oracle.ts';
import { Random } from './testing/random.ts';
import { randomResponse } from './testing/random-response.ts';

const CASES = 12_000;

test(`[DEC-1] the reader agrees with protobuf-es on ${CASES} random, cut and hostile messages`, () => {
  const seed = Number(process.env.ORRERY_SEED ?? 20_261_120);
  const random = new Random(seed);
  const reader = new FlowReader(seed);
  let accepted = 0;
  for (let i = 0; i < CASES; i++) {
    const bytes = mutate(bytesOf(randomResponse(random)), bytesOf(randomResponse(random)), random);
    const message = oracle(bytes);
    const where = (): string => `seed ${seed}, case ${i}, ${Buffer.from(bytes).toString('hex')}`;
    const kind = WAYS_TO_READ[i % WAYS_TO_READ.length](reader, bytes, random);
    if (message !== undefined) {
      accepted++;
      if (!isDeepStrictEqual(taken(reader, kind), expected(message))) {
        expect(taken(reader, kind), where()).toEqual(expected(message));
      }
    } else if (kind !== 'undecodable') {
      const rest = lenientOracle(bytes);
      if (rest === undefined || !isDeepStrictEqual(taken(reader, kind), expected(rest))) {
        expect(taken(reader, kind), where()).toEqual(rest && expected(rest));
      }
    }
  }
  expect(accepted).toBeGreaterThan(CASES / 3);
});

test('[DEC-2] a flow in the plain form of Go is read without protobuf-es', () => {
  const random = new Random(7);
  const reader = new FlowReader(7);
  for (let i = 0; i < 500; i++) reader.read(bytesOf(randomResponse(random)));
  expect(reader.irregular).toBe(0);
});

test('[DEC-3] unknown fields, enum values and kinds of message are no error', () => {
  const reader = new FlowReader(1);
  const flow = bytesOf(
    create(GetFlowsResponseSchema, { responseTypes: { case: 'flow', value: { verdict: 42 as 0 } } }),
  );
  const unknownField = Uint8Array.from([...flow, 0xba, 0x3e, 2, 1, 2]);
  expect(reader.read(unknownField)).toBe('flow');
  expect(reader.flow.verdict).toBe(42);
  expect(reader.read(Uint8Array.from([0x22, 0]))).toBe('other');
});

test('[DEC-4] equal endpoint bytes give the same object, and other bytes never do', () => {
  const reader = new FlowReader(1);
  const ofPod = (podName: string) => {
    const value = { source: { identity: 7, podName, labels: ['k8s:app=x'] } };
    reader.read(bytesOf(create(GetFlowsResponseSchema, { responseTypes: { case: 'flow', value } })));
    return reader.flow.source;
  };
  const pods = Array.from({ length: 5000 }, (_, i) => ofPod(`pod-${i}`));
  expect(new Set(pods).size).toBe(5000);
  expect(pods.every((pod, i) => pod === ofPod(`pod-${i}`) && pod.podName === `pod-${i}`)).toBe(true);
});

test('[DEC-5] the node of a message that cannot be decoded is taken from its envelope, if that can be read', () => {
  const reader = new FlowReader(1);
  const good = bytesOf(
    create(GetFlowsResponseSchema, { responseTypes: { case: 'flow', value: { uuid: 'x' } }, nodeName: 'k/n1' }),
  );
  const notText = 0xff;
  const broken = good.map((byte) => (byte === 'x'.charCodeAt(0) ? notText : byte));
  expect(reader.read(broken)).toBe('undecodable');
  expect(reader.envelopeNode(broken).name).toBe('k/n1');
  expect(reader.envelopeNode(Uint8Array.from([0xff, 0xff])).name).toBe('');
});

function bytesOf(message: GetFlowsResponse): Uint8Array {
  return toBinary(GetFlowsResponseSchema, message);
}

type List = (ranges: readonly number[]) => string[];

/** What the reader took. Hashes are compared by whether there is one. */
function taken(reader: FlowReader, kind: string): unknown {
  if (kind !== 'flow') return { kind };
  const { flow } = reader;
  const text = (from: number, to: number) => reader.text(from, to);
  const list: List = (ranges) =>
    Array.from({ length: ranges.length / 2 }, (_, i) => text(ranges[2 * i], ranges[2 * i + 1]));
  return {
    kind,
    node: flow.node.name,
    timeMs: flow.hasTime ? flow.timeMs : undefined,
    hasUuid: flow.uuidLow !== 0 || flow.uuidHigh !== 0,
    verdict: flow.verdict,
    dropReason: flow.dropReason,
    event: [flow.eventType, flow.eventSubType],
    direction: flow.direction,
    isReply: flow.isReply,
    ends: [flow.source, flow.destination].map(({ vertex: _, ...endpoint }) => endpoint),
    ips: [text(flow.sourceIpFrom, flow.sourceIpTo), text(flow.destinationIpFrom, flow.destinationIpTo)],
    l4: [flow.protocol, flow.sourcePort, flow.destinationPort, flow.tcpFlags, flow.icmpType],
    names: [list(flow.sourceNames), list(flow.destinationNames)],
    policies: [flow.allowedBy, flow.deniedBy].map((policies) => policies.map(({ name }) => name).sort()),
    l7Type: flow.l7Type,
    l7: takenL7(flow, text, list),
  };
}

function takenL7(flow: FlowRecord, text: (from: number, to: number) => string, list: List): unknown {
  if (flow.l7 === L7_HTTP) {
    return {
      latencyNs: flow.latencyNs,
      code: flow.httpCode,
      method: text(flow.methodFrom, flow.methodTo),
      url: text(flow.urlFrom, flow.urlTo),
      protocol: text(flow.protocolFrom, flow.protocolTo),
      hasRequestId: flow.requestIdLow !== 0 || flow.requestIdHigh !== 0,
      isGrpc: flow.isGrpc,
    };
  }
  if (flow.l7 === L7_DNS) {
    const { rcode, ttlSeconds } = flow;
    const query = text(flow.queryFrom, flow.queryTo);
    return {
      latencyNs: flow.latencyNs,
      query,
      rcode,
      ttlSeconds,
      ips: list(flow.answerIps),
      types: list(flow.queryTypes),
    };
  }
  return flow.l7 === 0 ? 'none' : 'kafka';
}

/** The same, from what protobuf-es made of the bytes. */
function expected({ responseTypes, nodeName }: GetFlowsResponse): unknown {
  if (responseTypes.case === undefined) return { kind: 'other' };
  if (responseTypes.case !== 'flow')
    return { kind: responseTypes.case === 'nodeStatus' ? 'node-status' : 'lost-events' };
  const flow = responseTypes.value;
  const { protocol } = flow.l4 ?? { protocol: { case: undefined } };
  const number = protocol.case === undefined ? 0 : PROTOCOLS.indexOf(protocol.case);
  const hasPorts = protocol.case === 'TCP' || protocol.case === 'UDP' || protocol.case === 'SCTP';
  const ports = hasPorts ? [protocol.value.sourcePort, protocol.value.destinationPort] : [0, 0];
  const icmpType = protocol.case === 'ICMPv4' || protocol.case === 'ICMPv6' ? protocol.value.type : 0;
  return {
    kind: 'flow',
    node: flow.nodeName || nodeName,
    timeMs: flow.time && Number(flow.time.seconds) * 1000 + flow.time.nanos / 1e6,
    hasUuid: flow.uuid !== '',
    verdict: flow.verdict,
    dropReason: flow.dropReasonDesc || flow.dropReason | 0,
    event: [flow.eventType?.type ?? 0, flow.eventType?.subType ?? 0],
    direction: flow.trafficDirection,
    isReply: flow.isReply === undefined ? -1 : Number(flow.isReply),
    ends: [flow.source, flow.destination].map((end) => ({
      identity: end?.identity ?? 0,
      cluster: end?.clusterName ?? '',
      namespace: end?.namespace ?? '',
      labels: end?.labels ?? [],
      podName: end?.podName ?? '',
      workload: end?.workloads[0]?.name ?? '',
      workloadKind: end?.workloads[0]?.kind ?? '',
    })),
    ips: [flow.IP?.source ?? '', flow.IP?.destination ?? ''],
    l4: [number, ...ports, protocol.case === 'TCP' ? flagBits(protocol.value.flags) : 0, icmpType],
    names: [flow.sourceNames, flow.destinationNames],
    policies: [
      [...flow.egressAllowedBy, ...flow.ingressAllowedBy],
      [...flow.egressDeniedBy, ...flow.ingressDeniedBy],
    ].map((policies) =>
      policies.map(({ name, namespace }) => (namespace === '' ? name : `${namespace}/${name}`)).sort(),
    ),
    l7Type: flow.l7?.type ?? 0,
    l7: expectedL7(flow.l7),
  };
}

const PROTOCOLS: readonly string[] = ['', 'TCP', 'UDP', 'ICMPv4', 'ICMPv6', 'SCTP', 'VRRP', 'IGMP'];

function flagBits(flags: TCPFlags | undefined): number {
  return (
    Number(flags?.FIN ?? 0) +
    2 * Number(flags?.SYN ?? 0) +
    4 * Number(flags?.RST ?? 0) +
    8 * Number(flags?.PSH ?? 0) +
    16 * Number(flags?.ACK ?? 0)
  );
}

function expectedL7(l7: Layer7 | undefined): unknown {
  if (l7?.record.case === 'http') {
    const { code, method, url, protocol, headers } = l7.record.value;
    const last = (key: string) => headers.findLast((header) => header.key === key && header.value !== '')?.value;
    const isGrpc = last('Content-Type')?.startsWith('application/grpc') ?? false;
    return {
      latencyNs: Number(l7.latencyNs),
      code,
      method,
      url,
      protocol,
      hasRequestId: last('X-Request-Id') !== undefined,
      isGrpc,
    };
  }
  if (l7?.record.case === 'dns') {
    const { query, rcode, ttl, ips, qtypes } = l7.record.value;
    return { latencyNs: Number(l7.latencyNs), query, rcode, ttlSeconds: ttl, ips, types: qtypes };
  }
  return l7?.record.case ?? 'none';
}

const WAYS_TO_READ = [
  (reader: FlowReader, bytes: Uint8Array): MessageKind => reader.read(bytes),
  readAmidOthers,
  readInPlace,
] as const;

/** As it lies in what was read from a socket: what comes before and after it must not matter. */
function readAmidOthers(reader: FlowReader, bytes: Uint8Array, random: Random): MessageKind {
  const before = random.int(0, 40);
  const data = amidOthers(bytes, before, random);
  return reader.read(data, before, before + bytes.length);
}

/** The same in the buffer of the reader itself, from which nothing is copied. */
function readInPlace(reader: FlowReader, bytes: Uint8Array, random: Random): MessageKind {
  const before = random.int(0, 40);
  const { readBuffer } = reader;
  const data = amidOthers(bytes, before, random);
  readBuffer.set(data);
  return reader.read(readBuffer.subarray(0, data.length), before, before + bytes.length);
}

function amidOthers(bytes: Uint8Array, before: number, random: Random): Uint8Array {
  const around = bytesOf(randomResponse(random));
  const data = new Uint8Array(before + bytes.length + around.length);
  data.set(around.subarray(0, before));
  data.set(bytes, before);
  data.set(around, before + bytes.length);
  return data;
}
