import { expect, test } from 'vitest';
import { Random } from '../decode/testing/random.ts';
import { connection, farewell, letOut, refusal } from './testing/connections.ts';
import { setup } from './testing/drawn-graph.ts';
import { flow } from './testing/flow-builder.ts';

const SEED = Number(process.env.ORRERY_SEED ?? 20_261_120);
const CALL = 'shop/frontend:41000 -> shop/cart:8080';
const EDGE = 'shop/frontend -> shop/cart:8080';
const OUT = 'shop/frontend:51422 -> world@192.0.2.1:80';
const OUT_NARROW = 'shop/frontend:51422 -> fqdn:one.example@192.0.2.1:80';
const WIDE_EDGE = 'shop/frontend -> reserved:world-ipv4/192.0.2.1:80';
const NARROW_EDGE = 'shop/frontend -> fqdn:one.example:80';

interface Attempts {
  readonly connections: number;
  readonly denied: number;
  readonly audited: number;
}

/** Counts in the order given, and in 12 others; in every one the attempts are the same. */
function countInAnyOrder(messages: readonly Uint8Array[]): Attempts {
  const random = new Random(SEED);
  const inOrder = count(messages);
  for (let i = 0; i < 12; i++) {
    const order = shuffled(messages, random);
    const names = order.map((it) => messages.indexOf(it)).join(' ');
    expect(count(order), `seed ${SEED}, order ${names}`).toEqual(inOrder);
  }
  return inOrder;
}

function count(messages: readonly Uint8Array[]): Attempts {
  const graph = setup();
  graph.feed(messages);
  const { edges } = graph.intake.graph;
  const causes = Array.from({ length: edges.size }, (_, edge) => edges.causes(edge)).flat();
  const denied = causes.filter(({ kind }) => kind === 'denied').reduce((sum, { attempts }) => sum + attempts, 0);
  expect(denied).toBe(graph.sum('deniedAttempts'));
  return {
    connections: graph.sum('connections'),
    denied: graph.sum('deniedAttempts'),
    audited: graph.sum('auditedAttempts'),
  };
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  const copy = [...values];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = random.int(0, i + 1);
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}

test('[AGG-20] the events of one connection, told by both nodes in any order, are one connection', () => {
  expect(countInAnyOrder(connection(CALL))).toEqual({ connections: 1, denied: 0, audited: 0 });
  expect(countInAnyOrder([...connection(CALL), ...farewell(CALL, 0.01)])).toEqual({
    connections: 1,
    denied: 0,
    audited: 0,
  });
});

test('[AGG-21] a refused SYN and its retries are one denied attempt, and no connection even where the other side let it out', () => {
  const retries = [0, 1, 3, 7].flatMap((at) => [...letOut(CALL, at, at > 0), ...refusal(CALL, at + 0.002)]);
  expect(countInAnyOrder(retries)).toEqual({ connections: 0, denied: 1, audited: 0 });
  const again = [...retries, ...refusal(CALL, 100)];
  expect(count(again).denied).toBe(2);
});

test('[AGG-21] a packet that is refused in the middle of a connection leaves the connection counted', () => {
  const cut = flow(CALL, { at: 5, event: 'drop', verdict: 'dropped', reason: 133, direction: 'egress', flags: 'ack' });
  expect(countInAnyOrder([...connection(CALL), cut])).toEqual({ connections: 1, denied: 1, audited: 0 });
});

test('[AGG-22] a connection that audit mode let pass is one audited attempt beside being a connection', () => {
  expect(countInAnyOrder(connection(CALL, 0, { verdict: 'audit' }))).toEqual({ connections: 1, denied: 0, audited: 1 });
  const refusedBehind = [...connection(CALL, 0, { verdict: 'audit' }).slice(0, 2), ...refusal(CALL, 0.002)];
  expect(countInAnyOrder(refusedBehind)).toEqual({ connections: 0, denied: 1, audited: 1 });
});

