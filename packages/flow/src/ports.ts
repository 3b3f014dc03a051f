import type { Flow } from '@orrery/proto/flow/flow_pb';

/** The ports of a flow; undefined for protocols without any. */
export function portsOf({ l4 }: Flow): { readonly source: number; readonly destination: number } | undefined {
  switch (l4?.protocol.case) {
    case 'TCP':
    case 'UDP':
    case 'SCTP': {
      const { sourcePort, destinationPort } = l4.protocol.value;
      return { source: sourcePort, destination: destinationPort };
    }
    default:
      return undefined;
  }
}
