import { expect, test } from 'vitest';
import { FIGURE, FIGURE_COUNT, VERDICT_COUNT, type EdgeIndex, type Figure } from '../aggregate/graph-view.ts';
import { setup, type DrawnGraph } from '../aggregate/testing/drawn-graph.ts';
import { flow, lost, START } from '../aggregate/testing/flow-builder.ts';
import { dnsAnswer, dnsQuestion, httpRequest, httpResponse } from '../aggregate/testing/l7-flows.ts';
import { Random } from '../decode/testing/random.ts';
import { BucketWriter } from './testing/write-buckets.ts';

/** Whole tens of seconds. */
const FIRST = START - (START % 10);

test('[HIST-20] what is written of edges, requests and questions adds up to what was counted, while it is counted and folded', () => {
  for (const seed of [1, 2]) {
    const random = new Random(seed);
    const drawn = setup({ maxEdges: 300 });
    const history = writing(drawn);
    for (let second = 0; second < 200; second += 1) {
      const feed = (): void => drawn.feed(trouble(random, second), second);
      drawn.intake.advanceTo((START + second) * 1000);
      feed();
      history.advanceTo(START + second, feed);
    }
    // Nothing comes any more, and everything is closed.
    for (let second = 200; second < 240; second += 1) {
      drawn.intake.advanceTo((START + second) * 1000);
      history.advanceTo(START + second, () => undefined);
    }
    const { edges } = drawn.intake.graph;
    expect(drawn.intake.graph.foldedEdges).toBeGreaterThan(200);
    expect(history.foldedWhileReading).toBeGreaterThan(0);
    const counted = Array.from({ length: FIGURE_COUNT }, (_, figure) =>
      sumOver(edges.size, (edge) => edges.total(edge, figure as Figure)),
    );
    expect(figuresIn(history.rows('edges_10s'), 5)).toEqual(counted);
    expect(figuresIn(history.rows('heard_10s'), 14)).toEqual(counted);
    const http = history.rows('http_10s');
    const denied = columnSum(http, 9);
    const answered = http.reduce((sum, row) => sum + countsIn(row[10]), 0);
    expect([answered + denied, denied]).toEqual([counted[FIGURE.httpRequests], counted[FIGURE.httpDenied]]);
    const dns = history.rows('dns_10s');
    const questions = [FIGURE.dnsQuestions, FIGURE.dnsDenied, FIGURE.dnsTimeouts].map((figure) => counted[figure]);
    expect([8, 9, 10].map((place) => columnSum(dns, place))).toEqual(questions);
    const flows = counted.slice(0, VERDICT_COUNT).reduce((sum, count) => sum + count, 0);
    expect(flowsOf(history)).toBe(flows);
  }
}, 120_000);

test('[HIST-21] a flow that comes after its bucket was written is told with the next one, for the time it is of', () => {
  const drawn = setup();
  const history = writing(drawn);
  drawn.feed([flow('shop/web:41000 -> shop/cart:8080', { at: 3 })], 3);
  history.advanceTo(FIRST + 40);
  drawn.feed([flow('shop/web:41001 -> shop/cart:8080', { at: 4 }), httpResponse('http://c/a', { at: 4 })], 41);
  history.advanceTo(FIRST + 50);
  const buckets = history.rows('edges_10s').map(([bucket]) => bucket);
  expect(buckets).toEqual([bucketAt(3), bucketAt(4), bucketAt(4)]);
  expect(history.rows('http_10s').map(([bucket]) => bucket)).toEqual([bucketAt(4)]);
});

test('[HIST-21] what came late for an edge that was folded meanwhile is told of the edge it was folded into', () => {
  const drawn = setup({ maxEdges: 3 });
  const history = writing(drawn);
  const cold = 'shop/cold:41000 -> shop/cart:8080';
  drawn.feed([flow(cold, { at: 1 })], 1);
  history.advanceTo(FIRST + 40);
  drawn.feed([flow(cold, { at: 2 })], 41);
  for (let i = 0; i < 5; i += 1) drawn.feed([flow(`shop/warm${i}:41000 -> shop/cart:8080`, { at: 42 })], 42);
  history.advanceTo(FIRST + 80);
  expect(flowsOf(history)).toBe(7);
  const folded = history.rows('edges_10s').filter(([, source]) => source === 'other');
  expect(folded.some(([bucket]) => bucket === bucketAt(2))).toBe(true);
});

