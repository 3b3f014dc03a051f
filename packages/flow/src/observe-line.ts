import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { AuthType, type Endpoint, type Flow, type Service } from '@orrery/proto/flow/flow_pb';
import { eventText, verdictText } from './event-words.ts';
import { portsOf } from './ports.ts';
import { summaryOf } from './summary.ts';

/**
 * The line that `hubble observe -o compact` prints for a flow, without its end:
 *
 *     Nov 20 09:30:00.100: shop/frontend-x:41234 (ID:24009) -> shop/cart-y:8080 (ID:31877) to-endpoint FORWARDED (TCP Flags: SYN)
 *
 * The ends of a reply are swapped, so that the client always comes first. Control characters are written as `\x1b`.
 */
export function observeLine(flow: Flow): string {
  const source = `${hostText(flow, 'source')} ${identityText(flow.source)}`;
  const destination = `${hostText(flow, 'destination')} ${identityText(flow.destination)}`;
  const ends =
    flow.isReply === undefined
      ? `${source} <> ${destination}`
      : flow.isReply
        ? `${destination} <- ${source}`
        : `${source} -> ${destination}`;
  const line = `${timeText(flow.time)}: ${ends} ${eventText(flow)} ${verdictText(flow)} (${detailText(flow)})`;
  return line.replaceAll(/\p{Cc}/gu, (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Reserved identities by number. */
const RESERVED = [
  'unknown',
  'host',
  'world',
  'unmanaged',
  'health',
  'init',
  'remote-node',
  'kube-apiserver',
  'ingress',
  'world-ipv4',
  'world-ipv6',
  'overlay-to-encrypt',
];

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** In UTC, to the millisecond, which is cut and not rounded. */
function timeText(time: Timestamp | undefined): string {
  const date = new Date(time === undefined ? Number.NaN : Number(time.seconds) * 1000 + Math.floor(time.nanos / 1e6));
  if (Number.isNaN(date.getTime())) return 'N/A';
  const clock = date.toISOString().replace(/^.*T/, '').replace('Z', '');
  return `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${clock}`;
}

function hostText(flow: Flow, end: 'source' | 'destination'): string {
  const { IP, ethernet } = flow;
  if (IP === undefined) return ethernet?.[end] ?? '';
  const port = portsOf(flow)?.[end] ?? 0;
  const isSource = end === 'source';
  const names = isSource ? flow.sourceNames : flow.destinationNames;
  const host = nameText(flow[end], isSource ? flow.sourceService : flow.destinationService, names) ?? IP[end];
  if (port === 0) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A service that is named gives its namespace to a pod, too. */
function nameText(
  endpoint: Endpoint | undefined,
  service: Service | undefined,
  names: readonly string[],
): string | undefined {
  const namespace = service?.namespace ?? endpoint?.namespace ?? '';
  const inNamespace = (name: string) => (namespace === '' ? name : `${namespace}/${name}`);
  if (endpoint !== undefined && endpoint.podName !== '') return inNamespace(endpoint.podName);
  if (service !== undefined && service.name !== '') return inNamespace(service.name);
  return names.length > 0 ? names.join(',') : undefined;
}

function identityText(endpoint: Endpoint | undefined): string {
  const identity = endpoint?.identity ?? 0;
  return `(${RESERVED[identity] ?? `ID:${identity}`})`;
}

function detailText(flow: Flow): string {
  const traceId = flow.ipTraceId?.traceId ?? 0n;
  const prefix = traceId > 0n ? `IP Trace ID: ${traceId}; ` : '';
  const suffix = flow.authType === AuthType.DISABLED ? '' : `; Auth: ${AuthType[flow.authType] ?? flow.authType}`;
  return `${prefix}${summaryOf(flow)}${suffix}`;
}
