import { expect, test } from 'vitest';
import { modelFrom, measureFixed, topologyFrom, chain } from './testing/drawn-model.ts';
import { reserved } from './measure.ts';
import { isCrowded, sameTopology, topologyOf } from './topology-of.ts';

const shop = (denied: number, requests: number): string => `
  shop/cart -> data/redis:6379 deniedAttempts ${denied} dropped ${2 * denied} !deny
  shop/frontend -> shop/cart:8080 httpRequests ${requests}
  shop/frontend -> fqdn:api.stripe.com:443 connections 3
  ${chain('orders', 6)}
`;

test('[WEB-73] a tick that only changes figures moves nothing', () => {
  const levels = ['far', 'middle', 'near'] as const;
  for (const level of levels) {
    const previous = modelFrom(shop(312, 900), { level });
    const next = modelFrom(shop(340, 940), { level, previous });
    expect(next.edges).not.toEqual(previous.edges);
    expect(sameTopology(topologyOf(previous, measureFixed), topologyOf(next, measureFixed)), level).toBe(true);
  }
});

test('[WEB-73] what comes, goes or changes its verdict is another topology', () => {
  const before = topologyFrom(shop(312, 900));
  expect(sameTopology(before, topologyFrom(`${shop(312, 900)}\n data/redis -> data/x:80 connections 1`))).toBe(false);
  expect(
    sameTopology(before, topologyFrom(shop(312, 900).replace('!deny', '').replace('deniedAttempts', 'connections'))),
  ).toBe(false);
});

test('[WEB-73] a label has room for the widest figures of its kind', () => {
  expect(['312 /min denied', '8 of 940 /min', '12,345 /min', '<0.1 /min'].map((text) => reserved(text))).toEqual([
    '8,888 /min denied',
    '8,888 of 8,888 /min',
    '8,8888 /min',
    '8,888 /min',
  ]);
  const label = (denied: number) => topologyFrom(shop(denied, 900)).edges.find(({ isTroubled }) => isTroubled)?.label;
  expect(label(7)).toEqual(label(9_400));
  expect(label(7)?.height).toBe(36);
});

test('[WEB-73] sizes and weights waver about a limit without a change', () => {
  const weightOf = (requests: number, previous = undefined as ReturnType<typeof modelFrom> | undefined) => {
    const model = modelFrom(`a/b -> c/d:80 httpRequests ${requests}`, { previous });
    return { model, weight: [...model.edges.values()][0].weight };
  };
  const { model, weight } = weightOf(520);
  expect(weight).toBe(512);
  expect(weightOf(500, model).weight).toBe(512);
  expect(weightOf(1030, model).weight).toBe(512);
  expect(weightOf(200, model).weight).toBe(128);
});

test('[WEB-73] nodes have room for what they say', () => {
  const { nodes } = topologyFrom(shop(312, 900), { level: 'near' });
  const redis = nodes.find(({ key }) => key.endsWith('redis'));
  expect(redis).toMatchObject({ rows: 1, rowHeight: 20, headHeight: 40, height: 60, side: 'inside' });
  const far = topologyFrom(shop(312, 900), { level: 'far' });
  expect(far.nodes.find(({ key }) => key.endsWith('orders'))).toMatchObject({ region: '', height: 50, rows: 0 });
});

test('[WEB-211] where forty namespaces have little room, each has its name and count on one line', () => {
  const drawing = Array.from({ length: 40 }, (_, i) => chain(`team-${i}`, 4)).join('\n');
  const model = modelFrom(drawing, { level: 'far' });
  expect(isCrowded(model, { width: 1124, height: 633 })).toBe(false);
  expect(isCrowded(model, { width: 748, height: 400 })).toBe(true);
  expect(isCrowded(modelFrom(drawing), { width: 748, height: 400 })).toBe(false);
  const [usual, small] = [false, true].map((crowded) => topologyOf(model, measureFixed, crowded).nodes[0]);
  expect(small.height).toBeLessThan(usual.height - 10);
});
