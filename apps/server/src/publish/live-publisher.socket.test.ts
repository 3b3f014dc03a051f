import { afterEach, expect, test } from 'vitest';
import { graphFrom, type DrawnGraph } from './testing/drawn-graph.ts';
import { liveHouse, until, type LiveHouse, type Visitor } from './testing/live-house.ts';
import type { LiveLimits } from './live-limits.ts';

const houses: LiveHouse[] = [];
afterEach(async () => {
  for (const house of houses.splice(0)) await house.leave();
});

async function setup(graph: DrawnGraph, limits: Partial<LiveLimits> = {}): Promise<LiveHouse> {
  const house = await liveHouse(graph, limits);
  houses.push(house);
  return house;
}

const SHOP = `
  10s  shop/web -> shop/cart:8080   forwarded 4
  11s  shop/cart -> data/redis:6379 dropped 2
`;

test('[PUB-11] a page gets its snapshot with the next tick, and then the patches', async () => {
  const graph = graphFrom(SHOP);
  const { visit, tickAt } = await setup(graph);
  const page = await visit('namespace:data', 300);
  tickAt(12);
  await until(() => page.frames === 1, 'the snapshot comes');
  expect(page.state.query).toBe('namespace:data');
  expect(page.state.drawing()).toEqual(['shop/cart -> data/redis:6379 dropped 2']);
  graph.draw('12s shop/cart -> data/redis:6379 dropped 1');
  tickAt(12.25);
  await until(() => page.frames === 2, 'the patch comes');
  expect(page.state.drawing()).toEqual(['shop/cart -> data/redis:6379 dropped 3']);
});

test('[PUB-11] a Subscribe is answered with a snapshot of what it asks for', async () => {
  const { visit, tickAt } = await setup(graphFrom(SHOP));
  const page = await visit();
  tickAt(12);
  await until(() => page.frames === 1, 'the snapshot comes');
  page.subscribe('namespace:data');
  await until(
    () => page.state.query === 'namespace:data',
    'the other snapshot comes',
    () => tickAt(12),
  );
  expect(page.state.drawing()).toEqual(['shop/cart -> data/redis:6379 dropped 2']);
});

test('[PUB-12] a query that is not understood is rejected with its position, and the page stays where it was', async () => {
  const graph = graphFrom(SHOP);
  const { visit, tickAt, publisher } = await setup(graph);
  const page = await visit('namespace:shop nonsense:1');
  await until(() => page.state.rejections.length === 1, 'the rejection comes');
  expect(page.state.rejections[0]).toMatchObject({ from: 15, query: 'namespace:shop nonsense:1' });
  expect(page.state.rejections[0]?.message).toContain('nonsense');
  page.subscribe('namespace:shop');
  await until(
    () => page.state.snapshots === 1,
    'the snapshot comes',
    () => tickAt(12),
  );
  page.subscribe('', 61);
  await until(() => page.state.rejections.length === 2, 'the second rejection comes');
  const { patches } = page.state;
  tickAt(13);
  await until(() => page.state.patches > patches, 'the first subscription goes on');
  expect(publisher.stats().rejections).toBe(2);
});

test('[PUB-12] past the bound of different views a subscription is rejected', async () => {
  const { visit, tickAt } = await setup(graphFrom(SHOP), { views: 1 });
  const [first, second] = [await visit(), await visit('namespace:data')];
  await until(() => second.state.rejections.length === 1, 'the rejection comes');
  second.subscribe('');
  expect(second.state.rejections[0].message).toContain('try again later');
  await until(
    () => first.state.snapshots + second.state.snapshots === 2,
    'both see the same',
    () => tickAt(12),
  );
});

/** Draws 40 names of ten thousand characters anew, so that the next patch has 400 kB. */
function changeALot(graph: DrawnGraph, round: number): void {
  for (let name = 0; name < 40; name += 1) graph.rename(`n/w${name}`, `${round}`.padEnd(10_000, 'x'));
}

function bigGraph(): DrawnGraph {
  const lines = Array.from({ length: 40 }, (_, name) => `10s n/w${name} -> n/w${(name + 1) % 40}:80 forwarded 1`);
  return graphFrom(lines.join('\n'));
}

