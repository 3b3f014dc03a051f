import { expect, test } from 'vitest';
import { EPOCH, flowHouse } from './testing/flow-house.ts';
import { clientFrame, until } from './testing/live-house.ts';

const CART = { ends: 'default/shop/web|default/shop/cart', port: 8080, protocol: 1 };

test('[PUB-64] a page gets the newest of what is kept, oldest first, and then what arrives, each once and in order', async () => {
  await using house = await flowHouse();
  house.kept.add(500);
  const page = await house.follow({ backlog: 100 });
  await until(() => page.isCurrent, 'what is kept has come');
  expect(page.numbers).toEqual(range(401, 501));
  house.kept.pass(7);
  house.kept.add(20);
  house.tick();
  await until(() => page.numbers.length === 120, 'new flows come');
  expect(page.numbers).toEqual([...range(401, 501), ...range(508, 528)]);
  expect(page.uuids).toEqual(page.numbers.map((number) => `flow-${number}`));
  expect(page.batches[0]).toMatchObject({ epoch: EPOCH, isBacklog: true, query: '' });
  expect(page.batches.at(-1)).toMatchObject({ lookedAt: 527, leftOut: 0, missed: 0, isBacklog: false });
});

test('[PUB-64] flows that arrive while a page catches up come behind what was kept', async () => {
  await using house = await flowHouse({ batchBytes: 8192 });
  house.kept.add(3000, { padding: 500 });
  const other = await house.follow();
  const page = await house.follow({ backlog: 2000 });
  const arriving = setInterval(() => {
    house.kept.add(5);
    house.tick();
  }, 1);
  await until(() => page.isCurrent, 'the page is current');
  clearInterval(arriving);
  const newest = house.kept.newestNumber;
  house.tick();
  await until(() => [page, other].every((it) => it.numbers.at(-1) === newest), 'both are up to date');
  expect(page.numbers).toEqual(range(1001, newest + 1));
  expect(other.numbers).toEqual(range(3001, newest + 1));
  expect(Math.max(...page.sizes)).toBeLessThan(8192 + 256);
});

test('[PUB-65] a page that comes back goes on behind the last flow, and begins anew in another run of the server', async () => {
  await using house = await flowHouse();
  house.kept.add(300);
  const same = await house.follow({ after: { number: 250, epoch: EPOCH }, backlog: 5 });
  const other = await house.follow({ after: { number: 250, epoch: EPOCH - 1 }, backlog: 5 });
  const ahead = await house.follow({ after: { number: 9999, epoch: EPOCH } });
  await until(() => [same, other, ahead].every(({ isCurrent }) => isCurrent), 'all are current');
  expect(same.numbers).toEqual(range(251, 301));
  expect(other.numbers).toEqual(range(296, 301));
  house.kept.add(1);
  house.tick();
  await until(() => ahead.numbers.length === 1, 'the new flow comes');
  expect(ahead.numbers).toEqual([301]);
});

test('[PUB-66] flows are selected by the whole query and by an edge, before and after a page came', async () => {
  await using house = await flowHouse();
  const fill = (): void => {
    house.kept.add(3, { edge: 0, verdict: 1 });
    house.kept.add(3, { edge: 0, verdict: 2 });
    house.kept.add(3, { edge: 1, verdict: 2 });
  };
  fill();
  const pages = {
    dropped: await house.follow({ query: 'verdict:DROPPED', backlog: 4 }),
    edge: await house.follow({ edge: CART, backlog: 100 }),
    both: await house.follow({ edge: CART, query: 'verdict:DROPPED', backlog: 100 }),
    single: await house.follow({ query: 'uuid:flow-2,flow-11', backlog: 100 }),
    unknown: await house.follow({ edge: { ...CART, port: 1 }, backlog: 100 }),
  };
  await until(() => Object.values(pages).every(({ isCurrent }) => isCurrent), 'all are current');
  fill();
  house.kept.add(1, { edge: 0 });
  house.tick();
  await until(() => pages.edge.numbers.length === 13, 'the new ones come');
  await until(() => pages.single.numbers.length === 2, 'the single one comes');
  expect(pages.dropped.numbers).toEqual([6, 7, 8, 9, 13, 14, 15, 16, 17, 18]);
  expect(pages.edge.numbers).toEqual([1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 19]);
  expect(pages.both.numbers).toEqual([4, 5, 6, 13, 14, 15]);
  expect(pages.single.uuids).toEqual(['flow-2', 'flow-11']);
  expect(pages.unknown.numbers).toEqual([]);
  expect(pages.dropped.batches[0]?.query).toBe('verdict:DROPPED');
});

