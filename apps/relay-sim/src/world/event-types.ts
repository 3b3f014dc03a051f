import type { CiliumEventType, FileInfo } from '@orrery/proto/flow/flow_pb';
import { eventTypePart, type FlagNames } from './flow-parts.ts';

/** `policy_match_type`, which has no enum in Hubble's schema. */
export const MATCH_NONE = 0;
export const MATCH_L3 = 1;
export const MATCH_L3_L4 = 2;

export const DROPPED_ON_EGRESS: FileInfo = { $typeName: 'flow.FileInfo', name: 'bpf_lxc.c', line: 1361 };
export const DROPPED_ON_INGRESS: FileInfo = { $typeName: 'flow.FileInfo', name: 'bpf_lxc.c', line: 2179 };

export const VERDICT_EVENT: CiliumEventType = eventTypePart(5, 0);
export const L7_EVENT: CiliumEventType = eventTypePart(129, 0);
export const SOCK_EVENT: CiliumEventType = eventTypePart(7, 0);
export const TO_ENDPOINT_EVENT: CiliumEventType = eventTypePart(4, 0);
export const TO_PROXY_EVENT: CiliumEventType = eventTypePart(4, 1);
export const TO_STACK_EVENT: CiliumEventType = eventTypePart(4, 3);
export const TO_OVERLAY_EVENT: CiliumEventType = eventTypePart(4, 4);
export const TO_NETWORK_EVENT: CiliumEventType = eventTypePart(4, 11);

/** The deprecated text of Hubble: SYN, ACK, RST, FIN, PSH in this order. */
export const SUMMARIES: Readonly<Record<FlagNames, string>> = {
  SYN: 'TCP Flags: SYN',
  'SYN, ACK': 'TCP Flags: SYN, ACK',
  'ACK, FIN': 'TCP Flags: ACK, FIN',
  'ACK, PSH': 'TCP Flags: ACK, PSH',
};
