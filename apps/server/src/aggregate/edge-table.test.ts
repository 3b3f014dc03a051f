import { expect, test } from 'vitest';
import { Random } from '../decode/testing/random.ts';
import { EdgeTable } from './edge-table.ts';
import { FIGURE, FIGURE_COUNT } from './graph-view.ts';
import type { EdgeIndex, Figure, TimelineColumns } from './graph-view.ts';
import { START } from './testing/flow-builder.ts';

const SEED = Number(process.env.ORRERY_SEED ?? 20_261_120);
const OTHER = 0;
const TCP = 1;

function setup(maxEdges: number): { edges: EdgeTable; folded: EdgeIndex[]; sumOf: (figure: Figure) => number } {
  const folded: EdgeIndex[] = [];
  const edges = new EdgeTable(maxEdges, OTHER, (edge) => folded.push(edge));
  return { edges, folded, sumOf: (figure) => live(edges).reduce((sum, edge) => sum + edges.total(edge, figure), 0) };
}

function live(edges: EdgeTable): EdgeIndex[] {
  return Array.from({ length: edges.size }, (_, edge) => edge).filter((edge) => edges.isLive(edge));
}

function windowSum(edges: EdgeTable, from: number, to: number): number[] {
  const out = new Float64Array(FIGURE_COUNT);
  const sum = Array.from({ length: FIGURE_COUNT }, () => 0);
  for (const edge of live(edges)) {
    edges.readFigures(edge, { from, to }, out);
    out.forEach((figure, i) => (sum[i] += figure));
  }
  return sum;
}

test('[AGG-4] an edge is found again by its source, destination, port and protocol, past 1,024 edges, too', () => {
  const { edges } = setup(100_000);
  const row = (i: number) => edges.findOrAdd(1 + (i % 100), 1 + ((i * 7) % 130), (i << 3) | TCP, START * 1000);
  const rows = Array.from({ length: 5000 }, (_, i) => row(i));
  expect(new Set(rows).size).toBe(5000);
  for (const [i, edge] of rows.entries()) {
    edges.addFlow(edge, 1, START * 1000);
    expect(row(i)).toBe(edge);
    expect([edges.port(edge), edges.protocol(edge), edges.total(edge, FIGURE.forwarded)]).toEqual([i, TCP, 1]);
  }
  expect(edges.find(1, 1, (1 << 3) | TCP)).toBe(-1);
});

test('[AGG-5] past the bound the coldest edges become one, and no total and no window loses a flow', () => {
  const random = new Random(SEED);
  const { edges, folded, sumOf } = setup(200);
  const added = Array.from({ length: FIGURE_COUNT }, () => 0);
  const recent = Array.from({ length: FIGURE_COUNT }, () => 0);
  for (let i = 0; i < 20_000; i++) {
    const timeMs = (START + i / 50) * 1000;
    const edge = edges.findOrAdd(random.int(1, 40), random.int(1, 40), (random.int(80, 90) << 3) | TCP, timeMs);
    const figure = random.int(0, FIGURE_COUNT) as Figure;
    edges.addFlow(edge, 1, timeMs);
    edges.count(edge, figure, timeMs, 1);
    added[figure]++;
    added[FIGURE.forwarded]++;
    if (timeMs >= (START + 360) * 1000) {
      recent[figure]++;
      recent[FIGURE.forwarded]++;
    }
  }
  expect(edges.foldedEdges).toBe(folded.length);
  expect(folded.length).toBeGreaterThan(1000);
  expect(live(edges).length).toBeLessThanOrEqual(201);
  expect(
    added.map((_, figure) => sumOf(figure as Figure)),
    `seed ${SEED}`,
  ).toEqual(added);
  expect(windowSum(edges, START, START + 400), `seed ${SEED}`).toEqual(added);
  expect(windowSum(edges, START + 360, START + 400), `seed ${SEED}`).toEqual(recent);
});

