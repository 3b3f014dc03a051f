import type { Subject } from './ast.ts';
import type { End } from './fields.ts';

/** Fields of flow.FlowFilter, and which subject of the language each is about. */
export const FILTER_FIELDS = {
  source_pod: 'pod',
  destination_pod: 'pod',
  source_workload: 'workload',
  destination_workload: 'workload',
  source_service: 'service',
  destination_service: 'service',
  source_label: 'label',
  destination_label: 'label',
  source_identity: 'identity',
  destination_identity: 'identity',
  source_ip: 'ip',
  destination_ip: 'ip',
  source_port: 'port',
  destination_port: 'port',
  source_fqdn: 'fqdn',
  destination_fqdn: 'fqdn',
  source_cluster_name: 'cluster',
  destination_cluster_name: 'cluster',
  verdict: 'verdict',
  drop_reason_desc: 'drop-reason-desc',
  event_type: 'type',
  protocol: 'protocol',
  traffic_direction: 'traffic-direction',
  tcp_flags: 'tcp-flags',
  source_ip_xlated: 'snat-ip',
  ip_version: 'ip-version',
  encrypted: 'encrypted',
  reply: 'reply',
  interface: 'interface',
  node_name: 'node-name',
  node_labels: 'node-label',
  http_status_code: 'http-status',
  http_method: 'http-method',
  http_path: 'http-path',
  http_url: 'http-url',
  http_header: 'http-header',
  dns_query: 'dns-query',
  trace_id: 'trace-id',
  ip_trace_id: 'ip-trace-id',
  uuid: 'uuid',
} as const satisfies Readonly<Record<string, Subject>>;

export type FilterField = keyof typeof FILTER_FIELDS;

/** Namespaces are asked for as pods without a name. Every subject but `policy` has a field. */
export function filterFieldOf(subject: Subject, end: End): FilterField {
  const wanted = subject === 'namespace' ? 'pod' : subject;
  for (const [filterField, candidate] of Object.entries(FILTER_FIELDS)) {
    if (candidate === wanted && (end === 'flow' || filterField.startsWith(`${end}_`))) {
      return filterField as FilterField;
    }
  }
  throw new Error(`FlowFilter has no field for ${subject}`);
}
