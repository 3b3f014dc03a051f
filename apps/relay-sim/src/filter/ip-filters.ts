import ipaddr from 'ipaddr.js';
import type { Flow, FlowFilter } from '@orrery/proto/flow/flow_pb';
import { badFilter, fieldTest, type FlowTest } from './flow-test.ts';

export function ipFilters(filter: FlowFilter): FlowTest[] {
  return [
    ...fieldTest(filter.sourceIp, (value) => addressTest(value, (flow) => flow.IP?.source)),
    ...fieldTest(filter.sourceIpXlated, (value) => addressTest(value, (flow) => flow.IP?.sourceXlated)),
    ...fieldTest(filter.destinationIp, (value) => addressTest(value, (flow) => flow.IP?.destination)),
    ...fieldTest(filter.ipVersion, (wanted) => (flow) => (flow.IP?.ipVersion ?? 0) === wanted),
    ...fieldTest(filter.encrypted, (wanted) => (flow) => (flow.IP?.encrypted ?? false) === wanted),
  ];
}

/** An address is compared as a string, a CIDR as what it contains. */
function addressTest(value: string, of: (flow: Flow) => string | undefined): FlowTest {
  if (!value.includes('/')) {
    if (!ipaddr.isValid(value)) throw badFilter(`invalid IP address filter: ParseAddr(${JSON.stringify(value)})`);
    return (flow) => of(flow) === value;
  }
  if (!ipaddr.isValidCIDR(value)) throw badFilter(`invalid CIDR filter: ParsePrefix(${JSON.stringify(value)})`);
  const [network, bits] = ipaddr.parseCIDR(value);
  return (flow) => {
    const text = of(flow);
    if (text === undefined || !ipaddr.isValid(text)) return false;
    const address = ipaddr.parse(text);
    return address.kind() === network.kind() && address.match(network, bits);
  };
}
