import { responseJson } from '@orrery/flow/response-json';
import { expect, test } from 'vitest';
import { fieldGroups } from './flow-fields.ts';
import { drawnResponses } from './testing/drawn-flows.ts';

test('[WEB-254] every value that was received is shown once, by what it is about', () => {
  const json = {
    flow: {
      verdict: 'DROPPED',
      source: {
        pod_name: 'cart-1',
        labels: ['k8s:app=cart', 'k8s:tier=web'],
        workloads: [{ name: 'cart', kind: 'Deployment' }],
      },
      IP: { source: '10.0.0.1', destination: '10.0.0.2', ipVersion: 'IPv4' },
      l4: { TCP: { source_port: 40000, destination_port: 6379, flags: { SYN: true } } },
      egress_denied_by: [{ name: 'deny', namespace: 'shop', revision: '7' }],
      l7: { type: 'REQUEST', http: { method: 'GET', headers: [{ key: 'X-Request-Id', value: '1' }] } },
      is_reply: false,
      brand_new_field: { deep: [1, 2] },
    },
    node_name: 'kind/worker',
  };
  const groups = fieldGroups(json);
  expect(groups.map(({ title }) => title)).toEqual([
    'Verdict',
    'Request and answer',
    'Source',
    'Destination',
    'Network',
    'Time and node',
    'Other fields',
  ]);
  const shown = groups.flatMap(({ title, fields }) =>
    fields.map(({ name, values }) => `${title} | ${name} | ${values.join(' ')}`),
  );
  expect(shown).toEqual([
    'Verdict | verdict | DROPPED',
    'Verdict | egress denied by 1 name | deny',
    'Verdict | egress denied by 1 namespace | shop',
    'Verdict | egress denied by 1 revision | 7',
    'Request and answer | type | REQUEST',
    'Request and answer | method | GET',
    'Request and answer | headers | X-Request-Id: 1',
    'Source | pod name | cart-1',
    'Source | labels | k8s:app=cart k8s:tier=web',
    'Source | workloads 1 name | cart',
    'Source | workloads 1 kind | Deployment',
    'Source | IP source | 10.0.0.1',
    'Source | source port | 40000',
    'Destination | IP destination | 10.0.0.2',
    'Destination | destination port | 6379',
    'Network | IP ipVersion | IPv4',
    'Network | flags SYN | true',
    'Network | is reply | false',
    'Time and node | node name | kind/worker',
    'Other fields | brand new field deep | 1 2',
  ]);
});

test('[WEB-254] no field of a flow of the simulated kind is lost', () => {
  const [response] = drawnResponses('1.5 shop/cart-1:40000 -> data/redis-0:6379 DROPPED');
  if (response === undefined) throw new Error('nothing was drawn');
  const json = responseJson(response, 'as bytes');
  const shown = fieldGroups(json).flatMap(({ fields }) => fields.flatMap(({ values }) => values));
  expect(shown.toSorted()).toEqual(scalarsOf(json).toSorted());
});

test('[WEB-258] whatever somebody made up, the fields are bounded and only text', () => {
  const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${i}`, i]));
  expect(fieldGroups({ flow: wide }).flatMap(({ fields }) => fields).length).toBeLessThanOrEqual(400);
  const deep = Array.from({ length: 100 }).reduce<unknown>((inner) => ({ inner }), 'x');
  expect(fieldGroups({ flow: deep })).toHaveLength(1);
  expect(fieldGroups(JSON.parse('{"flow":{"__proto__":{"x":1}}}'))).toHaveLength(1);
  expect(fieldGroups(null)).toHaveLength(1);
});

function scalarsOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.values(value).flatMap(scalarsOf);
}
