import { expect, test } from 'vitest';
import { Grouper } from '../../view/group-graph.ts';
import { graphFrom } from '../../view/testing/drawn-graph.ts';
import { mapModel } from './build-map-model.ts';
import { BUDGETS } from './map-budget.ts';
import { shownEdge } from './shown-edge.ts';
import { CHOICES, edgesDrawn, modelFrom } from './testing/drawn-model.ts';

test('[WEB-68] edges of one pair are one line, and a troubled one has a line of its own', () => {
  const model = modelFrom(`
    shop/cart -> data/redis:6379 connections 5
    shop/cart -> data/redis:6380 connections 9
    shop/cart -> data/redis:9121 deniedAttempts 3 dropped 6 !deny
  `);
  expect(edgesDrawn(model)).toEqual(['cart -> redis forwarded', 'cart -> redis denied']);
  const [quiet, denied] = [...model.edges.values()];
  expect(quiet.members.map(({ port }) => port)).toEqual([6380, 6379]);
  expect([quiet.isTroubled, denied.isTroubled]).toEqual([false, true]);
  expect(shownEdge(model, quiet.members[1].key)).toBe(quiet);
});

test('[WEB-68] a line of one edge between two cards stays the same line when its verdict changes', () => {
  const keys = (figures: string): string[] => [...modelFrom(`a/b -> c/d:80 ${figures}`).edges.keys()];
  expect(keys('connections 5')).toEqual(keys('deniedAttempts 5 dropped 10 !deny'));
});

test('[WEB-68] what was only traced on its way to a service is no line, and neither is who is met only there', () => {
  const model = modelFrom('a/b -> c/d:80 connections 5\n a/b -> host:80 traced 5');
  expect(edgesDrawn(model)).toEqual(['b -> d forwarded']);
  expect([model.nodes.size, model.merged.traced]).toEqual([2, 1]);
});

test('[WEB-68] of too many quiet edges the heaviest are drawn, the rest is counted, and those shown stay', () => {
  const count = BUDGETS.middle.quietEdges + 30;
  const drawing = (attempts: (i: number) => number): string =>
    Array.from({ length: count }, (_, i) => `a/w${i % 50} -> b/v${i}:80 connections ${attempts(i)}`).join('\n');
  const model = modelFrom(drawing((i) => (i < 30 ? 1 : 40)));
  expect(model.edges.size).toBe(BUDGETS.middle.quietEdges);
  expect(model.merged).toMatchObject({ light: 30, drawn: 400, edges: 430, troubled: 0 });
  const wavering = modelFrom(
    drawing((i) => (i < 30 ? 3 : 2)),
    { previous: model },
  );
  expect([...wavering.edges.keys()]).toEqual([...model.edges.keys()]);
});

test('[WEB-68] of too many troubled edges the worst stand alone, others share a line, and the rest is counted', () => {
  const lines = Array.from(
    { length: 400 },
    (_, i) =>
      `a/w${i % 100} -> b/v${i}:80 ${i < 6 ? 'deniedAttempts 9 dropped 18 !deny' : 'auditedAttempts 9 audit 18 !audit'}`,
  );
  const model = modelFrom(lines.join('\n'), { level: 'far', closed: ['a', 'b'] });
  expect(edgesDrawn(model).filter((edge) => edge.endsWith('denied'))).toHaveLength(6);
  const merged = model.edges.get('namespace:kind/a|namespace:kind/b|audited');
  const rest = 400 - BUDGETS.far.troubledAlone;
  expect(merged?.label?.strong).toBe(`${rest} edges`);
  expect(merged?.label?.weak).toMatch(/^audit, 3,\d+ \/min$/);
  const middle = modelFrom(lines.join('\n'));
  expect(middle.edges.size).toBe(BUDGETS.middle.troubledEdges);
  expect(middle.merged.troubled).toBe(200);
});

test('[WEB-68] every edge is on a line, in a fan, inside of a node, or counted as left out', () => {
  const model = modelFrom(
    `
    a/x -> a/y:80 connections 4
    a/x -> b/y:80 connections 4
    ${['c', 'd', 'e', 'f', 'g'].map((from) => `${from}/x -> kube-system/coredns:53/UDP dnsQuestions 4`).join('\n')}
    a/x -> b/z:80 deniedAttempts 4 dropped 8 !deny
  `,
    { closed: ['a'] },
  );
  const onLines = [...model.edges.values()].reduce((sum, { members }) => sum + members.length, 0);
  expect(onLines).toBe(2);
  expect(model.merged).toMatchObject({ edges: 8, drawn: 2, shared: 0, folded: 5, inside: 1, light: 0, troubled: 0 });
});

