import { DropReason, LostEventSource, Verdict } from '@orrery/proto/flow/flow_pb';

/** By field number of flow.Layer4. */
const PROTOCOLS = ['unknown', 'TCP', 'UDP', 'ICMPv4', 'ICMPv6', 'SCTP', 'VRRP', 'IGMP'] as const;

export function verdictName(verdict: number): string {
  return Verdict[verdict] ?? `VERDICT_${verdict}`;
}

export function protocolName(protocol: number): string {
  return PROTOCOLS[protocol] ?? 'unknown';
}

/** Of a name in any case; -1 for one that is none. */
export function protocolNumber(name: string): number {
  return PROTOCOLS.findIndex((protocol) => protocol.toLowerCase() === name.toLowerCase());
}

/** Undefined for 0, which is no reason. */
export function dropReasonName(reason: number): string | undefined {
  return reason === 0 ? undefined : (DropReason[reason] ?? `DROP_REASON_${reason}`);
}

export function lostSourceName(source: number): string {
  return LostEventSource[source] ?? `LOST_EVENT_SOURCE_${source}`;
}