test('[AGG-23] a SYN more than a second after a FIN is a new connection, and clocks that differ by less make none', () => {
  const again = [...connection(CALL), ...farewell(CALL, 0.5), ...connection(CALL, 3), ...farewell(CALL, 4)];
  expect(count(again).connections).toBe(2);
  const lateFin = [...connection(CALL), ...connection(CALL, 3).slice(0, 1), ...farewell(CALL, 0.5)];
  expect(
    count([
      ...connection(CALL),
      ...farewell(CALL, 0.5).slice(0, 1),
      ...connection(CALL, 3).slice(0, 2),
      ...farewell(CALL, 0.5).slice(1),
      ...connection(CALL, 3).slice(2),
    ]).connections,
  ).toBe(2);
  expect(count(lateFin).connections).toBe(1);
  const short = [...connection(CALL).slice(0, 2), ...farewell(CALL, 0.0015), ...connection(CALL, 0.4).slice(2)];
  expect(countInAnyOrder(short).connections).toBe(1);
});

test('[AGG-24] packets of UDP are one attempt until the pair was idle for 30 s', () => {
  const packet = (at: number, node: string) =>
    flow(CALL, { at, node, protocol: 'UDP', direction: 'egress', isReply: false });
  const reply = (at: number) =>
    flow('shop/cart:8080 -> shop/frontend:41000', { at, protocol: 'UDP', direction: 'egress', isReply: true });
  const first = [packet(0, 'n1'), packet(0.1, 'n2'), reply(0.2), packet(20, 'n1'), packet(45, 'n1')];
  expect(count(first).connections).toBe(1);
  expect(count([...first, packet(80, 'n1')]).connections).toBe(2);
  expect(countInAnyOrder([packet(0, 'n1'), packet(0.1, 'n2'), reply(0.2), packet(5, 'n1')]).connections).toBe(1);
});

test('[AGG-25] an attempt whose verdict and drop name different destinations is counted once, on the edge of the drop', () => {
  const more = { egressDeniedBy: [{ name: 'no-way-out', namespace: 'shop' }] };
  const [verdict] = refusal(OUT, 0, 'egress', { more });
  const [, drop] = refusal(OUT_NARROW, 0, 'egress');
  const [verdictAgain] = refusal(OUT, 1, 'egress');
  const [, dropAgain] = refusal(OUT_NARROW, 1, 'egress');
  for (const order of [
    [verdict, drop, verdictAgain, dropAgain],
    [drop, verdict, dropAgain, verdictAgain],
    [dropAgain, verdictAgain, verdict, drop],
  ]) {
    const graph = setup();
    graph.feed(order);
    const { edges } = graph.intake.graph;
    expect(graph.total(NARROW_EDGE, 'deniedAttempts')).toBe(1);
    expect(graph.total(WIDE_EDGE, 'deniedAttempts')).toBe(0);
    expect(edges.causes(graph.edge(NARROW_EDGE))).toMatchObject([
      { kind: 'denied', attempts: 1, flows: 2, direction: 'egress', policies: ['shop/no-way-out'] },
    ]);
    expect(edges.causes(graph.edge(WIDE_EDGE))).toMatchObject([{ kind: 'denied', attempts: 0, flows: 2 }]);
    expect([graph.total(NARROW_EDGE, 'dropped'), graph.total(WIDE_EDGE, 'dropped')]).toEqual([2, 2]);
  }
});

test('[AGG-26] a refusing verdict is a denial whatever its reason, and a drop only for a reason of policy', () => {
  expect(count([flow(CALL, { event: 'verdict', verdict: 'dropped', flags: 'syn' })]).denied).toBe(1);
  for (const reason of [133, 181, 189]) expect(count(refusal(CALL, 0, 'egress', { reason })).denied).toBe(1);
  expect(count([flow(CALL, { event: 'drop', verdict: 'dropped', reason: 151, flags: 'syn' })])).toEqual({
    connections: 0,
    denied: 0,
    audited: 0,
  });
});

test('[AGG-27] 5,000 connections at once are counted once each', () => {
  const calls = Array.from({ length: 1000 }, (_, i) =>
    connection(`shop/frontend:${1024 + i} -> shop/cart:8080`, i / 1000),
  ).flat();
  const graph = setup();
  graph.feed(calls);
  graph.feed(
    Array.from({ length: 4000 }, (_, i) =>
      flow(`shop/frontend:${10_000 + i} -> shop/redis:6379`, { at: 10, flags: 'syn' }),
    ),
  );
  expect(graph.total(EDGE, 'connections')).toBe(1000);
  expect(graph.total('shop/frontend -> shop/redis:6379', 'connections')).toBe(4000);
});
