import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { FrameSchema, type ChangesSchema, type Frame } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import type { LiveGraph } from './live-graph.ts';
import { applyFrame } from './live-state.ts';

type ChangesInit = MessageInitShape<typeof ChangesSchema>;

test('[WEB-20] a snapshot replaces everything, a patch only what it names', () => {
  const first = after(undefined, snapshot(7, SHOP));
  expect(first).toMatchObject({ sequence: 7, query: 'namespace:shop', windowSeconds: 60, timeMs: 1007 });
  expect(drawing(first)).toEqual(['shop/cart|data/redis|6379|TCP 5/0', 'shop/web|shop/cart|8080|TCP 9/0']);

  const second = after(first, patch(8, { figures: { edge: [1], forwarded: [4], dropped: [2], lastSeenMs: [2000] } }));
  expect(drawing(second)).toEqual(['shop/cart|data/redis|6379|TCP 4/2', 'shop/web|shop/cart|8080|TCP 9/0']);
  expect(second.edges.get(0)).toBe(first.edges.get(0));
  expect(second.vertices).toBe(first.vertices);
  expect(first.edges.get(1)?.figures.dropped).toBe(0);

  const third = after(second, snapshot(20, { vertices: SHOP.vertices, edges: [] }));
  expect(drawing(third)).toEqual([]);
});

test('[WEB-20] a column that is left out is all zeros, and causes are replaced', () => {
  const first = after(
    undefined,
    snapshot(1, { ...SHOP, causes: [{ edge: 1, causes: [{ dropReason: 133 }, { dropReason: 181 }] }] }),
  );
  const second = after(
    first,
    patch(2, { figures: { edge: [1], dropped: [3] }, causes: [{ edge: 1, causes: [{ dropReason: 189 }] }] }),
  );
  expect(second.edges.get(1)?.figures).toMatchObject({ forwarded: 0, dropped: 3 });
  expect(second.edges.get(1)?.causes.map(({ dropReason }) => dropReason)).toEqual([189]);
});

test('[WEB-20] an index that is removed and told again in one patch is another edge', () => {
  const first = after(undefined, snapshot(1, SHOP));
  const edges = [{ index: 1, source: 0, destination: 2, port: 5432, protocol: 1 }];
  const second = after(first, patch(2, { removedEdges: [1], edges, figures: { edge: [1], forwarded: [1] } }));
  expect(drawing(second)).toEqual(['shop/web|data/redis|5432|TCP 1/0', 'shop/web|shop/cart|8080|TCP 9/0']);
  expect(second.edges.get(1)?.causes).toEqual([]);
});

test('[WEB-21] a patch for another state, or about what is not there, is missed and changes nothing', () => {
  const graph = after(undefined, snapshot(7, SHOP));
  expect(applyFrame(undefined, patch(8, {})).kind).toBe('missed');
  for (const sequence of [0, 7, 9]) expect(applyFrame(graph, patch(sequence, {})).kind).toBe('missed');
  const unknown: readonly ChangesInit[] = [
    { figures: { edge: [99], forwarded: [1] } },
    { causes: [{ edge: 99, causes: [] }] },
    { edges: [{ index: 5, source: 0, destination: 99 }] },
    { edges: [{ index: 1, source: 0, destination: 1 }] },
  ];
  for (const changes of unknown) expect(applyFrame(graph, patch(8, changes)).kind).toBe('missed');
  expect(applyFrame(graph, create(FrameSchema, { sequence: 8 })).kind).toBe('missed');
  expect(drawing(graph)).toHaveLength(2);
});

test('[WEB-21] the number after the largest is 0', () => {
  const graph = after(undefined, snapshot(0xffff_ffff, SHOP));
  expect(applyFrame(graph, patch(0, {})).kind).toBe('changed');
});