test('[PUB-67] of more flows than a page may get the newest come, and the others are counted', async () => {
  await using house = await flowHouse({ flowsPerSecond: 100 });
  const page = await house.follow();
  await until(() => page.isCurrent, 'the page is current');
  house.kept.add(5000);
  house.tick();
  await until(() => page.numbers.length >= 100, 'flows come');
  expect(page.numbers.slice(0, 100)).toEqual(range(4901, 5001));
  expect(page.batches.at(-1)?.leftOut).toBe(4900);
  expect(house.publisher.stats()).toMatchObject({ flowsSent: 100, flowsLeftOut: 4900 });
});

test('[PUB-67] a page that does not read costs a bounded queue, is not ended for it, and hears what it missed', async () => {
  await using house = await flowHouse({ bytesPerSecond: 1e9 });
  const page = await house.followSilently();
  await until(() => house.publisher.stats().catchingUp === 0, 'the page is current');
  let offered = 0;
  await until(
    () => house.publisher.stats().flowsLeftOut > 2000,
    'flows are left out',
    () => {
      house.kept.add(100, { padding: 5000 });
      offered += 100;
      house.tick();
      house.kept.forgetBelow(house.kept.newestNumber + 1);
    },
  );
  const { bufferedBytes, flowsSent, flowsLeftOut, sockets } = house.publisher.stats();
  expect(bufferedBytes).toBeLessThan(2.5 * 1024 * 1024);
  expect([flowsSent + flowsLeftOut, sockets]).toEqual([offered, 1]);
  page.wake();
  await until(() => house.publisher.stats().bufferedBytes === 0, 'the queue is read');
});

test('[PUB-67] a page that takes too long to get what was kept goes on with the newest, and the rest is left out', async () => {
  await using house = await flowHouse({ bufferedBytes: 70_000, unreadBytes: 1e9, bytesPerSecond: 1e9, catchUpMs: 100 });
  house.kept.add(2000, { padding: 20_000 });
  const page = await house.followSilently({ backlog: 2000 });
  await until(() => house.publisher.stats().flowsSent > 5, 'the first flows are sent');
  const startedMs = performance.now();
  await until(() => performance.now() > startedMs + 200, 'time passes');
  page.wake();
  await until(() => house.publisher.stats().catchingUp === 0, 'the page is current');
  const { flowsSent, flowsLeftOut, sockets } = house.publisher.stats();
  expect([flowsSent + flowsLeftOut, sockets]).toEqual([2000, 1]);
  expect(flowsLeftOut).toBeGreaterThan(500);
});

test('[PUB-68] a page that takes nothing from one ping to the next is cut off', async () => {
  await using house = await flowHouse({ pingEveryMs: 60 });
  const silent = await house.followSilently();
  const reader = await house.follow();
  await until(() => house.publisher.stats().sockets === 1, 'the silent one is forgotten', house.tick);
  expect(house.publisher.stats().ended.get('no-pong')).toBe(1);
  silent.wake();
  await until(() => silent.isGone, 'its socket is closed');
  expect(reader.closedWith).toBe(0);
});

test('[PUB-69] flows that left the ring before they were looked at are counted as missed', async () => {
  await using house = await flowHouse();
  house.kept.add(1000);
  house.kept.forgetBelow(600);
  const late = await house.follow({ after: { number: 100, epoch: EPOCH } });
  await until(() => late.isCurrent, 'the page is current');
  expect(late.numbers).toEqual(range(600, 1001));
  expect(late.batches.at(-1)?.missed).toBe(499);
  house.kept.add(1000);
  house.kept.forgetBelow(1801);
  house.tick();
  await until(() => late.numbers.at(-1) === 2000, 'new flows come');
  expect(late.numbers).toEqual([...range(600, 1001), ...range(1801, 2001)]);
  expect(late.batches.at(-1)?.missed).toBe(499 + 800);
});

