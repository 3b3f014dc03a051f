import { expect, test } from 'vitest';
import { missingWords, stripGaps, type StripTold } from './strip-gaps.ts';

const STEP = 60;
const told = (missing: readonly number[], lost: readonly number[] = [], nodes: readonly number[] = []): StripTold => ({
  timeline: {
    startSeconds: 6000,
    stepSeconds: STEP,
    forwarded: missing.map(() => 7),
    lost: missing.map((_, step) => lost[step] ?? 0),
    nodesMissing: missing.map((_, step) => nodes[step] ?? 0),
  },
  missing,
});
const at = (step: number): number => (6000 + step * STEP) * 1000;
const ALL = { fromMs: at(0), toMs: at(9) };
const gap = (from: number, to: number, why: string) => ({ fromMs: at(from), toMs: at(to), why });

test('[WEB-327] steps that nobody wrote down are one gap with its length and its reason', () => {
  const gaps = stripGaps(told([0, 60, 60, 0, 60]), [gap(1, 3, 'no server was running')], ALL);
  expect(gaps).toEqual([
    { from: 1, to: 3, isWhole: true, isBefore: false, words: '2 min missing: no server was running' },
    { from: 4, to: 5, isWhole: true, isBefore: false, words: '1 min missing' },
  ]);
});

test('[WEB-327] what is missing of a step of which most is there does not hide it', () => {
  const gaps = stripGaps(told([10, 0, 30], [0, 1204, 0]), [gap(0, 3, 'a'), gap(2, 3, 'b')], ALL);
  expect(gaps.map(({ isWhole, words }) => [isWhole, words])).toEqual([
    [false, '10 s missing: a, 1,204 events lost'],
    [true, '30 s missing: a'],
  ]);
});

test('[WEB-327] nodes that were not heard are told with the rest, at their worst moment', () => {
  const [gap, ...others] = stripGaps(told([0, 0, 0, 0], [], [0, 1, 2, 0]), [], ALL);
  expect([gap, others.length]).toEqual([
    { from: 1, to: 3, isWhole: false, isBefore: false, words: '2 nodes missing' },
    0,
  ]);
});

test('[WEB-327] what was before the history began, and what is not written yet, is nothing lost', () => {
  const [before, ...rest] = stripGaps(told([60, 60, 20, 0, 50, 60]), [], { fromMs: at(2), toMs: at(4) + 10_000 });
  expect(before).toEqual({ from: 0, to: 2, isWhole: true, isBefore: true, words: 'before the history begins' });
  expect(rest.map(({ from, to }) => [from, to])).toEqual([
    [2, 3],
    [4, 5],
  ]);
});

test('[WEB-327] of the step in which the history began only what was after that can be missing', () => {
  const begun = { fromMs: at(0) + 50_000, toMs: at(9) };
  expect(stripGaps(told([50, 0]), [], begun)).toEqual([]);
  expect(stripGaps(told([57, 0]), [], begun)).toMatchObject([{ isWhole: true, words: '7 s missing' }]);
});

test('[WEB-327] a step tells what is missing of it', () => {
  const hour = told([0, 12], [0, 1]);
  expect(missingWords(hour, 0, [], ALL)).toBe('');
  expect(missingWords(hour, 1, [gap(1, 2, 'the disk was full')], ALL)).toBe(
    '12 s missing: the disk was full, 1 event lost',
  );
});
