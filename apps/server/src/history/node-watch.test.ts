import { expect, test } from 'vitest';
import { NodeWatch, type NodesHeard } from './node-watch.ts';

const BOTH = nodes({ n1: true, n2: true });
const ONE = nodes({ n1: true, n2: false });

test('[HIST-23] each second counts the nodes that were known and those that were not heard, at its worst moment', () => {
  const watch = new NodeWatch();
  watch.note(10, BOTH);
  watch.note(11, BOTH);
  watch.note(11, ONE);
  watch.note(11, BOTH);
  watch.note(12, BOTH);
  expect(watch.in({ from: 10, to: 13 })).toEqual({
    seconds: 6,
    missingSeconds: 1,
    mostMissing: 1,
    nodes: new Map([
      ['n1', { seconds: 3, missingSeconds: 0 }],
      ['n2', { seconds: 3, missingSeconds: 1 }],
    ]),
  });
});

test('[HIST-23] a look that comes a second late changes nothing; while this process stood still nobody was heard', () => {
  const watch = new NodeWatch();
  watch.note(10, BOTH);
  watch.note(12, BOTH);
  expect(watch.in({ from: 10, to: 13 })).toMatchObject({ seconds: 6, missingSeconds: 0 });
  watch.note(20, BOTH);
  expect(watch.in({ from: 10, to: 21 })).toMatchObject({ seconds: 22, missingSeconds: 14, mostMissing: 2 });
});

test('[HIST-23] a node whose silence is noticed later was not heard since it fell silent', () => {
  const watch = new NodeWatch();
  for (let second = 10; second < 20; second += 1) watch.note(second, BOTH);
  watch.note(20, ONE, 13);
  expect(watch.in({ from: 10, to: 21 })).toMatchObject({ missingSeconds: 8, mostMissing: 1 });
});

test('[HIST-23] nothing is known of the time before the first look', () => {
  const watch = new NodeWatch();
  watch.note(15, BOTH);
  expect(watch.in({ from: 0, to: 20 })).toMatchObject({ seconds: 2, missingSeconds: 0 });
});

function nodes(heard: Readonly<Record<string, boolean>>): NodesHeard {
  return new Map(Object.entries(heard));
}
