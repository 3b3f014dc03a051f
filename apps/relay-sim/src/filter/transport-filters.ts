import type { Flow, FlowFilter, TCPFlags } from '@orrery/proto/flow/flow_pb';
import { badFilter, fieldTest, type FlowTest } from './flow-test.ts';

export function transportFilters(filter: FlowFilter): FlowTest[] {
  return [
    ...fieldTest(filter.protocol, protocolTest),
    ...fieldTest(filter.sourcePort, (value) => {
      const port = portFrom(value);
      return (flow) => portsOf(flow)?.sourcePort === port;
    }),
    ...fieldTest(filter.destinationPort, (value) => {
      const port = portFrom(value);
      return (flow) => portsOf(flow)?.destinationPort === port;
    }),
    ...fieldTest(filter.tcpFlags, tcpFlagsTest),
  ];
}

/** What a flow has to be made of, by lower-case name. */
const PROTOCOLS: ReadonlyMap<string, FlowTest> = new Map<string, FlowTest>([
  ['icmp', (flow) => isL4(flow, 'ICMPv4') || isL4(flow, 'ICMPv6')],
  ['icmpv4', (flow) => isL4(flow, 'ICMPv4')],
  ['icmpv6', (flow) => isL4(flow, 'ICMPv6')],
  ['tcp', (flow) => isL4(flow, 'TCP')],
  ['udp', (flow) => isL4(flow, 'UDP')],
  ['sctp', (flow) => isL4(flow, 'SCTP')],
  ['vrrp', (flow) => isL4(flow, 'VRRP')],
  ['igmp', (flow) => isL4(flow, 'IGMP')],
  ['dns', (flow) => flow.l7?.record.case === 'dns'],
  ['http', (flow) => flow.l7?.record.case === 'http'],
  ['kafka', (flow) => flow.l7?.record.case === 'kafka'],
]);

function protocolTest(value: string): FlowTest {
  const test = PROTOCOLS.get(value.toLowerCase());
  if (test === undefined) throw badFilter(`unrecognized protocol: ${JSON.stringify(value)}`);
  return test;
}

function isL4(flow: Flow, name: 'TCP' | 'UDP' | 'SCTP' | 'ICMPv4' | 'ICMPv6' | 'VRRP' | 'IGMP'): boolean {
  return flow.l4?.protocol.case === name;
}

function portFrom(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65535) throw badFilter(`invalid port ${JSON.stringify(value)}`);
  return port;
}

function portsOf(flow: Flow): { readonly sourcePort: number; readonly destinationPort: number } | undefined {
  const protocol = flow.l4?.protocol;
  switch (protocol?.case) {
    case 'TCP':
    case 'UDP':
    case 'SCTP':
      return protocol.value;
    default:
      return undefined;
  }
}

const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'NS'] as const;

/** The wanted flags are set; others may be too. */
function tcpFlagsTest(wanted: TCPFlags): FlowTest {
  const names = FLAGS.filter((name) => wanted[name]);
  return (flow) => {
    const protocol = flow.l4?.protocol;
    if (protocol?.case !== 'TCP' || protocol.value.flags === undefined) return false;
    const { flags } = protocol.value;
    return names.every((name) => flags[name]);
  };
}