test('[AGG-5] the edge that was quiet longest goes first, and its row comes back under a new serial', () => {
  const { edges, folded } = setup(3);
  const add = (source: number, second: number) => {
    const edge = edges.findOrAdd(source, 9, 0, (START + second) * 1000);
    edges.addFlow(edge, 1, (START + second) * 1000);
    return edge;
  };
  const [cold, warm] = [add(1, 0), add(2, 1)];
  add(3, 2);
  const serial = edges.serial(cold);
  const newest = add(4, 3);
  expect(folded).toEqual([cold]);
  expect(newest).toBe(cold);
  expect(edges.serial(newest)).toBeGreaterThan(serial);
  expect(edges.total(newest, FIGURE.forwarded)).toBe(1);
  expect(edges.find(1, 9, 0)).toBe(-1);
  expect(edges.find(2, 9, 0)).toBe(warm);
  expect(edges.find(OTHER, OTHER, 0)).toBeGreaterThanOrEqual(0);
});

test('[AGG-6] the steps of a timeline add up to the figures of its range', () => {
  const random = new Random(SEED);
  const { edges } = setup(100);
  const edge = edges.findOrAdd(1, 2, 0, START * 1000);
  for (let i = 0; i < 5000; i++) edges.addFlow(edge, random.int(0, 10), (START + random.int(0, 900)) * 1000);
  for (const [range, step] of [
    [{ from: START + 850, to: START + 900 }, 1],
    [{ from: START, to: START + 900 }, 10],
    [{ from: START + 100, to: START + 400 }, 60],
  ] as const) {
    const columns = () => new Float64Array((range.to - range.from) / step);
    const timeline: TimelineColumns = {
      forwarded: columns(),
      audited: columns(),
      dropped: columns(),
      other: columns(),
    };
    edges.addTimeline(edge, range, step, timeline);
    const out = new Float64Array(FIGURE_COUNT);
    edges.readFigures(edge, range, out);
    const sum = (values: Float64Array) => values.reduce((total, it) => total + it, 0);
    expect(sum(timeline.forwarded)).toBe(out[FIGURE.forwarded] + out[FIGURE.redirected]);
    expect(sum(timeline.dropped)).toBe(out[FIGURE.dropped]);
    expect(sum(timeline.audited)).toBe(out[FIGURE.audit]);
    expect(sum(timeline.other)).toBe(
      out[FIGURE.error] + out[FIGURE.traced] + out[FIGURE.translated] + out[FIGURE.unknown],
    );
  }
});

test('[AGG-7] verdicts that are newer than this program count as unknown', () => {
  const { edges } = setup(100);
  const edge = edges.findOrAdd(1, 2, 0, START * 1000);
  for (const verdict of [0, 8, 42, -1]) edges.addFlow(edge, verdict, START * 1000);
  expect(edges.total(edge, FIGURE.unknown)).toBe(4);
});

test('[AGG-8] 100,000 edges with three figures each fit in 512 MB, and folding keeps up with new ones', () => {
  const before = process.memoryUsage().arrayBuffers;
  const startMs = performance.now();
  const { edges } = setup(100_000);
  for (let i = 0; i < 110_000; i++) {
    const edge = edges.findOrAdd(i % 1000, i % 997, ((i % 60_000) << 3) | TCP, START * 1000 + i);
    edges.addFlow(edge, 1, START * 1000 + i);
    edges.addFlow(edge, 2, START * 1000 + i);
    edges.count(edge, FIGURE.connections, START * 1000 + i, 1);
  }
  const figures = new Float64Array(FIGURE_COUNT);
  for (let edge = 0; edge < edges.size; edge++) edges.readFigures(edge, { from: START, to: START + 60 }, figures);
  expect(edges.foldedEdges).toBeGreaterThanOrEqual(10_000);
  expect(performance.now() - startMs).toBeLessThan(30_000);
  expect((process.memoryUsage().arrayBuffers - before) / 2 ** 20).toBeLessThan(512);
});
