import { expect, test } from 'vitest';
import { flowFacts } from './flow-facts.ts';
import { http, told } from './testing/told.ts';

test('[API-83] the facts of a flow are what its columns show', () => {
  const flow = told({
    event_type: { type: 5 },
    verdict: 'DROPPED',
    drop_reason_desc: 'POLICY_DENY',
    traffic_direction: 'INGRESS',
    ingress_denied_by: [{ kind: 'CiliumNetworkPolicy', namespace: 'shop', name: 'deny', revision: '7' }],
    egress_allowed_by: [{ kind: 'CiliumClusterwideNetworkPolicy', name: 'out' }],
    interface: { index: 3, name: 'lxc1' },
    auth_type: 'SPIRE',
    proxy_port: 12_345,
    trace_context: { parent: { trace_id: 'abc' } },
    IP: { source: '10.1.0.1', destination: '10.2.0.2', encrypted: true },
    destination_names: ['cart.example.com'],
  });
  expect(flowFacts(flow)).toMatchObject({
    uuid: 'c0ffee00-0000-4000-8000-000000000001',
    timeMs: Date.parse('2026-11-20T09:30:00.100Z') + 0.9,
    node: 'kind/worker',
    source: {
      name: 'front-x',
      namespace: 'shop',
      pod: 'front-x',
      workload: '',
      identity: 24_009,
      ip: '10.1.0.1',
      port: 41_234,
    },
    destination: {
      name: 'cart',
      workload: 'cart',
      workloadKind: 'Deployment',
      names: ['cart.example.com'],
      port: 8080,
    },
    protocol: 'TCP',
    verdict: 'DROPPED',
    dropReason: 'POLICY_DENY',
    direction: 'ingress',
    isReply: false,
    type: 'policy-verdict',
    event: 'policy-verdict:none INGRESS',
    observationPoint: '',
    layer7: '',
    summary: 'TCP Flags: SYN',
    tcpFlags: 'SYN',
    policies: [
      {
        effect: 'denied',
        direction: 'ingress',
        kind: 'CiliumNetworkPolicy',
        namespace: 'shop',
        name: 'deny',
        revision: 7n,
      },
      { effect: 'allowed', direction: 'egress', kind: 'CiliumClusterwideNetworkPolicy', namespace: '', name: 'out' },
    ],
    isEncrypted: true,
    authentication: 'SPIRE',
    interface: 'lxc1',
    proxyPort: 12_345,
    traceId: 'abc',
  });
  expect(flowFacts(told(http('REQUEST'))).layer7).toBe('HTTP/1.1 DELETE http://cart/cart/42');
});

test('[API-83] what an old agent or a new one says differently is understood or passed through', () => {
  const old = told({ uuid: '', time: null, drop_reason: 133, is_reply: null, event_type: null, l4: null, IP: null });
  expect(flowFacts(old)).toMatchObject({
    timeMs: Number.NaN,
    dropReason: 'POLICY_DENIED',
    protocol: '',
    type: '',
    isReply: undefined,
  });
  expect(flowFacts(old).source).toMatchObject({ ip: '', port: 0 });
  const newer = told({ verdict: 77, drop_reason_desc: 299, event_type: { type: 99 }, destination: null });
  expect(flowFacts(newer)).toMatchObject({
    verdict: '77',
    dropReason: 'DROP_REASON_299',
    type: '99',
    event: 'UNKNOWN',
  });
  expect(flowFacts(newer).destination.name).toBe('10.2.0.2');
});