test('[WEB-69] a label says how much and why, and the spoken words say it all', () => {
  const model = modelFrom(`
    shop/cart -> data/redis:6379 deniedAttempts 312 dropped 624 !deny
    shop/frontend -> payments/api:8080 httpRequests 940 httpDenied 18 dropped 18 !l7
    payments/fraud -> fqdn:api.risk.example:443 connections 94 auditedAttempts 94 audit 188 !audit
    shop/recommend -> kube-system/coredns:53/UDP dnsQuestions 1900 dnsFailed 1840
    platform/gateway -> platform/flags:8081 httpRequests 100 httpFailed 14
    payments/payouts -> cidr:203.0.113.0/24:443 connections 12 new 40
    shop/frontend -> shop/cart:8080 httpRequests 400
  `);
  const labels = [...model.edges.values()].map(({ label }) =>
    label === undefined ? '' : `${label.strong} | ${label.weak}`,
  );
  expect(labels.sort()).toEqual([
    '',
    '1,840 /min | DNS errors',
    '14 /min | HTTP 5xx',
    '18 of 940 /min | L7 rule',
    '312 /min denied | policy default deny',
    '94 /min | audit',
    'new | 02:58',
  ]);
  const spoken = [...model.edges.values()].map((edge) => edge.spoken);
  expect(spoken).toContain('shop/cart to data/redis, port 6379: denied, 312 attempts per minute, policy default deny');
  expect(spoken).toContain(
    'shop/frontend to payments/api, port 8080: mixed, 18 of 940 attempts per minute denied, requests denied by L7 rule',
  );
  expect(spoken).toContain('shop/frontend to shop/cart, port 8080: forwarded, 400 attempts per minute');
});

test('[WEB-69] a line of several says the rates of its edges together, each of the time in which it lasted', () => {
  const lines = Array.from({ length: 60 }, (_, i) => `a/w${i} -> b/v${i}:80 auditedAttempts 9 audit 18 !audit`);
  const labelIn = (windowSeconds: number) => {
    const grouped = new Grouper().group(graphFrom(lines.join('\n'), windowSeconds), 'workload');
    const model = mapModel(grouped, { ...CHOICES, level: 'far', closed: ['a', 'b'] });
    return model.edges.get('namespace:kind/a|namespace:kind/b|audited')?.label;
  };
  const rest = 60 - BUDGETS.far.troubledAlone;
  expect(labelIn(60)?.weak).toBe(`audit, ${rest * 9} /min`);
  expect(labelIn(900)?.weak, 'they began three minutes ago').toBe(`audit, ${rest * 3} /min`);
});

test('[WEB-69] packets that are sent again are told as flows, in words and on lines of several', () => {
  const one = modelFrom('shop/cart -> data/redis:6379 dropped 24 !deny');
  const [spoken] = [...one.edges.values()].map((edge) => edge.spoken);
  expect(spoken).toBe('shop/cart to data/redis, port 6379: denied, 24 flows per minute denied, policy default deny');
  const mixed = modelFrom('shop/web -> shop/cart:80 forwarded 90 httpRequests 40 dropped 24 !l7');
  const [words] = [...mixed.edges.values()].map((edge) => edge.spoken);
  expect(words).toBe('shop/web to shop/cart, port 80: mixed, 24 flows per minute denied, requests denied by L7 rule');
});

test('[WEB-69] of many new edges only the newest few are labelled', () => {
  const lines = Array.from({ length: 40 }, (_, i) => `a/w -> b/v${i}:80 connections 3 new ${i + 1}`);
  const edges = [...modelFrom(lines.join('\n')).edges.values()];
  expect(edges.every(({ isNew }) => isNew)).toBe(true);
  expect(edges.filter(({ label }) => label !== undefined)).toHaveLength(BUDGETS.middle.newLabels);
});

test('[WEB-69] an edge fades over the last fifth of the window', () => {
  const freshness = (idle: number): number =>
    [...modelFrom(`a/b -> c/d:80 connections 3 idle ${idle}`).edges.values()][0].freshness;
  expect([freshness(0), freshness(48), freshness(54), freshness(60)]).toEqual([1, 1, 0.65, 0.25]);
});