test('[WEB-22] the window of the time strip moves on and keeps its length', () => {
  const timeline = {
    startSeconds: 100,
    stepSeconds: 1,
    forwarded: [4, 7, 6, 9],
    audited: [0, 0, 0, 0],
    dropped: [1, 1, 1, 1],
    other: [0, 0, 0, 0],
    lost: [0, 0, 0, 0],
  };
  const first = after(undefined, snapshot(1, { ...SHOP, timeline }));
  const step = {
    startSeconds: 103,
    stepSeconds: 1,
    forwarded: [8, 2],
    audited: [0, 3],
    dropped: [0, 0],
    other: [0, 0],
    lost: [0, 5],
  };
  const second = after(first, patch(2, { timeline: step }));
  expect(second.timeline).toMatchObject({
    startSeconds: 101,
    forwarded: [7, 6, 8, 2],
    audited: [0, 0, 0, 3],
    dropped: [1, 1, 0, 0],
    lost: [0, 0, 0, 5],
  });
  const third = after(second, patch(3, { timeline: { ...step, startSeconds: 500 } }));
  expect(third.timeline?.forwarded).toEqual([8, 2]);
});

test('[WEB-50] the time strip keeps, step by step, how many nodes were missing', () => {
  const empty = { forwarded: [0, 0, 0], audited: [0, 0, 0], dropped: [0, 0, 0], other: [0, 0, 0], lost: [0, 0, 0] };
  const timeline = { startSeconds: 100, stepSeconds: 1, ...empty, nodesMissing: [0, 1, 2] };
  const first = after(undefined, snapshot(1, { ...SHOP, timeline }));
  const none = { forwarded: [0, 0], audited: [0, 0], dropped: [0, 0], other: [0, 0], lost: [0, 0] };
  const step = { startSeconds: 102, stepSeconds: 1, ...none, nodesMissing: [3, 1] };
  const second = after(first, patch(2, { timeline: step }));
  expect(second.timeline).toMatchObject({ startSeconds: 101, nodesMissing: [1, 3, 1] });
});

test('[WEB-23] names that no edge needs any more are forgotten, hostile ones included', () => {
  const vertices = Array.from({ length: 2000 }, (_, index) => ({
    index,
    key: index === 3 ? '__proto__' : `k/${index}`,
  }));
  const edges = [{ index: 0, source: 3, destination: 4, port: 1, protocol: 1 }];
  const graph = after(undefined, snapshot(1, { vertices, edges, figures: { edge: [0], forwarded: [1] } }));
  expect([...graph.vertices.keys()]).toEqual([3, 4]);
  expect(drawing(graph)).toEqual(['__proto__|k/4|1|TCP 1/0']);
});

const SHOP = {
  vertices: ['shop/web', 'shop/cart', 'data/redis'].map((key, index) => ({ index, key })),
  edges: [
    { index: 0, source: 0, destination: 1, port: 8080, protocol: 1 },
    { index: 1, source: 1, destination: 2, port: 6379, protocol: 1 },
  ],
  figures: { edge: [0, 1], forwarded: [9, 5] },
} satisfies ChangesInit;

function snapshot(sequence: number, value: ChangesInit): Frame {
  return create(FrameSchema, {
    sequence,
    timeMs: 1000 + sequence,
    query: 'namespace:shop',
    windowSeconds: 60,
    body: { case: 'snapshot', value },
  });
}

function patch(sequence: number, value: ChangesInit): Frame {
  return create(FrameSchema, { sequence, timeMs: 1000 + sequence, body: { case: 'patch', value } });
}

function after(graph: LiveGraph | undefined, frame: Frame): LiveGraph {
  const applied = applyFrame(graph, frame);
  if (applied.kind !== 'changed') throw new Error(`the frame was ${applied.kind}`);
  return applied.graph;
}

const drawing = ({ edges }: LiveGraph): string[] =>
  [...edges.values()].map(({ key, figures }) => `${key} ${figures.forwarded}/${figures.dropped}`).toSorted();
