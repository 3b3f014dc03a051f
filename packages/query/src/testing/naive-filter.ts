import { DropReason, type Endpoint, type Flow, IPVersion, TrafficDirection, Verdict } from '@orrery/proto/flow/flow_pb';

/*
 * What an agent does with filters, written as plainly as possible and without any code of the language.
 * Speed does not matter here. Patterns are those of the random queries, on which RE2 and RegExp agree.
 */

export type FilterJson = Readonly<Record<string, readonly unknown[]>>;

export interface Lists {
  readonly allowlist: readonly FilterJson[];
  readonly denylist: readonly FilterJson[];
}

export function hubbleSelects({ allowlist, denylist }: Lists, flow: Flow): boolean {
  for (const filter of [...allowlist, ...denylist]) refuseBadFilter(filter);
  const isAllowed = allowlist.length === 0 || allowlist.some((filter) => filterFits(filter, flow));
  return isAllowed && !denylist.some((filter) => filterFits(filter, flow));
}

function refuseBadFilter(filter: FilterJson): void {
  const types = filter['event_type'] as readonly EventTypeJson[] | undefined;
  const hasHttp = Object.keys(filter).some((field) => field.startsWith('http_'));
  if (types && hasHttp && !types.some(({ type }) => type === 129)) throw new Error('http filters need event type l7');
}

function filterFits(filter: FilterJson, flow: Flow): boolean {
  return Object.entries(filter).every(([field, values]) => values.some((value) => valueFits(field, value, flow)));
}

interface EventTypeJson {
  readonly type: number;
  readonly match_sub_type?: boolean;
  readonly sub_type?: number;
}

function valueFits(field: string, value: unknown, flow: Flow): boolean {
  const [, end, rest] = /^(source|destination)_(.*)$/.exec(field) ?? [];
  if (end === undefined || rest === undefined || rest === 'ip_xlated') return flowFits(field, value, flow);
  return endFits(rest, value, flow, end === 'source');
}

function endFits(field: string, value: unknown, flow: Flow, isSource: boolean): boolean {
  const end: Endpoint | undefined = isSource ? flow.source : flow.destination;
  const text = String(value);
  switch (field) {
    case 'pod':
      return nameFits(text, end?.namespace, end?.podName);
    case 'service': {
      const service = isSource ? flow.sourceService : flow.destinationService;
      return nameFits(text, service?.namespace, service?.name);
    }
    case 'workload': {
      const { name, kind } = value as { name?: string; kind?: string };
      return (end?.workloads ?? []).some((w) => (!name || name === w.name) && (!kind || kind === w.kind));
    }
    case 'label':
      return labelsFit(text, end?.labels ?? []);
    case 'identity':
      return end?.identity === value;
    case 'ip':
      return addressFits(text, (isSource ? flow.IP?.source : flow.IP?.destination) ?? '');
    case 'port': {
      const l4 = flow.l4?.protocol;
      if (l4?.case !== 'TCP' && l4?.case !== 'UDP' && l4?.case !== 'SCTP') return false;
      return (isSource ? l4.value.sourcePort : l4.value.destinationPort) === Number(text);
    }
    case 'fqdn': {
      const regex = new RegExp(`^${text.replaceAll('.', '\\.').replaceAll('*', '[-.0-9a-z]*')}$`);
      return (isSource ? flow.sourceNames : flow.destinationNames).some((name) => regex.test(name));
    }
    case 'cluster_name':
      return (end?.clusterName ?? '') === text;
    default:
      throw new Error(`an end has no field ${field}`);
  }
}

function flowFits(field: string, value: unknown, flow: Flow): boolean {
  const text = String(value);
  const dns = flow.l7?.record.case === 'dns' ? flow.l7.record.value : undefined;
  const tcp = flow.l4?.protocol.case === 'TCP' ? flow.l4.protocol.value : undefined;
  if (field.startsWith('http_')) return httpFits(field, value, flow);
  switch (field) {
    case 'verdict':
      return Verdict[flow.verdict] === text;
    case 'drop_reason_desc': {
      const reason = typeof value === 'number' ? value : (DropReason[text as keyof typeof DropReason] as number);
      return flow.verdict === Verdict.DROPPED && (flow.dropReasonDesc as number) === reason;
    }
    case 'event_type': {
      const wanted = value as EventTypeJson;
      const isType = flow.eventType?.type === wanted.type;
      return isType && (!wanted.match_sub_type || flow.eventType?.subType === (wanted.sub_type ?? 0));
    }
    case 'protocol': {
      const l4 = flow.l4?.protocol.case?.toLowerCase() ?? '';
      return l4 === text || (text === 'icmp' && l4.startsWith('icmp')) || flow.l7?.record.case === text;
    }
    case 'traffic_direction':
      return TrafficDirection[flow.trafficDirection] === text;
    case 'tcp_flags':
      return Object.keys(value as object).every((name) => tcp?.flags?.[name as 'SYN'] === true);
    case 'source_ip_xlated':
      return addressFits(text, flow.IP?.sourceXlated ?? '');
    case 'ip_version':
      return IPVersion[flow.IP?.ipVersion ?? 0] === text;
    case 'encrypted':
      return (flow.IP?.encrypted ?? false) === value;
    case 'reply':
      return (flow.isReply !== undefined || flow.verdict === Verdict.DROPPED) && (flow.isReply ?? false) === value;
    case 'interface':
      return flow.interface?.name === (value as { name: string }).name;
    case 'node_name':
      return nodeFits(text, flow.nodeName);
    case 'node_labels':
      return labelsFit(text, flow.nodeLabels);
    case 'dns_query':
      return dns !== undefined && new RegExp(text).test(dns.query);
    case 'trace_id':
      return flow.traceContext?.parent?.traceId === text;
    case 'ip_trace_id':
      return flow.ipTraceId !== undefined && String(flow.ipTraceId.traceId) === text;
    case 'uuid':
      return flow.uuid === text;
    default:
      throw new Error(`FlowFilter has no field ${field}`);
  }
}

