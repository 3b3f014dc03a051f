import { CHANGE_WORDS, trendOf, type ChangeSide, type EdgeChange } from './edge-change.ts';
import { VERDICT_WORDS } from './edge-verdict.ts';
import { rateNumber } from './trouble-rate.ts';

/** What stands on the map and in a row: how much, and beside it what it was. */
export interface ChangeLabel {
  readonly strong: string;
  readonly weak: string;
}

/** `312 /min denied` beside `passed before`, `▲ 2.4×` beside `120 → 290 /min`. Rates are attempts, or flows where it says so. */
export function changeLabel(change: EdgeChange): ChangeLabel {
  const { kind, before, after } = change;
  switch (kind) {
    case 'newly-denied':
      return { strong: `${refused(after)} denied`, weak: before === undefined ? 'not there before' : wasWords(before) };
    case 'newly-audited':
      return { strong: 'now audited', weak: rate(after) };
    case 'appeared':
      return { strong: 'new', weak: `${rate(after)}${after?.verdict === 'failing' ? ', failing' : ''}` };
    case 'vanished':
      return { strong: 'gone', weak: before === undefined ? '' : `was ${sideRate(before)}` };
    case 'healed':
      return { strong: 'healed', weak: before === undefined ? '' : `was ${sideRate(before)}` };
    case 'worse':
    case 'better':
      if (before?.verdict !== after?.verdict)
        return { strong: CHANGE_WORDS[kind].toLowerCase(), weak: verdicts(change) };
      return { strong: factorWords(change), weak: fromTo(change) };
    case 'slower':
    case 'faster':
      return { strong: `${kind === 'slower' ? '▲' : '▼'} p95`, weak: latencies(change) };
    case 'rate':
      return { strong: factorWords(change), weak: fromTo(change) };
    case 'same':
      return { strong: '', weak: '' };
  }
}

/** `▲ 2.4×`, `▼ 3×`: how many times more, or how many times less. */
export function factorWords(change: EdgeChange): string {
  const { factor } = change;
  const trend = trendOf(change);
  if (factor === undefined || trend === undefined || factor <= 0) return '';
  const times = factor >= 1 ? factor : 1 / factor;
  return `${trend === 'up' ? '▲' : '▼'} ${times < 9.95 ? times.toFixed(1).replace('.0', '') : String(Math.round(times))}×`;
}

/** As a sentence says it: `newly denied, 131 attempts per minute, was forwarded at 120`. */
export function spokenChange(change: EdgeChange): string {
  const { kind, before, after, isRare } = change;
  const parts = [CHANGE_WORDS[kind].toLowerCase()];
  if (after !== undefined) parts.push(`${VERDICT_WORDS[after.verdict].toLowerCase()} now, ${spokenRate(after)}`);
  else parts.push('no flows now');
  if (before !== undefined) parts.push(`${VERDICT_WORDS[before.verdict].toLowerCase()} before, ${spokenRate(before)}`);
  else parts.push('no flows before');
  if (isRare) parts.push('so few that it may be luck');
  return parts.join('; ');
}

/** `120 /min` in the unit in which the side is counted best. */
export function sideRate(side: ChangeSide): string {
  const isRefused = side.verdict === 'denied' || side.verdict === 'mixed';
  return isRefused ? `${refused(side)} denied` : rate(side);
}

function wasWords(before: ChangeSide): string {
  return before.verdict === 'forwarded' || before.verdict === 'audited'
    ? `passed before, ${rate(before)}`
    : `was ${VERDICT_WORDS[before.verdict].toLowerCase()}`;
}

function verdicts({ before, after }: EdgeChange): string {
  return [before, after]
    .map((side) => (side === undefined ? 'none' : VERDICT_WORDS[side.verdict].toLowerCase()))
    .join(' → ');
}

function fromTo({ before, after }: EdgeChange): string {
  if (before === undefined || after === undefined) return '';
  const isRefused = after.verdict === 'denied' || after.verdict === 'mixed';
  const of = (side: ChangeSide): [value: number, unit: string] => {
    if (isRefused && side.refusedPerMinute > 0) return [side.refusedPerMinute, '/min denied'];
    return side.attemptsPerMinute > 0 ? [side.attemptsPerMinute, '/min'] : [side.flowsPerMinute, 'flows/min'];
  };
  const [was, is] = [of(before), of(after)];
  const first = was[1] === is[1] ? rateNumber(was[0]) : `${rateNumber(was[0])} ${was[1]}`;
  return `${first} → ${rateNumber(is[0])} ${is[1]}`;
}

function latencies({ before, after }: EdgeChange): string {
  if (before?.p95Ms === undefined || after?.p95Ms === undefined) return '';
  return `${millis(before.p95Ms)} → ${millis(after.p95Ms)} ms`;
}

export function millis(ms: number): string {
  return ms < 9.95 ? ms.toFixed(1) : String(Math.round(ms));
}

function rate(side: ChangeSide | undefined): string {
  if (side === undefined) return '';
  return side.attemptsPerMinute > 0
    ? `${rateNumber(side.attemptsPerMinute)} /min`
    : `${rateNumber(side.flowsPerMinute)} flows/min`;
}

function refused(side: ChangeSide | undefined): string {
  if (side === undefined) return '';
  return side.refusedPerMinute > 0
    ? `${rateNumber(side.refusedPerMinute)} /min`
    : `${rateNumber(side.flowsPerMinute)} flows/min`;
}

function spokenRate(side: ChangeSide): string {
  return side.attemptsPerMinute > 0
    ? `${rateNumber(side.attemptsPerMinute)} attempts per minute`
    : `${rateNumber(side.flowsPerMinute)} flows per minute`;
}
