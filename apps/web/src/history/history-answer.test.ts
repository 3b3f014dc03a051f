import { expect, test } from 'vitest';
import { parseHistory } from './history-answer.ts';
import { bytesText } from './retention-facts.tsx';

const FROM = '2026-11-20T14:00:00.000Z';
const TO = '2026-11-20T15:00:00.000Z';

test('[WEB-327] what the server tells of the history is read: how far, how well, and what is missing', () => {
  const answer = parseHistory({
    from: FROM,
    to: TO,
    tiers: [{ name: 'minutes', seconds: 60, kept_days: 90, rows: 7, bytes: 1234, oldest: FROM }],
    growth: { bytes_per_day: 1000, projected_bytes: 90_000 },
    gaps: [{ from: FROM, to: TO, what: 'not-written', why: 'no server was running' }],
    timeline: { start: FROM, step_seconds: 60, forwarded: [1, 2], dropped: [0, 3], missing: [0, 60], lost: [4] },
  });
  const [fromMs, toMs] = [Date.parse(FROM), Date.parse(TO)];
  expect(answer.extent).toEqual({ fromMs, toMs });
  expect(answer.tiers).toEqual([{ name: 'minutes', keptDays: 90, rows: 7, bytes: 1234, oldestMs: fromMs }]);
  expect(answer.growth).toEqual({ bytesPerDay: 1000, projectedBytes: 90_000 });
  expect(answer.gaps).toEqual([{ fromMs, toMs, why: 'no server was running' }]);
  expect(answer.strip).toMatchObject({
    timeline: { startSeconds: fromMs / 1000, forwarded: [1, 2], dropped: [0, 3], audited: [0, 0], lost: [4, 0] },
    missing: [0, 60],
  });
});

test('[WEB-327] an answer of another shape, and one of an empty history, tell nothing', () => {
  const nothing = { extent: undefined, tiers: [], growth: undefined, gaps: [], strip: undefined };
  const empty = { from: null, to: null, tiers: [], growth: null, gaps: [], timeline: null };
  for (const odd of [empty, undefined, null, 7, [], {}, { from: TO, to: FROM, gaps: [null, {}], timeline: [] }]) {
    expect(parseHistory(odd)).toEqual(nothing);
  }
});

test('[WEB-329] sizes are told in thousands, in the unit that leaves three digits at most', () => {
  const sizes = [0, 940, 999.6, 12_400, 99_960, 1_234_567, 3e9, 7e13, 9e18].map(bytesText);
  expect(sizes).toEqual(['0 B', '940 B', '1.0 kB', '12.4 kB', '100 kB', '1.2 MB', '3.0 GB', '70.0 TB', '9000 PB']);
});
