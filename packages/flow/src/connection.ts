import { L7FlowType, type Flow } from '@orrery/proto/flow/flow_pb';
import { portsOf } from './ports.ts';

/** One end of a connection: an address, and a port where the protocol has ports. */
interface Peer {
  readonly ip: string;
  readonly port: number;
}

/** A connection by its two ends; the client asked first. */
export interface Connection {
  readonly protocol: string;
  readonly client: Peer;
  readonly server: Peer;
}

/**
 * The connection that a flow is of, whichever way its packet ran. Where the flow does not say whether it is a reply, the
 * lower port is the server's. Undefined for a flow without addresses.
 */
export function connectionOf(flow: Flow): Connection | undefined {
  const { IP, l4 } = flow;
  if (IP === undefined || IP.source === '' || IP.destination === '') return undefined;
  const ports = portsOf(flow) ?? { source: 0, destination: 0 };
  const source = { ip: IP.source, port: ports.source };
  const destination = { ip: IP.destination, port: ports.destination };
  const isReply = flow.isReply ?? (ports.source > 0 && ports.source < ports.destination);
  const [client, server] = isReply ? [destination, source] : [source, destination];
  return { protocol: l4?.protocol.case ?? '', client, server };
}

/** Whether two flows are of one connection. */
export function isSameConnection(left: Connection, right: Connection): boolean {
  if (left.protocol !== right.protocol) return false;
  const { client, server } = right;
  return (
    (isSamePeer(left.client, client) && isSamePeer(left.server, server)) ||
    (isSamePeer(left.client, server) && isSamePeer(left.server, client))
  );
}

function isSamePeer(left: Peer, right: Peer): boolean {
  return left.ip === right.ip && left.port === right.port;
}

/** The X-Request-Id of an HTTP request or response; '' without one. */
export function requestIdOf({ l7 }: Flow): string {
  if (l7?.record.case !== 'http') return '';
  return l7.record.value.headers.find(({ key }) => key.toLowerCase() === 'x-request-id')?.value ?? '';
}

/** What a DNS event is about: the name, without its trailing dot, and the types that were asked for. */
export function questionOf({ l7 }: Flow): string {
  if (l7?.record.case !== 'dns') return '';
  const { query, qtypes } = l7.record.value;
  return `${query.toLowerCase().replace(/\.$/, '')} ${qtypes.join(',')}`;
}

export function isAnswer({ l7 }: Flow): boolean {
  return l7?.type === L7FlowType.RESPONSE;
}