/** Ticks until the one that does not read has no room any more; the other must have heard every tick before the next. */
async function fillUp(house: LiveHouse, graph: DrawnGraph, reader: Visitor): Promise<number> {
  for (let round = 1; round < 400; round += 1) {
    changeALot(graph, round);
    house.tickAt(10 + round / 1000);
    await until(() => reader.state.sequence === round, 'the one who reads is up to date');
    if (house.publisher.stats().behind === 1) return round;
  }
  throw new Error('400 patches went into the pipe to somebody who does not read');
}

test('[PUB-13] one that does not read falls behind and gets one snapshot, and nobody else waits', async () => {
  const graph = bigGraph();
  const house = await setup(graph);
  const [reader, sleeper] = [await house.visit(), await house.visit()];
  house.tickAt(10);
  await until(() => reader.frames + sleeper.frames === 2, 'both have a snapshot');
  sleeper.socket.pause();
  let round = await fillUp(house, graph, reader);
  for (let more = 0; more < 10; more += 1) {
    round += 1;
    changeALot(graph, round);
    house.tickAt(10 + round / 1000);
    await until(() => reader.state.sequence === round, 'the one who reads is up to date');
  }
  const { bufferedBytes, snapshotsSent, patchesSkipped } = house.publisher.stats();
  expect(bufferedBytes).toBeLessThan(4 * 1024 * 1024);
  expect(patchesSkipped).toBe(11);

  sleeper.socket.resume();
  await until(() => house.publisher.stats().bufferedBytes === 0, 'the queue is read');
  round += 1;
  await until(
    () => sleeper.state.sequence === round,
    'the sleeper is up to date',
    () => house.tickAt(11),
  );
  expect(sleeper.state.snapshots).toBe(2);
  expect(house.publisher.stats()).toMatchObject({ behind: 0, snapshotsSent: snapshotsSent + 1 });
  expect(sleeper.state.vertices.get(7)?.workload).toBe(reader.state.vertices.get(7)?.workload);
}, 60_000);

test('[PUB-14] one that stays behind for too long is ended with 1013 and counted', async () => {
  const graph = bigGraph();
  const house = await setup(graph, { stalledAfterMs: 100 });
  const [reader, sleeper] = [await house.visit(), await house.visit()];
  house.tickAt(10);
  await until(() => reader.frames + sleeper.frames === 2, 'both have a snapshot');
  sleeper.socket.pause();
  await fillUp(house, graph, reader);
  const ended = () => house.publisher.stats().ended.get('stalled') === 1;
  await until(ended, 'the publisher loses patience', () => house.tickAt(11));
  sleeper.socket.resume();
  await until(() => sleeper.closedWith !== 0 && house.publisher.stats().sockets === 1, 'the sleeper is gone');
  expect(sleeper.closedWith).toBe(1013);
  expect(reader.closedWith).toBe(0);
}, 60_000);

test('[PUB-14] one that does not answer pings is cut off', async () => {
  const house = await setup(graphFrom(SHOP), { pingEveryMs: 100 });
  const [page, dead] = [await house.visit(), await house.visitRaw()];
  await until(
    () => dead.isGone,
    'the dead one is cut off',
    () => house.tickAt(12),
  );
  expect(house.publisher.stats().ended.get('no-pong')).toBe(1);
  expect(page.closedWith).toBe(0);
});

test('[PUB-15] sockets are bounded, in total and per address, and a place that gets free is given away', async () => {
  const total = await setup(graphFrom(SHOP), { sockets: 2 });
  const first = await total.visit();
  await total.visit();
  await expect(total.visit()).rejects.toThrow('refused with 503');
  first.leave();
  await until(() => total.publisher.stats().sockets === 1, 'the place is free');
  await total.visit();
  expect(total.publisher.stats().refused.get('too-many-sockets')).toBe(1);

  const perAddress = await setup(graphFrom(SHOP), { socketsPerAddress: 1 });
  await perAddress.visit();
  await expect(perAddress.visit()).rejects.toThrow('refused with 429');
});

test('[PUB-16] closing says goodbye to every page with 1001', async () => {
  const house = await setup(graphFrom(SHOP));
  const pages = [await house.visit(), await house.visit('namespace:data')];
  expect(house.publisher.isClosing).toBe(false);
  const closed = house.publisher.close();
  expect(house.publisher.isClosing).toBe(true);
  await closed;
  await until(() => pages.every(({ closedWith }) => closedWith === 1001), 'all heard it');
  await expect(house.visit()).rejects.toThrow('refused with 503');
  expect(house.publisher.stats()).toMatchObject({ sockets: 0, views: 0 });
});
