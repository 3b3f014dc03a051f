import { expect, test } from 'vitest';
import { Random } from '../decode/testing/random.ts';
import type { Conservation } from './graph-view.ts';
import { Intake } from './intake.ts';
import { Ledger } from './ledger.ts';
import { setup } from './testing/drawn-graph.ts';
import { flow, lost, messageOf, START } from './testing/flow-builder.ts';

const SEED = Number(process.env.ORRERY_SEED ?? 20_261_120);
const CALL = 'shop/frontend:41000 -> shop/cart:8080';
const TILDE = 0x7e;
const NODES = ['kind/a', 'kind/b', 'c', ''];

function row({ received, counted, duplicate, undecodable, dropped }: Conservation): number[] {
  const shed = [...dropped.values()].reduce((sum, it) => sum + it, 0);
  expect(received).toBe(counted + duplicate + undecodable + shed);
  return [received, counted, duplicate, undecodable, shed];
}

/** A flow whose uuid is not text, so that only its envelope can be read. */
function broken(node: string): Uint8Array {
  const notText = 0xff;
  return flow(CALL, { node, uuid: '~~' }).map((byte) => (byte === TILDE ? notText : byte));
}

test('[CONS-5] per node, received is counted plus duplicate plus undecodable plus dropped, in any mixture', () => {
  const random = new Random(SEED);
  const { intake } = setup();
  const expected = new Map(NODES.map((node) => [node, [0, 0, 0, 0, 0]]));
  const sent: [node: string, message: Uint8Array][] = [];
  for (let i = 0; i < 4000; i++) {
    const node = random.pick(NODES);
    const dice = random.int(0, 10);
    const [again, old] = dice < 2 && sent.length > 0 ? random.pick(sent) : [undefined, undefined];
    const account = expected.get(again ?? node)!;
    const isGarbage = dice === 2;
    const isShed = dice === 3;
    const message = old ?? (isGarbage ? broken(node) : flow(CALL, { node, at: i / 100 }));
    intake.accept(message, 0, message.length, (START + i / 100) * 1000, isShed);
    if (old === undefined && !isGarbage && !isShed) sent.push([node, message]);
    account[0]++;
    account[old !== undefined ? 2 : isGarbage ? 3 : isShed ? 4 : 1]++;
  }
  for (const [name, account] of intake.ledger.nodes())
    expect(row(account), `seed ${SEED}, node ${name}`).toEqual(expected.get(name));
  const sum = [...expected.values()].reduce((total, it) => total.map((value, i) => value + it[i]));
  expect(row(intake.ledger.total()), `seed ${SEED}`).toEqual(sum);
  expect(intake.ledger.nodes().size).toBe(4);
});

test('[CONS-6] bytes that are no message at all are undecodable, of no node, and stop nothing', () => {
  const graph = setup();
  graph.feed([
    Uint8Array.from([0xff, 0xff]),
    Uint8Array.from([0x0a, 0xff]),
    flow(CALL),
    Uint8Array.from([0x22, 0]),
    new Uint8Array(0),
  ]);
  expect(row(graph.intake.ledger.total())).toEqual([3, 1, 0, 2, 0]);
  expect(graph.intake.ledger.nodes().get('')?.undecodable).toBe(2);
  expect(graph.intake.otherMessages).toBe(2);
});

test('[CONS-7] nodes that left are folded after 15 minutes, and the sums stay', () => {
  const graph = setup();
  for (let minute = 0; minute < 60; minute++) {
    const messages = [
      flow(CALL, { at: minute * 60, node: `n${minute}` }),
      flow(CALL, { at: minute * 60, node: 'steady' }),
      broken(`n${minute}`),
    ];
    graph.feed(messages, minute * 60);
    graph.intake.advanceTo((START + minute * 60) * 1000);
  }
  const { ledger } = graph.intake;
  expect(ledger.nodes().size).toBeLessThanOrEqual(18);
  expect(row(ledger.total())).toEqual([180, 120, 0, 60, 0]);
  expect(row(ledger.nodes().get('steady')!)).toEqual([60, 60, 0, 0, 0]);
  graph.feed([flow(CALL, { at: 3600, node: 'n0' })], 3600);
  expect(ledger.nodes().get('n0')).toMatchObject({ received: 1, counted: 1 });
  expect(ledger.total().received).toBe(181);
});

