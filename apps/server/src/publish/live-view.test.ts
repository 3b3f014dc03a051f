import { expect, test } from 'vitest';
import { EPOCH_SECONDS, graphFrom } from './testing/drawn-graph.ts';
import { watching } from './testing/watch.ts';

const SHOP = `
  10s  shop/web -> shop/cart:8080   forwarded 4 connections 1
  11s  shop/cart -> data/redis:6379 dropped 2 deniedAttempts 1 reason 133 policy data/deny
  12s  shop/web -> shop/cart:8080   dropped 1 deniedAttempts 1 reason 181 policy shop/no
  12s  shop/cart -> api.pay.com:443 forwarded 1 connections 1
`;

test('[PUB-2] a page that comes gets a snapshot of all edges of its window', () => {
  const { watch, tickAt } = watching(graphFrom(SHOP));
  const page = watch();
  tickAt(13);
  expect(page.state.snapshots).toBe(1);
  expect(page.state.drawing()).toEqual([
    'shop/cart -> api.pay.com:443 forwarded 1 connections 1',
    'shop/cart -> data/redis:6379 dropped 2 deniedAttempts 1',
    'shop/web -> shop/cart:8080 forwarded 4 dropped 1 connections 1 deniedAttempts 1',
  ]);
  expect([...page.state.vertices.values()].map(({ key }) => key)).toContain('fqdn:api.pay.com');
});

test('[PUB-2] a patch carries only what changed since the last one', () => {
  const graph = graphFrom(SHOP);
  const { watch, tickAt } = watching(graph);
  const page = watch();
  tickAt(13);
  tickAt(13.25);
  expect(page.frames).toHaveLength(1);
  graph.draw('13s shop/web -> shop/cart:8080 forwarded 1');
  tickAt(13.5);
  expect(page.frames).toHaveLength(2);
  expect(page.frames[1]?.length).toBeLessThan(100);
  expect(page.state.drawing()).toContain(
    'shop/web -> shop/cart:8080 forwarded 5 dropped 1 connections 1 deniedAttempts 1',
  );
});

test('[PUB-3] two pages of one view get the same bytes', () => {
  const graph = graphFrom(SHOP);
  const { watch, tickAt } = watching(graph);
  const pages = [watch('namespace:shop'), watch('  namespace:shop '), watch('namespace:shop', 60)];
  for (let second = 13; second < 20; second += 1) {
    graph.draw(`${second}s shop/web -> shop/cart:8080 forwarded 1`);
    tickAt(second);
  }
  const [first] = pages;
  expect(first?.frames).toHaveLength(7);
  for (const page of pages) {
    for (const [at, frame] of page.frames.entries()) expect(frame).toBe(first?.frames[at]);
  }
});

test('[PUB-4] an edge leaves when its window is empty, and comes back with its next flow', () => {
  const graph = graphFrom('10s shop/web -> shop/cart:8080 forwarded 4');
  const { watch, tickAt } = watching(graph);
  const page = watch();
  tickAt(10);
  tickAt(69);
  expect(page.state.drawing()).toEqual(['shop/web -> shop/cart:8080 forwarded 4']);
  tickAt(70);
  expect(page.state.drawing()).toEqual([]);
  graph.draw('70s shop/web -> shop/cart:8080 forwarded 1');
  tickAt(70.5);
  expect(page.state.drawing()).toEqual(['shop/web -> shop/cart:8080 forwarded 1']);
});

test('[PUB-4] a row that holds another edge now is a removal and a new edge', () => {
  const graph = graphFrom('10s shop/web -> shop/cart:8080 dropped 4 reason 133');
  const { watch, tickAt } = watching(graph);
  const page = watch();
  tickAt(10);
  graph.fold('shop/web -> shop/cart:8080').draw('10s shop/web -> api.pay.com:443 forwarded 4');
  tickAt(10.25);
  expect(page.state.drawing()).toEqual(['shop/web -> api.pay.com:443 forwarded 4']);
  expect([...page.state.edges.values()].map(({ causes }) => causes)).toEqual([[]]);
  graph.fold('shop/web -> api.pay.com:443');
  tickAt(10.5);
  expect(page.state.drawing()).toEqual([]);
});

test('[PUB-5] a query chooses edges, and its verdicts choose their figures', () => {
  const { watch, tickAt } = watching(graphFrom(SHOP));
  const data = watch('namespace:data');
  const dropped = watch('verdict:DROPPED');
  tickAt(13);
  expect(data.state.drawing()).toEqual(['shop/cart -> data/redis:6379 dropped 2 deniedAttempts 1']);
  expect(dropped.state.drawing()).toEqual([
    'shop/cart -> data/redis:6379 dropped 2 deniedAttempts 1',
    'shop/web -> shop/cart:8080 dropped 1 deniedAttempts 1',
  ]);
  expect(dropped.state.timeline?.forwarded.every((flows) => flows === 0)).toBe(true);
});

test('[PUB-5] flows that a query does not show are counted', () => {
  const { watch, tickAt } = watching(graphFrom(SHOP));
  const [all, data, dropped] = [watch(), watch('namespace:data'), watch('verdict:DROPPED')];
  tickAt(13);
  expect(all.state.status?.hiddenFlows).toBe(0);
  expect(data.state.status?.hiddenFlows).toBe(6);
  expect(dropped.state.status?.hiddenFlows).toBe(5);
});

