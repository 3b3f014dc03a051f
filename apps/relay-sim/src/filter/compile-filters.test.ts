import { fromJson, type JsonObject } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { FlowFilterSchema, FlowSchema, type Flow } from '@orrery/proto/flow/flow_pb';
import { expect, test } from 'vitest';
import { RpcError } from '../transport/rpc-error.ts';
import { compileFilters } from './compile-filters.ts';

const tcp = flow({
  uuid: 'tcp-1',
  verdict: 'FORWARDED',
  node_name: 'west/node-1',
  node_labels: ['kubernetes.io/arch=amd64', 'zone=a'],
  IP: { source: '10.0.1.5', destination: '10.0.2.9', source_xlated: '192.168.7.7', ipVersion: 'IPv4', encrypted: true },
  l4: { TCP: { source_port: 41000, destination_port: 8080, flags: { SYN: true, ACK: true } } },
  source: {
    identity: 1001,
    cluster_name: 'west',
    namespace: 'shop',
    pod_name: 'frontend-abc',
    labels: ['k8s:app=frontend', 'k8s:tier=web'],
    workloads: [{ name: 'frontend', kind: 'Deployment' }],
  },
  destination: {
    identity: 1002,
    cluster_name: 'east',
    namespace: 'default',
    pod_name: 'cart-xyz',
    labels: ['k8s:app=cart', 'custom:app=basket'],
    workloads: [{ name: 'cart', kind: 'StatefulSet' }],
  },
  source_service: { name: 'front', namespace: 'shop' },
  destination_service: { name: 'cart', namespace: 'default' },
  event_type: { type: 4 },
  traffic_direction: 'INGRESS',
  is_reply: false,
  interface: { index: 7, name: 'lxc12' },
  trace_context: { parent: { trace_id: 'abcdef' } },
  ip_trace_id: { trace_id: '77' },
});
const dropped = flow({
  uuid: 'drop-1',
  verdict: 'DROPPED',
  drop_reason_desc: 'POLICY_DENIED',
  node_name: 'node-2',
  IP: { source: 'fd00::1', destination: 'fd00:1::2', ipVersion: 'IPv6' },
  l4: { UDP: { source_port: 5353, destination_port: 53 } },
  source: { identity: 2, labels: ['reserved:world'] },
  destination: { identity: 1003, namespace: 'kube-system', pod_name: 'coredns-1', labels: ['k8s:k8s-app=kube-dns'] },
  event_type: { type: 1, sub_type: 133 },
  traffic_direction: 'EGRESS',
  source_names: ['api.example.com'],
});
const http = flow({
  uuid: 'http-1',
  verdict: 'FORWARDED',
  node_name: 'west/node-3',
  l4: { TCP: { source_port: 42000, destination_port: 80 } },
  l7: {
    type: 'RESPONSE',
    http: {
      code: 404,
      method: 'GET',
      url: 'http://shop.local:8080/cart/a%20b?x=1',
      headers: [{ key: 'X-Request-Id', value: '42' }],
    },
  },
  event_type: { type: 129 },
  is_reply: true,
  destination_names: ['www.Example.com.'],
});
const dns = flow({
  uuid: 'dns-1',
  l4: { UDP: { source_port: 40000, destination_port: 53 } },
  l7: { type: 'REQUEST', dns: { query: 'cart.shop.svc.cluster.local.' } },
  event_type: { type: 129 },
});
const ping = flow({ uuid: 'icmp-1', l4: { ICMPv6: { type: 128 } }, IP: { ipVersion: 'IPv6' } });
const ALL: readonly Flow[] = [tcp, dropped, http, dns, ping];