test('[CONS-8] past 5,000 nodes the rest is of no node, and the ledger does not grow', () => {
  const ledger = new Ledger();
  const nodeOf = (i: number) => ({ name: `node-${i}`, cluster: 'default', row: -1 });
  for (let round = 0; round < 3; round++) for (let i = 0; i < 6000; i++) ledger.account(nodeOf(i)).received++;
  expect(ledger.nodes().size).toBe(5001);
  expect(ledger.nodes().get('node-7')?.received).toBe(3);
  expect(ledger.nodes().get('')?.received).toBe(3000);
  const rows = Array.from({ length: 6000 }, (_, i) => nodeOf(i)).map((node) => {
    ledger.account(node);
    return node.row;
  });
  expect(Math.max(...rows)).toBeLessThan(5000);
});

test('[CONS-9] lost events are added up by node and source, with the time they span, in floods, too', () => {
  const graph = setup();
  const floods = Array.from({ length: 30_000 }, (_, i) =>
    lost(i % 2 === 0 ? 'n1' : '', 3, 1 + (i % 3), 10 + Math.floor(i / 10_000)),
  );
  graph.feed(floods, 20);
  const { ledger } = graph.intake;
  expect(ledger.lost().get('n1')).toEqual({
    bySource: new Map([
      [1, 15_000],
      [3, 15_000],
      [2, 15_000],
    ]),
    firstMs: (START + 10) * 1000,
    lastMs: (START + 12) * 1000,
  });
  expect(ledger.lost().get('')?.bySource.get(2)).toBe(15_000);
  expect(ledger.lostIn({ from: START, to: START + 60 })).toBe(90_000);
  const steps = new Float64Array(3);
  ledger.addLostTimeline({ from: START + 10, to: START + 13 }, 1, steps);
  expect([...steps]).toEqual([30_000, 30_000, 30_000]);
  expect(ledger.total().received).toBe(0);
});

test('[CONS-9] lost events with a time that is missing, far ahead or before 1970 are of now', () => {
  const graph = setup();
  const value = { source: 1, numEventsLost: 5n };
  const before1970 = { ...value, last: { seconds: -5n, nanos: 0 } };
  const messages = [value, before1970].map((it) =>
    messageOf({ responseTypes: { case: 'lostEvents', value: it }, nodeName: 'n1' }),
  );
  graph.feed([...messages, lost('n1', 5, 77, 9000)], 20);
  expect(graph.intake.ledger.lostIn({ from: START + 20, to: START + 21 })).toBe(15);
  expect([...graph.intake.ledger.lost().get('n1')!.bySource]).toEqual([
    [1, 10],
    [0, 5],
  ]);
});

test('[CONS-10] flows per second are the mean of the last ten whole seconds, and 0 before the first', () => {
  const intake = new Intake({ maxEdges: 100, keptFlowsBytes: 1 << 20, seed: 1 });
  expect(intake.ledger.flowsPerSecond()).toBe(0);
  for (let i = 0; i < 400; i++) {
    const message = flow(CALL, { at: i / 20 });
    intake.accept(message, 0, message.length, (START + i / 20) * 1000);
  }
  expect(intake.ledger.flowsPerSecond()).toBe(20);
  intake.advanceTo((START + 25) * 1000);
  expect(intake.ledger.flowsPerSecond()).toBe(10);
  intake.advanceTo((START + 60) * 1000);
  expect(intake.ledger.flowsPerSecond()).toBe(0);
});