test('[PUB-69] kept flows that leave the ring before a page took them are left out', async () => {
  await using house = await flowHouse({ bufferedBytes: 70_000, unreadBytes: 70_000, bytesPerSecond: 1e9 });
  house.kept.add(2000, { padding: 5000 });
  const page = await house.followSilently({ backlog: 2000 });
  await until(() => house.publisher.stats().flowsSent > 5, 'the first flows are sent');
  house.kept.add(10);
  house.kept.forgetBelow(1991);
  page.wake();
  await until(() => house.publisher.stats().flowsLeftOut > 1000, 'those that are gone are counted');
  expect(house.publisher.stats().flowsMissed).toBe(0);
});

test('[PUB-70] what came is read once for all pages, and not at all without a page', async () => {
  await using house = await flowHouse();
  house.kept.add(100);
  house.tick();
  expect(house.kept.reads).toBe(0);
  const pages = [await house.follow(), await house.follow({ query: 'verdict:DROPPED' }), await house.follow()];
  await until(() => pages.every(({ isCurrent }) => isCurrent), 'all are current');
  const before = house.kept.reads;
  house.kept.add(5);
  house.tick();
  expect(house.kept.reads - before).toBe(1);
  await until(() => pages[2]?.numbers.length === 5, 'flows come');
  expect(pages.map(({ numbers }) => numbers.length)).toEqual([5, 0, 5]);
  expect(house.followed).toEqual([true]);
  for (const page of pages) page.leave();
  await until(() => house.publisher.stats().sockets === 0, 'all have left');
  expect(house.followed).toEqual([true, false]);
});

test('[PUB-71] a tick looks at what it has time for; what waits for too long is given up and counted', async () => {
  await using house = await flowHouse({ passMs: -1, behindMs: 200 });
  const page = await house.follow();
  await until(() => page.isCurrent, 'the page is current');
  house.kept.add(100);
  house.tick();
  await until(() => page.numbers.length > 0, 'the first flow comes');
  expect(page.numbers).toEqual([1]);
  house.tick();
  await until(() => page.numbers.length > 1, 'the next flow comes');
  expect(page.numbers).toEqual([1, 2]);
  house.kept.add(20_000);
  await until(() => house.publisher.stats().flowsMissed > 0, 'the rest is given up', house.tick);
  expect(page.numbers.length + house.publisher.stats().flowsMissed).toBeGreaterThan(18_000);
});

test('[PUB-72] pages beyond the bound are refused, in all and from one address, and a server that stops says goodbye', async () => {
  {
    await using house = await flowHouse({ sockets: 2 });
    const [first] = [await house.follow(), await house.follow()];
    await expect(house.follow()).rejects.toThrow('refused with 503');
    expect(house.publisher.stats().refused.get('too-many-sockets')).toBe(1);
    first.leave();
    await until(() => house.publisher.stats().sockets === 1, 'one left');
  }
  await using house = await flowHouse({ socketsPerAddress: 1 });
  const page = await house.follow();
  await expect(house.follow()).rejects.toThrow('refused with 429');
  await house.publisher.close();
  await until(() => page.closedWith === 1001, 'the page is told');
});

test('[PUB-73] a page that says anything, or pings too often, ends itself and nobody else', async () => {
  await using house = await flowHouse();
  const [talker, pinger, quiet] = [await house.follow(), await house.followSilently(), await house.follow()];
  talker.socket.send('hello');
  await until(() => talker.closedWith === 1007, 'the talker is ended');
  const ping = clientFrame(9, Buffer.of(1));
  pinger.socket.write(Buffer.concat(Array.from({ length: 100 }, () => ping)));
  pinger.wake();
  await until(() => pinger.isGone, 'the pinger is ended');
  expect(Object.fromEntries(house.publisher.stats().ended)).toEqual({ 'bad-message': 1, 'too-many-messages': 1 });
  await until(() => quiet.isCurrent, 'the other one is current');
  expect([quiet.closedWith, house.publisher.stats().sockets]).toEqual([0, 1]);
});

test('[PUB-74] a page hears something also while nothing matches', async () => {
  await using house = await flowHouse({ quietMs: 20 });
  const page = await house.follow({ query: 'verdict:AUDIT' });
  await until(() => page.batches.length >= 3, 'batches come', house.tick);
  house.kept.add(3);
  await until(() => page.batches.at(-1)?.lookedAt === 3, 'the page hears how far it is', house.tick);
  expect(page.numbers).toEqual([]);
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
