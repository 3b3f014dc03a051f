import { listMember, member, numberMember, textMember } from '../base/json-member.ts';
import type { FlowJson } from '../flows/store/flow-messages.ts';

/** One flow that the server kept, as far as lists tell of it. Every text in it is hostile. */
export interface KeptFlow {
  readonly number: number;
  readonly uuid: string;
  /** NaN when the flow has no time. */
  readonly timeMs: number;
  readonly verdict: string;
  readonly isReply: boolean;
  /** `egress`, `ingress` or ''. */
  readonly direction: string;
  readonly node: string;
  /** `namespace/pod`, or an address. */
  readonly from: string;
  readonly to: string;
  readonly http: KeptHttp | undefined;
  readonly dns: { readonly query: string; readonly rcode: number } | undefined;
  /** All of it, as it came. */
  readonly json: FlowJson;
}

interface KeptHttp {
  readonly method: string;
  readonly url: string;
  /** 0 in a request. */
  readonly code: number;
  readonly latencyMs: number | undefined;
  /** `X-Request-Id`, which request and answer share; '' when there is none. */
  readonly requestId: string;
}

/** Reads an answer of `api/v1/flows`. What is no flow is left out. */
export function readKeptFlows(answer: unknown): readonly KeptFlow[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((item: unknown) => {
    const flow = member(item, 'flow');
    return flow === undefined ? [] : [keptFlow(item, flow)];
  });
}

function keptFlow(item: unknown, flow: unknown): KeptFlow {
  const l7 = member(flow, 'l7');
  const dns = member(l7, 'dns');
  return {
    number: numberMember(item, 'number'),
    uuid: textMember(flow, 'uuid'),
    timeMs: Date.parse(textMember(flow, 'time') || textMember(item, 'time')),
    verdict: textMember(flow, 'verdict'),
    isReply: member(flow, 'is_reply') === true,
    direction: textMember(flow, 'traffic_direction').toLowerCase().replace('traffic_direction_unknown', ''),
    node: textMember(flow, 'node_name') || textMember(item, 'node_name'),
    from: endName(flow, 'source'),
    to: endName(flow, 'destination'),
    http: keptHttp(l7),
    dns:
      dns === undefined
        ? undefined
        : { query: textMember(dns, 'query').replace(/\.$/, ''), rcode: numberMember(dns, 'rcode') },
    json: item as FlowJson,
  };
}

function keptHttp(l7: unknown): KeptHttp | undefined {
  const http = member(l7, 'http');
  if (http === undefined) return undefined;
  const headers = listMember(http, 'headers');
  const id = headers.find((header) => textMember(header, 'key').toLowerCase() === 'x-request-id');
  const nanoseconds = Number(textMember(l7, 'latency_ns'));
  return {
    method: textMember(http, 'method'),
    url: textMember(http, 'url'),
    code: numberMember(http, 'code'),
    latencyMs: nanoseconds > 0 ? nanoseconds / 1e6 : undefined,
    requestId: textMember(id, 'value'),
  };
}

function endName(flow: unknown, side: 'source' | 'destination'): string {
  const end = member(flow, side);
  const pod = textMember(end, 'pod_name');
  const namespace = textMember(end, 'namespace');
  if (pod !== '') return namespace === '' ? pod : `${namespace}/${pod}`;
  const [name] = listMember(flow, `${side}_names`);
  return typeof name === 'string' && name !== '' ? name : textMember(member(flow, 'IP'), side);
}

/** Whether a URL or path is one that the template stands for: `/cart/{id}` for `http://cart:8080/cart/7?x=1`. */
export function isPathOf(template: string, url: string): boolean {
  const path = pathOf(url);
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return false;
  return wanted.every((segment, i) => /^\{.*\}$/.test(segment) || segment.includes('*') || segment === given[i]);
}

function pathOf(url: string): string {
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  return path === '' ? '/' : path;
}
