import { expect, test } from 'vitest';
import { trendOf, trendPaths } from './trend-bars.ts';

const edge = { source: 'kind/1', destination: 'kind/2', port: 6379, protocol: 'TCP' };
const answer = {
  window: { since: '2026-11-20T09:15:30.000Z', until: '2026-11-20T09:30:00.000Z' },
  step_seconds: 30,
  edges: [
    { ...edge, attempts: [5, 9, 6], denied: [0, 2, 6], audited: [0, 0, 0], failed: [0, 1, 0] },
    { ...edge, source: 'kind/3', attempts: [1, 1, 1], denied: [0, 0, 0], audited: [0, 0, 0], failed: [0, 0, 0] },
    { ...edge, source: 'kind/9', attempts: [99, 99, 99], denied: [99, 99, 99], audited: [], failed: [] },
  ],
};

test('[WEB-151] attempts over time are added up over the members, each counted as one thing', () => {
  const trend = trendOf(answer, new Set(['kind/1|kind/2|6379|TCP', 'kind/3|kind/2|6379|TCP']));
  expect(trend?.startMs).toBe(Date.parse('2026-11-20T09:15:30Z'));
  expect(trend?.steps).toEqual([
    { passed: 6, failed: 0, audited: 0, denied: 0 },
    { passed: 7, failed: 1, audited: 0, denied: 2 },
    { passed: 1, failed: 0, audited: 0, denied: 6 },
  ]);
  expect(trendOf(answer, new Set(['other']))).toBeUndefined();
  for (const nonsense of [null, [], { edges: 7 }, { ...answer, step_seconds: 'x' }]) {
    expect(trendOf(nonsense, new Set(['kind/1|kind/2|6379|TCP']))).toBeUndefined();
  }
});

test('[WEB-151] one denied attempt among many can be seen', () => {
  const step = { passed: 100_000, failed: 0, audited: 0, denied: 1 };
  const paths = trendPaths({ startMs: 0, stepSeconds: 30, steps: [step] }, { width: 20, height: 40 });
  expect(paths).toMatchObject({ passed: 'M0 2h19v38h-19z', denied: 'M0 0h19v2h-19z' });
});
