import { useId, useState } from 'react';
import { useNow } from '../base/use-now.ts';
import { rangeBetween, type PastRange } from '../view/past-range.ts';
import { parseTyped, typedText } from '../view/typed-time.ts';
import { windowText } from '../view/time-window.ts';

interface RangeFieldsProps {
  readonly range: PastRange | undefined;
  readonly onRange: (range: PastRange) => void;
}

/** A range of which only one end was said is so long. */
const USUAL_MS = 600_000;

type End = 'from' | 'to';

/** The two ends of the range, to be read and typed over. */
export function RangeFields({ range, onRange }: RangeFieldsProps) {
  const nowMs = useNow(1000);
  const [typed, setTyped] = useState<Partial<Record<End, string>>>({});
  const [wrong, setWrong] = useState<string>();
  const note = useId();
  const isToday = range === undefined || typedText(range.fromMs, nowMs).length <= 8;

  const take = (end: End): void => {
    const text = typed[end]?.trim();
    if (text === undefined || text === '') return give(end);
    const ms = parseTyped(text, nowMs);
    const next = ms === undefined ? undefined : withEnd(range, end, ms);
    if (next === undefined) return setWrong(WRONG);
    setWrong(undefined);
    setTyped({});
    onRange(next);
  };
  const give = (end: End): void => {
    setWrong(undefined);
    setTyped(({ [end]: _, ...rest }) => rest);
  };
  const field = (end: End, label: string) => (
    <input
      type="text"
      className="range-field"
      data-today={isToday}
      aria-label={label}
      aria-invalid={wrong !== undefined && typed[end] !== undefined}
      aria-describedby={wrong === undefined ? undefined : note}
      placeholder={end === 'from' ? '-2h' : 'now'}
      title="14:03, 2026-11-20 14:03, -2h or now"
      spellCheck={false}
      autoComplete="off"
      value={typed[end] ?? (range === undefined ? '' : typedText(end === 'from' ? range.fromMs : range.toMs, nowMs))}
      onChange={({ target }) => setTyped({ ...typed, [end]: target.value })}
      onBlur={() => take(end)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take(end);
        else if (event.key === 'Escape') {
          event.stopPropagation();
          give(end);
        } else return;
        event.preventDefault();
      }}
    />
  );
  return (
    <div className="range-fields" role="group" aria-label="Range by its times">
      {field('from', 'From')}
      <span aria-hidden="true">–</span>
      {field('to', 'To')}
      {range === undefined && <span className="range-length hint">or draw a range on the bars</span>}
      {range !== undefined && (
        <span className="range-length hint">{windowText((range.toMs - range.fromMs) / 1000)}</span>
      )}
      {wrong !== undefined && (
        <p id={note} className="range-wrong" role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}

const WRONG = 'Not a time. 14:03, 2026-11-20 14:03, -2h and now are understood.';

/** The other end stays, or follows where it would be passed. */
function withEnd(range: PastRange | undefined, end: End, ms: number): PastRange | undefined {
  const at = Math.round(ms / 1000) * 1000;
  const length = range === undefined ? USUAL_MS : range.toMs - range.fromMs;
  if (end === 'from') {
    const to = range !== undefined && range.toMs > at ? range.toMs : at + length;
    return rangeBetween(at, to);
  }
  const from = range !== undefined && range.fromMs < at ? range.fromMs : at - length;
  return rangeBetween(from, at);
}
