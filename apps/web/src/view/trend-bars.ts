import type { GroupedEdge } from './grouped-graph.ts';
import type { Trouble, TroubleKind } from './trouble.ts';
import type { TrendColumn, Trends } from './trends.ts';

/** What the small bars of a row count, per step. */
const COLUMN_OF: Readonly<Record<TroubleKind, TrendColumn>> = {
  denied: 'denied',
  mixed: 'denied',
  audited: 'audited',
  'dns-failing': 'failed',
  'dns-timeout': 'failed',
  'http-5xx': 'failed',
  dropped: 'dropped_flows',
  new: 'attempts',
};

/** The column of a trouble, added up over the members of its edge; undefined where not all of them are known. */
export function trendBars(
  { kind, edge }: Pick<Trouble, 'kind' | 'edge'>,
  trends: Trends,
): readonly number[] | undefined {
  const column = COLUMN_OF[kind];
  const sum = sumOf(edge, column, trends);
  // What is denied without an attempt was sent again, and is told by its flows.
  return column === 'denied' && sum?.every((figure) => figure === 0) === true
    ? sumOf(edge, 'dropped_flows', trends)
    : sum;
}

function sumOf(
  { members }: GroupedEdge,
  column: TrendColumn,
  { edges, leftOut }: Trends,
): readonly number[] | undefined {
  let sum: number[] | undefined;
  for (const { key } of members) {
    const figures = edges.get(key)?.columns[column];
    // An edge that is not told had no trouble, and may have had attempts.
    if (figures === undefined && (leftOut > 0 || column === 'attempts')) return undefined;
    if (figures === undefined) continue;
    sum ??= figures.map(() => 0);
    for (let step = 0; step < sum.length; step += 1) sum[step] += figures[step] ?? 0;
  }
  return sum;
}

/**
 * Bars as the data of an SVG path, as high as their share of the largest; the newest ends at the right edge. One event is
 * never too small to be seen.
 */
export function barsPath(figures: readonly number[], width: number, height: number): string {
  const most = Math.max(1, ...figures);
  const pitch = width / Math.max(1, figures.length);
  return figures
    .map((figure, step) => {
      const tall = figure === 0 ? 0 : Math.max(1.5, (figure / most) * height);
      return tall === 0
        ? ''
        : `M${tenth((step + 1 - BAR_SHARE) * pitch)} ${height}v${-tenth(tall)}h${tenth(pitch * BAR_SHARE)}V${height}z`;
    })
    .join('');
}

/** Of its step; the rest is air on its left. */
const BAR_SHARE = 0.78;

const tenth = (value: number): number => Math.round(value * 10) / 10;
