import { expect, test } from 'vitest';
import { formatFlowPosition, parseFlowPosition, type FlowPosition } from './flow-cursor.ts';

test('[HIST-43] a cursor says where a search goes on, and what no answer gave is refused', () => {
  const after = { timeMs: 1_790_000_000_123, bucket: 1_790_000_000, place: 17 };
  const positions: readonly FlowPosition[] = [
    { kind: 'newest', number: 0, seam: undefined },
    { kind: 'newest', number: 4711, seam: 1_790_000_000 },
    { kind: 'history', seam: 1_790_000_000, after: undefined },
    { kind: 'history', seam: 1_790_000_000, after },
  ];
  for (const position of positions) expect(parseFlowPosition(formatFlowPosition(position))).toEqual(position);
  const wrong = [
    'x',
    '-1',
    '1-',
    '1-2-3',
    'h',
    'h1-2',
    'h1-2-3',
    'h1-2-3-4-5',
    '1e3',
    'hh1',
    '9'.repeat(16),
    ' 1',
    'h1-2-4294967296-4',
  ];
  for (const text of [...wrong, "h1-2-3-4') OR 1"]) {
    expect(() => parseFlowPosition(text), text).toThrow('cursor is not one that an answer gave');
  }
});
