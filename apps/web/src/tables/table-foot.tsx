import { clockTime, countOf, wholeNumber } from '../base/numbers.ts';
import { useShown } from '../live/use-shown.ts';
import { lastWindow, windowText, type TimeWindow } from '../view/time-window.ts';

interface TableFootProps {
  /** Rows that can be seen now, of all. */
  readonly seen: number;
  readonly rows: number;
  readonly window: TimeWindow;
}

/** How much of everything one looks at, of when it is, and how to go on. */
export function TableFoot({ seen, rows, window }: TableFootProps) {
  const asOfMs = useShown(
    ({ graph, isStale, awaySinceMs, pausedMs }) => pausedMs ?? (isStale ? (awaySinceMs ?? graph?.timeMs) : undefined),
  );
  return (
    <div className="table-foot">
      <span>
        {seen < rows
          ? `${wholeNumber(seen)} of ${countOf(rows, 'edge')} in view; sorting covers all`
          : countOf(rows, 'edge')}
        {window.isPast ? ` · ${lastWindow(window)}` : ` · last ${windowText(window.windowSeconds)}`}
        {asOfMs !== undefined && ` · as of ${clockTime(asOfMs)}`}
      </span>
      <span className="table-keys" aria-hidden="true">
        ↑ ↓ move · Enter opens
      </span>
    </div>
  );
}
