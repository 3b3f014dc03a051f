import { Icon } from '../base/glyphs.tsx';
import { plainText } from '../base/plain-text.ts';
import { useNow } from '../base/use-now.ts';
import { formatTime, type PastRange } from '../view/past-range.ts';
import type { PastShown } from '../view/past-shown.ts';
import { rangeText, windowText } from '../view/time-window.ts';
import type { LiveGraph } from './live-graph.ts';

interface PastStateProps {
  readonly past: PastShown;
  readonly graph: LiveGraph | undefined;
  /** Name of the recorded file that is shown instead of a cluster; undefined for a cluster. */
  readonly file: string | undefined;
}

/** That what is shown was, and when; never that it is. */
export function PastState({ past, graph, file }: PastStateProps) {
  const nowMs = useNow(60_000);
  const range = graph?.isPast && past.kind !== 'failed' ? rangeOf(graph) : askedRange(past);
  const when = range && rangeText(range.fromMs, range.toMs, nowMs);
  const utc = range && `${formatTime(range.fromMs)} to ${formatTime(range.toMs)}`;
  return (
    <span className="pill pill-past" data-kind={past.kind} title={utc}>
      <Icon name="clock" />
      <strong>{titleOf(past, file)}</strong>
      {when !== undefined && <span className="pill-when">{when}</span>}
      {graph?.status?.simulated === true && file === undefined && <span className="pill-simulated">simulated</span>}
      {past.kind === 'failed' ? (
        <bdi className="pill-why">{plainText(past.why, 300)}</bdi>
      ) : (
        range !== undefined && <span className="wide-only">{windowText((range.toMs - range.fromMs) / 1000)}</span>
      )}
    </span>
  );
}

function titleOf({ kind, asked }: PastShown, file: string | undefined): string {
  if (kind === 'failed') return 'Cannot be read';
  if (kind === 'reading') return 'Reading';
  if (asked.kind === 'incident') return 'Frozen';
  return file === undefined ? 'Past' : `Recorded: ${plainText(file, 60)}`;
}

function rangeOf({ timeMs, windowSeconds }: LiveGraph): PastRange {
  return { fromMs: timeMs - windowSeconds * 1000, toMs: timeMs };
}

function askedRange({ asked }: PastShown): PastRange | undefined {
  return asked.kind === 'range' ? asked.range : undefined;
}
