import type { Endpoint } from '@orrery/proto/flow/flow_pb';
import type { Truth, TruthProtocol } from '../sim-event.ts';

/** First number of the identities that each node allocates for itself. */
export const FIRST_LOCAL_IDENTITY = 16777216;
const FIRST_CLUSTER_WIDE_IDENTITY = 100;
const LABEL_PREFIX_WORLD = 'reserved:world';

/**
 * The name under which an endpoint is counted, by the first rule that applies:
 *
 *     identity in [100, 16777216)   cluster/identity                    kind-kind/24009
 *     a fqdn: label                 the first of them, no trailing dot  fqdn:one.one.one.one
 *     a cidr: label                 the one with the longest prefix     cidr:1.1.1.1/32
 *     reserved:kube-apiserver                                           reserved:kube-apiserver
 *     another reserved: label       the first; world with its address   reserved:host, reserved:world/203.0.113.7
 *     nothing                                                           unknown
 */
export function endpointKey(endpoint: Endpoint | undefined, nodeName: string, ip: string): string {
  if (endpoint === undefined) return 'unknown';
  const { identity, labels } = endpoint;
  if (identity >= FIRST_CLUSTER_WIDE_IDENTITY && identity < FIRST_LOCAL_IDENTITY) {
    return `${endpoint.clusterName || clusterOfNode(nodeName)}/${identity}`;
  }

  let fqdn = '';
  let cidr = '';
  let cidrBits = -1;
  let reserved = '';
  for (const label of labels) {
    if (label.startsWith('fqdn:')) {
      if (fqdn === '' || label < fqdn) fqdn = label;
    } else if (label.startsWith('cidr:')) {
      const bits = prefixBits(label);
      if (bits > cidrBits) {
        cidr = label;
        cidrBits = bits;
      }
    } else if (label.startsWith('reserved:')) {
      const wins = label === 'reserved:kube-apiserver' || (reserved !== 'reserved:kube-apiserver' && label < reserved);
      if (reserved === '' || wins) reserved = label;
    }
  }
  if (fqdn !== '') return fqdn.endsWith('.') ? fqdn.slice(0, -1) : fqdn;
  if (cidr !== '') return cidr;
  if (reserved.startsWith(LABEL_PREFIX_WORLD)) return `${reserved}/${ip}`;
  return reserved === '' ? 'unknown' : reserved;
}

/** The cluster a node belongs to, from its name as flows carry it. */
export function clusterOfNode(nodeName: string): string {
  const slash = nodeName.indexOf('/');
  return slash > 0 ? nodeName.slice(0, slash) : 'default';
}

/** One end of an edge as one flow writes it. */
export interface WrittenEnd {
  readonly endpoint: Endpoint | undefined;
  readonly ip: string;
}

export function truthOf(
  client: WrittenEnd,
  server: WrittenEnd,
  nodeName: string,
  port: number,
  protocol: TruthProtocol,
): Truth {
  return {
    sourceIdentity: client.endpoint?.identity ?? 0,
    destinationIdentity: server.endpoint?.identity ?? 0,
    source: endpointKey(client.endpoint, nodeName, client.ip),
    destination: endpointKey(server.endpoint, nodeName, server.ip),
    port,
    protocol,
  };
}

/** IPv6 labels write `-` for `:`, so the prefix length is what follows the last slash. */
function prefixBits(label: string): number {
  const slash = label.lastIndexOf('/');
  const bits = slash < 0 ? Number.NaN : Number(label.slice(slash + 1));
  return Number.isInteger(bits) && bits >= 0 ? bits : 0;
}