function httpFits(field: string, value: unknown, flow: Flow): boolean {
  const http = flow.l7?.record.case === 'http' ? flow.l7.record.value : undefined;
  if (!http) return false;
  const text = String(value);
  switch (field) {
    case 'http_status_code':
      if (http.code === 0) return false;
      return text.endsWith('+') ? String(http.code).startsWith(text.slice(0, -1)) : String(http.code) === text;
    case 'http_method':
      return http.method.toLowerCase() === text.toLowerCase();
    case 'http_path': {
      const path = goPath(http.url);
      return path !== undefined && new RegExp(text).test(path);
    }
    case 'http_url':
      return http.url !== '' && new RegExp(text).test(http.url);
    case 'http_header': {
      const wanted = value as { key: string; value?: string };
      return http.headers.some((h) => h.key === wanted.key && (!wanted.value || h.value === wanted.value));
    }
    default:
      throw new Error(`FlowFilter has no field ${field}`);
  }
}

function nameFits(value: string, namespace = '', name = ''): boolean {
  const [wantedNamespace = '', prefix = ''] = value.includes('/') ? value.split('/') : ['default', value];
  if (namespace === '' && name === '') return false;
  return (wantedNamespace === '' || wantedNamespace === namespace) && name.startsWith(prefix);
}

/** Only the forms that the random queries use. */
function labelsFit(selector: string, labels: readonly string[]): boolean {
  const parts = selector.split(/,(?![^(]*\))/);
  return parts.every((part) => {
    const [, not, key = '', operator, rest] = /^(!?)([^=! ]+)(=|!=| in )?(.*)$/.exec(part)!;
    const found = labels
      .map((label) => /^(?:([^:=]+):)?([^=]*)=?(.*)$/.exec(label)!)
      .find(([, source = '', name]) => (key.includes(':') ? `${source}:${name}` === key : name === key));
    if (not) return !found;
    if (!operator) return found !== undefined;
    if (operator === '!=') return !found || found[3] !== rest;
    return found !== undefined && rest.replace(/[()]/g, '').split(',').includes(found[3]);
  });
}

function addressFits(value: string, ip: string): boolean {
  if (!value.includes('/') || ip === '') return value === ip && ip !== '';
  const [base = '', bits = ''] = value.split('/');
  const a = bitsOf(base);
  const b = bitsOf(ip);
  return a.length === b.length && a.slice(0, Number(bits)) === b.slice(0, Number(bits));
}

/** Of addresses with at most one `::`. */
function bitsOf(ip: string): string {
  if (!ip.includes(':'))
    return ip
      .split('.')
      .map((n) => Number(n).toString(2).padStart(8, '0'))
      .join('');
  const [head = '', tail = ''] = ip.split('::').map((part) => part.split(':').filter(Boolean).map(hexBits).join(''));
  return head + '0'.repeat(128 - head.length - tail.length) + tail;
}

function hexBits(group: string): string {
  return Number.parseInt(group, 16).toString(2).padStart(16, '0');
}

function nodeFits(value: string, node: string): boolean {
  if (node === '') return false;
  const [cluster = '', name = ''] = value.includes('/') ? value.split('/') : ['', value];
  const side = (glob: string) => (glob ? glob.replaceAll('*', '[-.0-9a-z]*') : '[-0-9_a-z.]+');
  return new RegExp(`^${side(cluster)}/${side(name)}$`).test(node.includes('/') ? node : `default/${node}`);
}

function goPath(url: string): string | undefined {
  const path = /^(?:http:\/\/[^/]*)?(\/[^?]*)?/.exec(url)?.[1];
  if (path === undefined) return url.startsWith('http://') ? '' : undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