const CASES: readonly (readonly [filter: JsonObject, matched: readonly Flow[]])[] = [
  [{}, ALL],
  [{ uuid: ['tcp-1', 'dns-1'] }, [tcp, dns]],
  [{ source_ip: ['10.0.1.5'] }, [tcp]],
  [{ source_ip: ['10.0.0.0/16', 'fd00::/64'] }, [tcp, dropped]],
  [{ source_ip: ['fd00:0::1'] }, []],
  [{ source_ip_xlated: ['192.168.0.0/16'] }, [tcp]],
  [{ destination_ip: ['fd00:1::2'] }, [dropped]],
  [{ source_pod: ['shop/front'] }, [tcp]],
  [{ source_pod: ['shop/'] }, [tcp]],
  [{ source_pod: ['/front'] }, [tcp]],
  [{ source_pod: ['/'] }, [tcp]],
  [{ source_pod: ['frontend'] }, []],
  [{ destination_pod: ['cart'] }, [tcp]],
  [{ destination_pod: ['kube-system/core', 'default/cart-'] }, [tcp, dropped]],
  [{ destination_pod: ['kube/'] }, []],
  [{ source_fqdn: ['*.example.com'] }, [dropped]],
  [{ source_fqdn: ['example.com'] }, []],
  [{ destination_fqdn: ['WWW.*.com.'] }, [http]],
  [{ source_label: ['app=frontend'] }, [tcp]],
  [{ source_label: ['k8s:app=frontend,k8s:tier in (web, db)'] }, [tcp]],
  [{ source_label: ['reserved:world'] }, [dropped]],
  [{ source_label: ['app notin (frontend)'] }, [dropped, http, dns, ping]],
  [{ source_label: ['!app'] }, [dropped, http, dns, ping]],
  [{ source_label: ['app!=frontend', 'tier==web'] }, ALL],
  [{ destination_label: ['app=basket'] }, [tcp]],
  [{ destination_label: ['k8s:app=basket'] }, []],
  [{ source_service: ['shop/fr'] }, [tcp]],
  [{ destination_service: ['cart'] }, [tcp]],
  [{ source_workload: [{ name: 'frontend' }] }, [tcp]],
  [{ source_workload: [{ name: 'front' }] }, []],
  [{ destination_workload: [{ kind: 'StatefulSet' }] }, [tcp]],
  [{ destination_workload: [{ name: 'cart', kind: 'Deployment' }] }, []],
  [{ source_cluster_name: ['west'] }, [tcp]],
  [{ destination_cluster_name: ['ea'] }, []],
  [{ traffic_direction: ['EGRESS'] }, [dropped]],
  [{ verdict: ['DROPPED', 'AUDIT'] }, [dropped]],
  [{ drop_reason_desc: ['POLICY_DENIED'] }, [dropped]],
  [{ interface: [{ name: 'lxc12' }] }, [tcp]],
  [{ interface: [{ index: 8, name: 'lxc12' }] }, []],
  [{ event_type: [{ type: 4, match_sub_type: true }] }, [tcp]],
  [{ event_type: [{ type: 1, match_sub_type: true, sub_type: 133 }] }, [dropped]],
  [{ event_type: [{ type: 1, match_sub_type: true, sub_type: 134 }] }, []],
  [{ event_type: [{ type: 129 }, { type: 1 }] }, [dropped, http, dns]],
  [{ event_type: [{}] }, ALL],
  [{ http_status_code: ['404'] }, [http]],
  [{ http_status_code: ['4+'] }, [http]],
  [{ http_status_code: ['41+', '5+'] }, []],
  [{ protocol: ['tcp'] }, [tcp, http]],
  [{ protocol: ['ICMP', 'dns'] }, [dns, ping]],
  [{ protocol: ['icmpv4'] }, []],
  [{ protocol: ['http'] }, [http]],
  [{ source_port: ['41000', '5353'] }, [tcp, dropped]],
  [{ destination_port: ['53'] }, [dropped, dns]],
  [{ reply: [true] }, [http]],
  [{ reply: [false] }, [tcp, dropped]],
  [{ dns_query: ['\\.svc\\.'] }, [dns]],
  [{ source_identity: [1001, 2] }, [tcp, dropped]],
  [{ destination_identity: [1003] }, [dropped]],
  [{ http_method: ['get'] }, [http]],
  [{ http_path: ['^/cart/a b$'] }, [http]],
  [{ http_path: ['x=1'] }, []],
  [{ http_url: ['shop\\.local.*x=1'] }, [http]],
  [{ http_header: [{ key: 'X-Request-Id', value: '42' }] }, [http]],
  [{ http_header: [{ key: 'x-request-id', value: '42' }] }, []],
  [{ tcp_flags: [{ SYN: true }] }, [tcp]],
  [{ tcp_flags: [{ SYN: true, FIN: true }, { RST: true }] }, []],
  [{ node_name: ['west/*'] }, [tcp, http]],
  [{ node_name: ['node-2'] }, [dropped]],
  [{ node_name: ['default/node-*'] }, [dropped]],
  [{ node_labels: ['kubernetes.io/arch=amd64,zone in (a,b)'] }, [tcp]],
  [{ ip_version: ['IPv6'] }, [dropped, ping]],
  [{ trace_id: ['abcdef'] }, [tcp]],
  [{ ip_trace_id: ['77'] }, [tcp]],
  [{ encrypted: [true] }, [tcp]],
  [{ encrypted: [false] }, [dropped, http, dns, ping]],
  [{ verdict: ['FORWARDED'], destination_port: ['80'] }, [http]],
];

