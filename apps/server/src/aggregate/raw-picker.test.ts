import { expect, test } from 'vitest';
import type { KeptFlow, RawFlow, RawPick } from './graph-view.ts';
import { RawPicker } from './raw-picker.ts';
import { setup } from './testing/drawn-graph.ts';
import { flow, START } from './testing/flow-builder.ts';
import { dnsAnswer, httpRequest, httpResponse } from './testing/l7-flows.ts';

const BUCKET = 10;

function pickAll(picker: RawPicker, end: number, notBefore = 0, between = () => {}): RawPick {
  const steps = picker.pick((START + end) * 1000, (START + notBefore) * 1000);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    between();
  }
}

function times(pick: RawPick, kept?: RawFlow['kept']): number[] {
  return pick.flows
    .filter((it) => kept === undefined || it.kept === kept)
    .map(({ timeMs }) => Math.round(timeMs - START * 1000) / 1000);
}

test('[HIST-35] denied, audited and failed flows are evidence, and the others are sampled', () => {
  const { intake, feed } = setup();
  const pair = 'shop/frontend:41000 -> shop/cart:8080';
  feed([
    flow(pair, { at: 1, verdict: 'dropped' }),
    flow(pair, { at: 2, verdict: 'audit' }),
    flow(pair, { at: 3 }),
    httpResponse('http://cart/a', { at: 4, code: 503 }),
    httpRequest('http://cart/b', { at: 5, refused: true, id: 'one' }),
    httpResponse('http://cart/b', { at: 6, code: 403, id: 'one' }),
    httpResponse('http://cart/c', { at: 7, code: 200 }),
    dnsAnswer('nowhere.example.', { at: 8, rcode: 3 }),
    dnsAnswer('somewhere.example.', { at: 9 }),
  ]);
  const pick = pickAll(new RawPicker(intake.graph), 10);
  expect(times(pick, 'evidence')).toEqual([1, 2, 4, 5, 6, 8]);
  expect(times(pick, 'sample')).toEqual([3, 7, 9]);
  expect(pick).toMatchObject({ overCap: 0, sample: 3, sampleOf: 3, tooLarge: 0 });
});

test('[HIST-35] of one edge, kind and minute sixty are evidence; what is more is counted, and may be in the sample', () => {
  const { intake, feed } = setup({ keptFlowsBytes: 64 << 20 });
  const picker = new RawPicker(intake.graph);
  const picks: RawPick[] = [];
  for (let bucket = 0; bucket < 12; bucket += 1) {
    const at = (i: number): number => minute(bucket * BUCKET) + i / 10;
    feed(
      Array.from({ length: 30 }, (_, i) =>
        flow('shop/frontend:41000 -> shop/cart:8080', { at: at(i), verdict: i % 3 === 0 ? 'audit' : 'dropped' }),
      ),
      minute(bucket * BUCKET) + 5,
    );
    picks.push(pickAll(picker, minute((bucket + 1) * BUCKET)));
  }
  // Two minutes, sixty denied and sixty audited in each.
  expect(picks.reduce((sum, pick) => sum + times(pick, 'evidence').length, 0)).toBe(240);
  expect(picks.map(({ overCap }) => overCap)).toEqual([0, 0, 0, 20, 20, 20, 0, 0, 0, 20, 20, 20]);
  expect(picks.reduce((sum, { sample }) => sum + sample, 0)).toBe(120);
});

test('[HIST-36] every flow is picked once, however late it comes and however often a pick rests', () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const random = randomFrom(seed);
    const { intake, feed } = setup({ keptFlowsBytes: 32 << 20 });
    const picker = new RawPicker(intake.graph);
    const seen: number[] = [];
    let fed = 0;
    const feedOne = (second: number): void => {
      // A flow tells its number by its microseconds.
      const at = Math.max(0, second - Math.floor(random() * 40)) + fed / 1e6;
      feed([flow('shop/frontend:41000 -> shop/cart:8080', { at, verdict: 'dropped', local: 'both' })], second + 5);
      fed += 1;
    };
    for (let bucket = 1; bucket <= 12; bucket += 1) {
      for (let i = 0; i < 10; i += 1) feedOne(bucket * BUCKET);
      const pick = pickAll(picker, bucket * BUCKET - 15, 0, () => feedOne(bucket * BUCKET));
      seen.push(...numbersOf(pick));
    }
    seen.push(...numbersOf(pickAll(picker, 500)));
    expect(
      seen.toSorted((a, b) => a - b),
      `seed ${seed}`,
    ).toEqual(Array.from({ length: fed }, (_, i) => i));
  }
});

test('[HIST-36] what another server wrote, what was skipped and what came much too late is left alone', () => {
  const { intake, feed } = setup();
  const picker = new RawPicker(intake.graph);
  const at = (second: number): Uint8Array => flow('a/a:41000 -> b/b:80', { at: second, verdict: 'dropped' });
  feed([at(995), at(1005), at(1015), at(1025)], 1030);
  expect(times(pickAll(picker, 1010, 1000))).toEqual([1005]);
  picker.skip((START + 1020) * 1000);
  feed([at(1018), at(50)], 1035);
  expect(times(pickAll(picker, 1030))).toEqual([1018, 1025]);
});

