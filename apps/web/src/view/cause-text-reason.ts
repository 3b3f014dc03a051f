import { DROP_REASON_NAMES } from '@orrery/query/drop-reasons';

/** `policy denied` for 133, `reason 999` for what has no name: as it stands in a sentence. */
export function reasonName(reason: number): string {
  const renamed = RENAMED.get(reason);
  if (renamed !== undefined) return renamed;
  const schemaName = DROP_REASON_NAMES.get(reason);
  if (schemaName === undefined) return `reason ${reason}`;
  const parts = schemaName
    .toLowerCase()
    .replace(/^drop_/, '')
    .split('_');
  return parts.map((part) => SHORT_WORDS.get(part) ?? part).join(' ');
}

/** Printed as a drop, but the packet went another way: to Cilium itself, as copies, or to the proxy. */
export function isHandedOn(reason: number): boolean {
  return HANDED_ON.has(reason);
}

const HANDED_ON: ReadonlySet<number> = new Set([199, 200, 201, 205]);

/** Cilium's own words where the name in the schema says something else, or too little. */
const RENAMED: ReadonlyMap<number, string> = new Map([
  [136, 'fragmentation needed'],
  [161, 'NAT 46/64 not enabled'],
  [177, 'denied by LB source range check'],
  [181, 'policy denied by denylist'],
  [182, 'VLAN traffic disallowed by VLAN filter'],
  [189, 'authentication required'],
  [202, 'host datapath not ready'],
  [203, 'endpoint policy program not available'],
  [204, 'no egress IP configured'],
  [205, 'punt to proxy'],
  [206, 'no device'],
]);

const SHORT_WORDS: ReadonlyMap<string, string> = new Map(
  'CT DSR EDT FIB ID IGMP IP L2 L3 L4 LB MAC NAT NAT46 NAT64 SID SNAT SRv6 TC TCP TTL VLAN VNI ICMPv4 ICMPv6 IPv6 ClusterIP'
    .split(' ')
    .map((word) => [word.toLowerCase(), word]),
);
