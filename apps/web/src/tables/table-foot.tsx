import { clockTime, countOf, wholeNumber } from '../base/numbers.ts';
import { useShown } from '../live/use-shown.ts';
import { windowText } from '../view/relay-state.ts';

interface TableFootProps {
  /** Rows that can be seen now, of all. */
  readonly seen: number;
  readonly rows: number;
  readonly windowSeconds: number;
}

/** How much of everything one looks at, of when it is, and how to go on. */
export function TableFoot({ seen, rows, windowSeconds }: TableFootProps) {
  const asOfMs = useShown(
    ({ graph, isStale, awaySinceMs, pausedMs }) => pausedMs ?? (isStale ? (awaySinceMs ?? graph?.timeMs) : undefined),
  );
  return (
    <div className="table-foot">
      <span>
        {seen < rows
          ? `${wholeNumber(seen)} of ${countOf(rows, 'edge')} in view; sorting covers all`
          : countOf(rows, 'edge')}
        {` · last ${windowText(windowSeconds)}`}
        {asOfMs !== undefined && ` · as of ${clockTime(asOfMs)}`}
      </span>
      <span className="table-keys" aria-hidden="true">
        ↑ ↓ move · Enter opens
      </span>
    </div>
  );
}