test('[PUB-5] a term that edges cannot answer is named and not applied', () => {
  const { watch, tickAt } = watching(graphFrom(SHOP));
  const page = watch('namespace:shop http-path:/api');
  tickAt(13);
  expect(page.state.status?.termsNotApplied).toEqual(['http-path:/api']);
  expect(page.state.edges.size).toBe(3);
});

test('[PUB-6] a vertex is told again when it has another name, and its edges are filtered again', () => {
  const graph = graphFrom('10s shop/web -> shop/cart:8080 forwarded 4');
  const { watch, tickAt } = watching(graph);
  const [all, byName] = [watch(), watch('workload:basket')];
  tickAt(10);
  expect(byName.state.edges.size).toBe(0);
  graph.rename('shop/cart', 'basket');
  tickAt(10.25);
  expect([...all.state.vertices.values()].map(({ workload }) => workload)).toEqual(['web', 'basket']);
  expect(byName.state.edges.size).toBe(1);
  graph.rename('shop/cart', 'cart');
  tickAt(10.5);
  expect(byName.state.edges.size).toBe(0);
});

test('[PUB-6] causes are told with the edge and again when they change', () => {
  const graph = graphFrom(SHOP);
  const { watch, tickAt } = watching(graph);
  const [page, byPolicy] = [watch('namespace:data'), watch('policy:data/strict')];
  tickAt(13);
  const causes = () =>
    [...page.state.edges.values()].flatMap((edge) => edge.causes.map(({ policies, flows }) => [policies, flows]));
  expect(causes()).toEqual([[['data/deny'], 2]]);
  expect(byPolicy.state.edges.size).toBe(0);
  graph.draw('13s shop/cart -> data/redis:6379 dropped 1 reason 133 policy data/strict');
  tickAt(13.25);
  expect(causes()).toEqual([
    [['data/deny'], 2],
    [['data/strict'], 1],
  ]);
  expect(byPolicy.state.edges.size).toBe(1);
});

test('[PUB-7] the time strip has every step of the window, and late flows correct it', () => {
  const graph = graphFrom(SHOP).lose(12, 'node-1', 30);
  const { watch, tickAt } = watching(graph);
  const page = watch();
  tickAt(13);
  const steps = () => {
    const { startSeconds, forwarded, dropped, lost } = page.state.timeline ?? {
      startSeconds: 0,
      forwarded: [],
      dropped: [],
      lost: [],
    };
    return forwarded.flatMap((flows, at) => {
      const told = [flows, dropped[at] ?? 0, lost[at] ?? 0];
      return told.some((figure) => figure > 0) ? [`${startSeconds + at - EPOCH_SECONDS}s ${told.join(' ')}`] : [];
    });
  };
  expect(page.state.timeline?.forwarded).toHaveLength(60);
  expect(steps()).toEqual(['10s 4 0 0', '11s 0 2 0', '12s 1 1 30']);
  graph.draw('12s shop/web -> shop/cart:8080 forwarded 1');
  graph.draw('14s shop/web -> shop/cart:8080 forwarded 3');
  tickAt(14);
  expect(page.state.timeline?.forwarded).toHaveLength(60);
  expect(steps()).toEqual(['10s 4 0 0', '11s 0 2 0', '12s 2 1 30', '14s 3 0 0']);
});

test('[PUB-7] a window of fifteen minutes has steps of ten seconds', () => {
  const { watch, tickAt } = watching(graphFrom(SHOP));
  const page = watch('', 900);
  tickAt(13);
  expect(page.state.timeline?.stepSeconds).toBe(10);
  expect(page.state.timeline?.forwarded).toHaveLength(90);
  expect(page.state.timeline?.forwarded.at(-1)).toBe(5);
});

test('[PUB-8] a page hears something at least once per second', () => {
  const { watch, tickAt } = watching(graphFrom(''));
  const page = watch();
  for (let quarter = 0; quarter < 40; quarter += 1) tickAt(quarter / 4);
  expect(page.frames).toHaveLength(10);
  expect(page.state.sequence).toBe(9);
});

test('[PUB-9] a view that nobody looks at costs nothing, and there is a bound for the others', () => {
  const { views, watch, tickAt } = watching(graphFrom(SHOP), [], { views: 2 });
  const first = watch('namespace:shop');
  watch('namespace:data');
  tickAt(13);
  expect(() => watch('namespace:other')).toThrow('too many views');
  views.leave(first);
  expect(views.size).toBe(1);
  const third = watch('namespace:other');
  tickAt(13.25);
  expect(third.state.snapshots).toBe(1);
});

test('[PUB-18] a query that costs more than one tick may spend gets its answers over the next ticks', () => {
  const lines = Array.from({ length: 10 }, (_, port) => `10s a/b -> a/c:${port} forwarded 1`);
  const { watch, tickAt } = watching(graphFrom(lines.join('\n')), [], { filterTestsPerTick: 9 });
  const [page, all] = [watch('namespace:a,x,y'), watch()];
  const sizes = [10, 10.25, 10.5, 10.75].map((second) => {
    tickAt(second);
    return page.state.edges.size;
  });
  expect(sizes).toEqual([1, 4, 7, 10]);
  expect(all.state.edges.size).toBe(10);
});