test.each(CASES)('[SIM-41] the filter %j matches as hubble observe says', (filter, matched) => {
  expect(passing([filter], [])).toEqual(matched.map(({ uuid }) => uuid));
});

test('[SIM-41] every field of a FlowFilter is in the table', () => {
  const used = new Set(CASES.flatMap(([filter]) => Object.keys(filter)));
  const missing = FlowFilterSchema.fields.map(({ name }) => name).filter((name) => !used.has(name));
  expect(missing).toEqual(['experimental']);
});

test('[SIM-40] a whitelist is an OR of filters, and a blacklist takes away what any of its filters matches', () => {
  expect(passing([{ uuid: ['tcp-1'] }, { uuid: ['dns-1'] }], [])).toEqual(['tcp-1', 'dns-1']);
  expect(passing([], [{ verdict: ['DROPPED'] }, { protocol: ['dns'] }])).toEqual(['tcp-1', 'http-1', 'icmp-1']);
  expect(passing([{ protocol: ['tcp'] }], [{ uuid: ['tcp-1'] }])).toEqual(['http-1']);
});

test('[SIM-40] an empty filter in a blacklist hides every flow', () => {
  expect(passing([], [{}])).toEqual([]);
});

test('[SIM-40] nothing has to be decoded for a request without filters', () => {
  expect(compileFilters([], [])).toBeUndefined();
});

test.each([
  [{ http_path: ['['] }, /failed to compile regexp/],
  [{ dns_query: ['(?<name>a)(?=b)'] }, /failed to compile regexp/],
  [{ source_ip: ['not-an-ip'] }, /invalid IP address filter/],
  [{ destination_ip: ['10.0.0.0/99'] }, /invalid CIDR filter/],
  [{ source_port: ['http'] }, /invalid port/],
  [{ source_port: ['70000'] }, /invalid port/],
  [{ protocol: ['quic'] }, /unrecognized protocol/],
  [{ source_pod: [''] }, /invalid pod filter/],
  [{ source_service: [''] }, /invalid service filter/],
  [{ source_cluster_name: [''] }, /invalid cluster name filter/],
  [{ source_fqdn: ['a_b.com'] }, /invalid FQDN pattern/],
  [{ source_label: ['a in b'] }, /invalid label filter/],
  [{ http_status_code: ['600'] }, /invalid http status code/],
  [{ http_status_code: ['200'], event_type: [{ type: 4 }] }, /only match 'l7' events/],
  [{ node_name: [''] }, /invalid node name filter/],
  [{ experimental: { cel_expression: ['true'] } }, /cel_expression/],
] satisfies [JsonObject, RegExp][])('[SIM-42] the filter %j is refused with code UNKNOWN', (filter, message) => {
  const refused = () => passing([filter], []);
  expect(refused).toThrow(message);
  expect(refused).toThrow(expect.objectContaining({ code: status.UNKNOWN }));
  expect(refused).toThrow(RpcError);
});

function flow(fields: JsonObject): Flow {
  return fromJson(FlowSchema, fields);
}

function passing(whitelist: readonly JsonObject[], blacklist: readonly JsonObject[]): string[] {
  const passes =
    compileFilters(
      whitelist.map((json) => fromJson(FlowFilterSchema, json)),
      blacklist.map((json) => fromJson(FlowFilterSchema, json)),
    ) ?? (() => true);
  return ALL.filter(passes).map(({ uuid }) => uuid);
}
