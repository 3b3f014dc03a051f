import { clockTime, countOf, wholeNumber } from '../base/numbers.ts';
import type { Latency } from './http-rows.ts';
import { latencyText } from './http-verdict.ts';
import { latencyBars } from './latency-bars.ts';

const ROOM = { width: 336, height: 40 };

/** How long answers took: the three figures, and all answers by their latency. */
export function LatencyHistogram({ latency, title }: { readonly latency: Latency; readonly title: string }) {
  const { p50Ms, p95Ms, p99Ms, answers, edges, sinceMs } = latency;
  const bars = latencyBars(latency, ROOM);
  const figures = `p50 ${latencyText(p50Ms)} · p95 ${latencyText(p95Ms)} · p99 ${latencyText(p99Ms)}`;
  return (
    <div className="latency">
      <p className="latency-title">
        <strong>{title}</strong> <span className="quiet">{figures}</span>
      </p>
      {bars !== undefined && (
        <>
          <svg
            className="latency-bars"
            viewBox={`0 0 ${ROOM.width} ${ROOM.height}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={`${countOf(answers, 'answer')} by latency: ${figures}`}
          >
            <path className="latency-bar" d={bars.path} />
            <path className="bar-zero" d={`M0 ${ROOM.height - 0.5}h${ROOM.width}`} />
            {bars.marks.map(({ name, x }) => (
              <path key={name} className={`latency-mark latency-${name}`} d={`M${x} 0v${ROOM.height}`} />
            ))}
          </svg>
          <p className="latency-ticks hint" aria-hidden="true">
            {bars.ticks.map(({ ms, x }) => (
              <span key={ms} style={{ left: `${(100 * x) / ROOM.width}%` }}>
                {tickText(ms)}
              </span>
            ))}
          </p>
        </>
      )}
      <p className="hint">
        {countOf(answers, 'answer')} with a latency
        {!Number.isNaN(sinceMs) && ` since ${clockTime(sinceMs)}`}
        {bars !== undefined && '; lines are p50, p95 and p99'}
        {edges > 1 && `, those of the slowest of ${wholeNumber(edges)} rows`}.
      </p>
    </div>
  );
}

function tickText(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}
