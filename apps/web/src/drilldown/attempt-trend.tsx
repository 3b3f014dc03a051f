import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { apiUrl } from '../base/api-url.ts';
import { clockTime, countOf } from '../base/numbers.ts';
import { usePastRange } from '../live/use-asked-range.ts';
import { useReadAgain } from '../live/use-read-again.ts';
import { useShown } from '../live/use-shown.ts';
import type { GroupedEdge } from '../view/grouped-graph.ts';
import { windowText } from '../view/time-window.ts';
import { TREND_PARTS, trendOf, trendPaths, type Trend } from './trend-bars.ts';

const AGAIN_AFTER_MS = 10_000;
/** Of edges with more members these are asked for. */
const MAX_MEMBERS = 60;
/** Seconds of one bar. */
const STEP = '30';
const ROOM = { width: 330, height: 46 };

/** Attempts of the last quarter of an hour or, in the past, of the range, by what became of them; nothing while that is not known. */
export function AttemptTrend({ edge }: { readonly edge: GroupedEdge }) {
  const keys = edge.members.slice(0, MAX_MEMBERS).map(({ key }) => key);
  const again = useReadAgain(AGAIN_AFTER_MS);
  const range = usePastRange();
  const isOnItsWay = useShown(({ past, graph }) => past !== undefined && !graph?.isPast);
  const { data } = useQuery({
    queryKey: ['edge-trend', range, ...keys],
    queryFn: ({ signal }) => readTrend(keys, range ?? { step: STEP }, signal),
    // Members come and go; what was read stays until they are.
    placeholderData: keepPreviousData,
    enabled: !isOnItsWay,
    ...again,
  });
  if (isOnItsWay || data?.trend === undefined) return null;
  const { trend } = data;
  return (
    <>
      <h3 className="trend-title">
        Attempts per {windowText(trend.stepSeconds)}
        <span className="quiet">
          {clockTime(trend.startMs).slice(0, 5)} to{' '}
          {clockTime(trend.startMs + trend.steps.length * trend.stepSeconds * 1000).slice(0, 5)}
        </span>
      </h3>
      <Bars trend={trend} />
      {edge.members.length > MAX_MEMBERS && (
        <p className="hint">
          Of {MAX_MEMBERS} of {edge.members.length} pairs of identities.
        </p>
      )}
    </>
  );
}

function Bars({ trend }: { readonly trend: Trend }) {
  const paths = trendPaths(trend, ROOM);
  return (
    <svg
      className="trend"
      viewBox={`0 0 ${ROOM.width} ${ROOM.height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={trendSummary(trend)}
    >
      {TREND_PARTS.map((part) => paths[part] !== '' && <path key={part} className={`trend-${part}`} d={paths[part]} />)}
      <path className="bar-zero" d={`M0 ${ROOM.height - 0.5}h${ROOM.width}`} />
    </svg>
  );
}

function trendSummary({ steps }: Trend): string {
  const sums = TREND_PARTS.map((part) => [part, steps.reduce((all, step) => all + step[part], 0)] as const);
  const told = sums.filter(([, sum]) => sum > 0).map(([part, sum]) => `${countOf(sum, 'attempt')} ${part}`);
  return told.length === 0 ? 'No attempts' : told.join(', ');
}

async function readTrend(
  keys: readonly string[],
  asked: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<{ readonly trend: Trend | undefined }> {
  const url = apiUrl('trends', asked);
  for (const key of keys) url.searchParams.append('edge', key);
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return { trend: trendOf(await response.json(), new Set(keys)) };
}
