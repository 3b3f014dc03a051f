import { expect, test } from 'vitest';
import { compareLedger } from './compare-ledger.ts';
import type { MapEdgeJson } from './read-api.ts';

const EDGE = { source: 'a', destination: 'b', port: 80, protocol: 'TCP' };

test('equal counts make no difference, in how many rows they ever come', () => {
  const edges: MapEdgeJson[] = [{ ...EDGE, flows: {}, total_flows: { FORWARDED: 3, DROPPED: 0 } }];
  const half = { ...EDGE, verdict: 'FORWARDED' };
  expect(
    compareLedger(edges, [
      { ...half, flows: 1 },
      { ...half, flows: 2 },
    ]),
  ).toEqual([]);
});

test('what is missing, too much or elsewhere is told', () => {
  const edges: MapEdgeJson[] = [
    { ...EDGE, flows: {}, total_flows: { FORWARDED: 2, AUDIT: 1 } },
    { ...EDGE, port: 81, flows: {}, total_flows: { DROPPED: 4 } },
  ];
  const ledger = [
    { ...EDGE, verdict: 'FORWARDED', flows: 3 },
    { ...EDGE, port: 82, verdict: 'DROPPED', flows: 4 },
  ];
  expect(compareLedger(edges, ledger)).toEqual([
    { where: 'a -> b TCP 80 FORWARDED', expected: 3, found: 2 },
    { where: 'a -> b TCP 82 DROPPED', expected: 4, found: 0 },
    { where: 'a -> b TCP 80 AUDIT', expected: 0, found: 1 },
    { where: 'a -> b TCP 81 DROPPED', expected: 0, found: 4 },
  ]);
});
