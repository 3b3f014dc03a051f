import { expect, test } from 'vitest';
import { groupedGraphFrom } from '../view/testing/drawn-grouped-edge.ts';
import { troublesOf, type Trouble } from '../view/trouble.ts';
import { howToSettle, settleTroubles, type SettledTrouble } from './settle-troubles.ts';

test('[WEB-122] between two turns rows keep their places, what is over goes, and what is new comes to its place', () => {
  const first = settleTroubles([], troubles('a/a 4', 'a/b 2'), 'sort');
  expect(drawing(first)).toEqual(['a', 'b']);
  const second = settleTroubles(first, troubles('a/b 400', 'a/c 90', 'a/a 4'), 'keep');
  expect(drawing(second)).toEqual(['a', 'b', 'c']);
  expect(drawing(settleTroubles(second, troubles('a/d 9000', 'a/b 400', 'a/c 90'), 'keep'))).toEqual(['d', 'b', 'c']);
  expect(drawing(settleTroubles(second, troubles('a/b 400', 'a/c 90', 'a/a 4'), 'sort'))).toEqual(['b', 'c', 'a']);
});

test('[WEB-122] under a pointer or the focus nothing moves: what is over stays as such, what is new comes last', () => {
  const first = settleTroubles([], troubles('a/a 4', 'a/b 2'), 'sort');
  const held = settleTroubles(first, troubles('a/c 9000', 'a/b 2'), 'hold');
  expect(drawing(held)).toEqual(['a over', 'b', 'c']);
  expect(drawing(settleTroubles(held, troubles('a/c 9000', 'a/b 2'), 'keep'))).toEqual(['b', 'c']);
});

test('[WEB-122] a list of something else is not that of before, also under a hand', () => {
  const held = { turn: 1, isHeld: true, question: 'workload 60' };
  expect(howToSettle(held, { ...held, turn: 2 })).toBe('hold');
  expect(howToSettle(held, { ...held, question: 'identity 60' })).toBe('sort');
  expect(howToSettle(held, { ...held, isHeld: false })).toBe('sort');
  const free = { ...held, isHeld: false };
  expect(howToSettle(free, free)).toBe('keep');
});

/** `a/b 4`: denied so often on the way to data/redis. */
function troubles(...lines: readonly string[]): readonly Trouble[] {
  const drawn = lines.map((line) => {
    const [source, times] = line.split(' ');
    return `${source} -> data/redis:6379 deniedAttempts ${times} dropped ${times}`;
  });
  return troublesOf(groupedGraphFrom(drawn.join('\n')), { listeningSinceMs: undefined });
}

function drawing(rows: readonly SettledTrouble[]): readonly string[] {
  return rows.map(({ trouble, isOver }) => `${trouble.edge.source.name.name}${isOver ? ' over' : ''}`);
}
