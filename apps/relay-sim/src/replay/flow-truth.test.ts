import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { FlowSchema } from '@orrery/proto/flow/flow_pb';
import { expect, test } from 'vitest';
import { flowTruth } from './flow-truth.ts';

const tcp = (sourcePort: number, destinationPort: number, flags?: { SYN?: boolean; ACK?: boolean }) =>
  ({ case: 'TCP', value: { sourcePort, destinationPort, ...(flags === undefined ? {} : { flags }) } }) as const;

type Init = Pick<Extract<MessageInitShape<typeof FlowSchema>, { $typeName?: never }>, 'isReply' | 'l4'>;

test.each<[string, Init, string]>([
  ['is_reply false', { isReply: false, l4: { protocol: tcp(80, 41234) } }, 'a -> b:41234 TCP'],
  ['is_reply true', { isReply: true, l4: { protocol: tcp(41234, 80) } }, 'b -> a:41234 TCP'],
  ['a SYN', { l4: { protocol: tcp(1024, 50000, { SYN: true }) } }, 'a -> b:50000 TCP'],
  ['a SYN with ACK', { l4: { protocol: tcp(50000, 1024, { SYN: true, ACK: true }) } }, 'b -> a:50000 TCP'],
  ['the higher port as client', { l4: { protocol: tcp(41234, 8080, { ACK: true }) } }, 'a -> b:8080 TCP'],
  ['the lower port as server', { l4: { protocol: tcp(8080, 41234) } }, 'b -> a:8080 TCP'],
  ['no source port', { l4: { protocol: tcp(0, 8080) } }, 'a -> b:8080 TCP'],
  [
    'UDP ports',
    { l4: { protocol: { case: 'UDP', value: { sourcePort: 53, destinationPort: 54314 } } } },
    'b -> a:53 UDP',
  ],
  ['SCTP ports', { l4: { protocol: { case: 'SCTP', value: { sourcePort: 9, destinationPort: 3 } } } }, 'a -> b:3 SCTP'],
  ['an echo', { l4: { protocol: { case: 'ICMPv4', value: { type: 8 } } } }, 'a -> b:0 ICMPv4'],
  ['an echo reply', { l4: { protocol: { case: 'ICMPv4', value: { type: 0 } } } }, 'b -> a:0 ICMPv4'],
  ['an echo reply of IPv6', { l4: { protocol: { case: 'ICMPv6', value: { type: 129 } } } }, 'b -> a:0 ICMPv6'],
  ['nothing', {}, 'a -> b:0 unknown'],
])('[SIM-24] the edge follows from %s', (_, init, edge) => {
  const flow = create(FlowSchema, {
    nodeName: 'c/n',
    source: { identity: 16777300, labels: ['fqdn:a'] },
    destination: { identity: 16777301, labels: ['fqdn:b'] },
    ...init,
  });
  const truth = flowTruth(flow);
  const name = (key: string) => key.replace('fqdn:', '');
  expect(`${name(truth.source)} -> ${name(truth.destination)}:${truth.port} ${truth.protocol}`).toBe(edge);
  expect(truth.sourceIdentity + truth.destinationIdentity).toBe(16777300 + 16777301);
});

test('[SIM-24] a flow without endpoints or addresses has unknown ends', () => {
  expect(flowTruth(create(FlowSchema, {}))).toMatchObject({ source: 'unknown', destination: 'unknown' });
});
