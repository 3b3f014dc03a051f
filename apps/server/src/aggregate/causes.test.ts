import { expect, test } from 'vitest';
import { connection, refusal } from './testing/connections.ts';
import { setup } from './testing/drawn-graph.ts';
import { flow, START } from './testing/flow-builder.ts';

const CALL = 'shop/cart:41000 -> shop/redis:6379';
const EDGE = 'shop/cart -> shop/redis:6379';

test('[AGG-28] verdict and drop of a packet are one cause, with the policies that the verdict names', () => {
  const graph = setup();
  const more = { ingressDeniedBy: [{ name: 'lock', namespace: 'shop' }, { name: 'all' }] };
  const [verdict] = refusal(CALL, 5, 'ingress', { reason: 181, more });
  const [, drop] = refusal(CALL, 5, 'ingress', { reason: 181 });
  graph.feed([verdict, drop]);
  expect(graph.intake.graph.edges.causes(graph.edge(EDGE))).toEqual([
    {
      kind: 'denied',
      dropReason: 181,
      direction: 'ingress',
      policies: ['shop/lock', 'all'],
      flows: 2,
      attempts: 1,
      firstSeenMs: (START + 5) * 1000,
      lastSeenMs: (START + 5) * 1000 + 0.02,
    },
  ]);
});

test('[AGG-28] drops for other reasons and audited packets are causes of their own kind', () => {
  const graph = setup();
  graph.feed([
    ...connection(CALL, 0, { verdict: 'audit' }),
    flow(CALL, { event: 'drop', verdict: 'dropped', reason: 151, direction: 'egress', flags: 'syn' }),
  ]);
  const causes = graph.intake.graph.edges.causes(graph.edge(EDGE));
  expect(causes.map(({ kind, direction, flows }) => [kind, direction, flows])).toEqual([
    ['audited', 'egress', 1],
    ['audited', 'ingress', 1],
    ['not-policy', 'egress', 1],
  ]);
  expect(causes.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(graph.total(EDGE, 'auditedAttempts'));
});

test('[AGG-29] causes and policies of an edge are bounded, and the flows of the rest go to the last cause', () => {
  const graph = setup();
  const allowed = (i: number) => ({ ingressAllowedBy: [{ name: `p${i % 30}` }] });
  const drops = Array.from({ length: 300 }, (_, i) =>
    flow(CALL, { event: 'drop', verdict: 'dropped', reason: 140 + (i % 30), flags: 'syn' }),
  );
  const verdicts = Array.from({ length: 300 }, (_, i) =>
    flow(CALL, { event: 'verdict', isReply: false, flags: 'syn', more: allowed(i) }),
  );
  graph.feed([...drops, ...verdicts]);
  const { edges } = graph.intake.graph;
  const causes = edges.causes(graph.edge(EDGE));
  expect(causes.length).toBe(16);
  expect(causes.reduce((sum, { flows }) => sum + flows, 0)).toBe(300);
  expect(edges.allowedBy(graph.edge(EDGE))).toEqual(Array.from({ length: 16 }, (_, i) => `p${i}`));
});