test('[HIST-37] where there is no room for all evidence, edges with many give up theirs before those with few', () => {
  const flows: KeptFlow[] = [];
  for (let edge = 0; edge < 200; edge += 1) {
    for (let i = 0; i < (edge < 100 ? 20 : 2); i += 1) flows.push(dropped(edge, i));
  }
  const pick = pickAll(new RawPicker(ringOf(flows)), BUCKET);
  const byEdge = new Map<number, number>();
  for (const { edge, kept } of pick.flows) if (kept === 'evidence') byEdge.set(edge, (byEdge.get(edge) ?? 0) + 1);
  expect([...byEdge.values()].reduce((a, b) => a + b, 0)).toBe(1800);
  for (let edge = 0; edge < 200; edge += 1) {
    expect(byEdge.get(edge)).toBeGreaterThanOrEqual(edge < 100 ? 15 : 2);
  }
  expect(pick.overCap).toBe(2200 - 1800);
});

test('[HIST-37] more edges than there is room for, one flow of each after the other, come to an end', () => {
  const flows: KeptFlow[] = [];
  for (let i = 0; i < 6; i += 1) {
    for (let edge = 0; edge < 2000; edge += 1) flows.push({ ...dropped(edge, i), number: flows.length + 1 });
  }
  const picker = new RawPicker(ringOf(flows));
  const pick = pickAll(picker, BUCKET);
  expect(times(pick, 'evidence')).toHaveLength(1800);
  expect(new Set(times(pick, 'evidence'))).toEqual(new Set([0]));
  expect(pick).toMatchObject({ overCap: 12_000 - 1800, sample: 200, sampleOf: 12_000 - 1800 });
});

test('[HIST-37] evidence of one bucket is 4 MiB at most, and a flow of more than 64 KiB is left out', () => {
  const flows = Array.from({ length: 200 }, (_, edge) => dropped(edge, 0, 60_000));
  const pick = pickAll(new RawPicker(ringOf([...flows, dropped(300, 0, 70_000)])), BUCKET);
  const bytes = pick.flows.filter(({ kept }) => kept === 'evidence').reduce((sum, it) => sum + it.bytes.length, 0);
  expect(bytes).toBeLessThanOrEqual(4 * 1024 * 1024);
  expect(bytes).toBeGreaterThan(4 * 1024 * 1024 - 70_000);
  expect(pick.tooLarge).toBe(1);
});

test('[HIST-38] a sample has 200 flows of ten seconds, each as likely, and says of how many each is one', () => {
  const counts = new Map<string, number>([
    ['even', 0],
    ['odd', 0],
    ['early', 0],
    ['late', 0],
  ]);
  const picker = (first: number): RawPick => {
    const flows = Array.from({ length: 5000 }, (_, i) => ({ ...forwarded(first + i, i / 1000), oneIn: 4 }));
    return pickAll(new RawPicker(ringOf(flows)), BUCKET);
  };
  for (let round = 0; round < 20; round += 1) {
    const pick = picker(1 + round * 5000);
    expect(pick).toMatchObject({ sample: 200, sampleOf: 20_000 });
    expect(pick.flows.reduce((sum, { oneIn }) => sum + oneIn, 0)).toBe(20_000);
    for (const { timeMs } of pick.flows) {
      const i = timeMs - START * 1000;
      for (const name of [i % 2 === 0 ? 'even' : 'odd', i < 2500 ? 'early' : 'late'])
        counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  // 4,000 were drawn: each half has 2,000, give or take five standard deviations.
  for (const [name, count] of counts) expect(Math.abs(count - 2000), name).toBeLessThan(160);
});

/** So many seconds into a minute that begins after START. */
function minute(seconds: number): number {
  return 60 - (START % 60) + seconds;
}

function numbersOf(pick: RawPick): number[] {
  return pick.flows.map(({ timeMs }) => Math.round((timeMs * 1000) % 1e6));
}

function dropped(edge: number, i: number, size = 100): KeptFlow {
  const number = edge * 100 + i + 1;
  return keptFlow({ number, edge, verdict: 2, timeMs: START * 1000 + i, bytes: new Uint8Array(size) });
}

function forwarded(number: number, at: number): KeptFlow {
  return keptFlow({ number, edge: 1, verdict: 1, timeMs: (START + at) * 1000, bytes: new Uint8Array(10) });
}

function keptFlow(it: Pick<KeptFlow, 'number' | 'edge' | 'verdict' | 'timeMs' | 'bytes'>): KeptFlow {
  return { ...it, edgeSerial: it.edge + 1, shelf: it.verdict, oneIn: 1 };
}

function ringOf(flows: readonly KeptFlow[]) {
  return {
    newestNumber: flows.at(-1)?.number ?? 0,
    ringAfter: (after: number) => flows.filter(({ number }) => number > after),
    allEvidence: () => [],
  };
}

/** Numbers of a seed, 0 to 1. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