test('[HIST-22] lost events are told with their node and source, once, for the time they are of', () => {
  const drawn = setup();
  const history = writing(drawn);
  drawn.feed([lost('n1', 5, 1, 3), lost('n1', 2, 1, 4), lost('n2', 7, 2, 3)], 4);
  history.advanceTo(FIRST + 40);
  drawn.feed([lost('n1', 3, 1, 5)], 41);
  history.advanceTo(FIRST + 60);
  const lostRows = history.rows('heard_10s').filter(([, ofAll, , , , , , events]) => ofAll === 0 && events !== 0);
  expect(lostRows.map((row) => [row[0], row[2], row[13]])).toEqual([
    [bucketAt(3), 'n1', { 1: 7 }],
    [bucketAt(3), 'n2', { 2: 7 }],
    [bucketAt(5), 'n1', { 1: 3 }],
  ]);
  const ofAll = history.rows('heard_10s').filter((row) => row[1] === 1);
  expect(ofAll.reduce((sum, row) => sum + Number(row[7]), 0)).toBe(17);
});

test('[HIST-22] messages of nodes are told once, also of a node that left and came back', () => {
  const drawn = setup();
  const history = writing(drawn);
  const send = (at: number): void =>
    drawn.feed([flow('shop/web:41000 -> shop/cart:8080', { at, node: 'n1' }), new Uint8Array([255])], at);
  send(5);
  history.advanceTo(FIRST + 40);
  for (const at of [1000, 1100]) drawn.intake.advanceTo((START + at) * 1000);
  send(1100);
  history.advanceTo(FIRST + 1140);
  const received = new Map<string, number>();
  for (const row of history.rows('heard_10s').filter(([, ofAll]) => ofAll === 0)) {
    received.set(String(row[2]), (received.get(String(row[2])) ?? 0) + Number(row[8]));
  }
  expect(received).toEqual(
    new Map([
      ['n1', 2],
      ['', 2],
    ]),
  );
});

test('[HIST-24] addresses of a name are told when there are others, and once an hour', () => {
  const drawn = setup();
  const history = writing(drawn);
  const answer = (at: number, ...ips: string[]): void => drawn.feed([dnsAnswer('api.example.com', { at, ips })], at);
  answer(1, '192.0.2.1');
  history.advanceTo(FIRST + 40);
  answer(41, '192.0.2.1');
  history.advanceTo(FIRST + 80);
  answer(81, '192.0.2.2');
  history.advanceTo(FIRST + 120);
  answer(3700, '192.0.2.2');
  history.advanceTo(FIRST + 3800);
  const told = history.rows('dns_10s').map((row) => Object.keys(row[12] as object));
  expect(told).toEqual([['192.0.2.1'], [], ['192.0.2.1', '192.0.2.2'], ['192.0.2.1', '192.0.2.2']]);
});

function writing({ intake }: DrawnGraph): BucketWriter {
  return new BucketWriter(intake, FIRST);
}

function figuresIn(rows: readonly (readonly unknown[])[], place: number): number[] {
  return Array.from({ length: FIGURE_COUNT }, (_, figure) => columnSum(rows, place + figure));
}

function columnSum(rows: readonly (readonly unknown[])[], place: number): number {
  return rows.reduce((sum, row) => sum + Number(row[place]), 0);
}

function flowsOf({ batches }: BucketWriter): number {
  return batches.reduce((sum, { flows }) => sum + flows, 0);
}

/** A second of flows: mostly of now, some of up to a minute ago. */
function* trouble(random: Random, second: number): Generator<Uint8Array> {
  for (let i = random.int(0, 12); i > 0; i -= 1) {
    const at = Math.max(0, random.chance(0.2) ? second - random.int(0, 60) : second);
    const drawn = `shop/web${random.int(0, 800)}:41000 -> shop/cart:8080`;
    const id = `r${random.int(0, 9)}`;
    const port = 40_000 + random.int(0, 50);
    const client = `shop/web${random.int(0, 10)}`;
    const name = `n${random.int(0, 5)}.example`;
    switch (random.int(0, 6)) {
      case 0:
        yield flow(drawn, { at, event: 'verdict', verdict: 'dropped', reason: 133 });
        break;
      case 1:
        yield httpResponse('http://c/a', { at, id, drawn, latencyMs: random.int(1, 500), code: 500 });
        break;
      case 2:
        yield httpRequest('http://c/a', { at, id, drawn, refused: true });
        yield httpResponse('http://c/a', { at, id, drawn, code: 403, by: random.chance(0.5) ? 'client' : 'server' });
        break;
      case 3:
        yield dnsQuestion(name, { at, port, client, refused: random.chance(0.2) });
        break;
      case 4:
        yield dnsAnswer(name, { at, port, client, rcode: random.int(0, 4) });
        break;
      default:
        yield flow(drawn, { at });
    }
  }
}

function bucketAt(at: number): number {
  return START + at - ((START + at) % 10);
}

function countsIn(counts: unknown): number {
  return Object.values(counts as Record<string, number>).reduce((sum, count) => sum + count, 0);
}

function sumOver(size: number, of: (edge: EdgeIndex) => number): number {
  let sum = 0;
  for (let edge = 0; edge < size; edge += 1) sum += of(edge);
  return sum;
}
