import { expect, test } from 'vitest';
import { changeLabel, factorWords, spokenChange } from './change-words.ts';
import type { ChangeKind, ChangeSide, EdgeChange } from './edge-change.ts';
import type { EdgeVerdict } from './edge-verdict.ts';

function side(verdict: EdgeVerdict, attempts: number, refused = 0, more: Partial<ChangeSide> = {}): ChangeSide {
  const rates = { attemptsPerMinute: attempts, refusedPerMinute: refused, flowsPerMinute: attempts * 4 };
  return { verdict, ...rates, flows: new Map(), attempts: new Map(), p95Ms: undefined, ...more };
}

function change(kind: ChangeKind, before?: ChangeSide, after?: ChangeSide, factor?: number): EdgeChange {
  return { kind, factor, isRare: false, before, after };
}

const label = (...args: Parameters<typeof change>): string => {
  const { strong, weak } = changeLabel(change(...args));
  return `${strong} | ${weak}`;
};

test('[WEB-355] a change says how much it is, and beside it what it was', () => {
  const passed = side('forwarded', 120);
  const denied = side('denied', 312, 312);
  expect(label('newly-denied', passed, denied)).toBe('312 /min denied | passed before, 120 /min');
  expect(label('newly-denied', undefined, denied)).toBe('312 /min denied | not there before');
  expect(label('newly-denied', side('failing', 9), side('mixed', 100, 18))).toBe('18 /min denied | was failing');
  expect(label('newly-audited', passed, side('audited', 41))).toBe('now audited | 41 /min');
  expect(label('appeared', undefined, passed)).toBe('new | 120 /min');
  expect(label('appeared', undefined, side('failing', 4))).toBe('new | 4 /min, failing');
  expect(label('vanished', denied)).toBe('gone | was 312 /min denied');
  expect(label('vanished', passed)).toBe('gone | was 120 /min');
  expect(label('healed', denied, passed)).toBe('healed | was 312 /min denied');
  expect(label('worse', side('mixed', 100, 18), denied)).toBe('worse | mixed → denied');
  expect(label('worse', side('denied', 10, 10), denied, 31.2)).toBe('▲ 31× | 10 → 312 /min denied');
  expect(label('rate', passed, side('forwarded', 288), 2.4)).toBe('▲ 2.4× | 120 → 288 /min');
  expect(label('rate', passed, side('forwarded', 40), 1 / 3)).toBe('▼ 3× | 120 → 40 /min');
  expect(label('slower', side('forwarded', 9, 0, { p95Ms: 4.25 }), side('forwarded', 9, 0, { p95Ms: 31 }))).toBe(
    '▲ p95 | 4.3 → 31 ms',
  );
});

test('[WEB-355] what is not told as attempts is told as flows', () => {
  const dropped = side('denied', 0, 0, { flowsPerMinute: 24 });
  expect(label('newly-denied', undefined, dropped)).toBe('24 flows/min denied | not there before');
  const few = side('failing', 0, 0, { flowsPerMinute: 6 });
  expect(label('better', side('failing', 0, 0, { flowsPerMinute: 60 }), few, 0.1)).toBe('▼ 10× | 60 → 6 flows/min');
});

test('[WEB-355] a factor is told the way round in which it is above one', () => {
  const of = (factor: number): string =>
    factorWords(change('rate', side('forwarded', 1), side('forwarded', 1), factor));
  expect([1.5, 2, 12.34, 0.5, 0.01].map(of)).toEqual(['▲ 1.5×', '▲ 2×', '▲ 12×', '▼ 2×', '▼ 100×']);
  expect(factorWords(change('worse', side('mixed', 1), side('denied', 1), 3))).toBe('');
});

test('[WEB-355] a change is spoken with both ranges, and with its doubt', () => {
  expect(spokenChange(change('newly-denied', side('forwarded', 120), side('denied', 312, 312)))).toBe(
    'newly denied; denied now, 312 attempts per minute; forwarded before, 120 attempts per minute',
  );
  expect(spokenChange({ ...change('vanished', side('forwarded', 0.5)), isRare: true })).toBe(
    'vanished; no flows now; forwarded before, 0.5 attempts per minute; so few that it may be luck',
  );
});
