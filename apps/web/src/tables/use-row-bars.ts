import { useMemo } from 'react';
import { useEdgeTrends } from '../live/use-edge-trends.ts';
import { useShown } from '../live/use-shown.ts';
import type { EdgeRow } from '../view/edge-order.ts';
import { KnownBars, type BarsOf } from './row-bars.ts';

/** The trends of the rows that are seen. The same row has the same bars until the server tells others. */
export function useRowBars(rows: readonly EdgeRow[], isWanted: boolean): BarsOf {
  const query = useShown(({ graph }) => graph?.query ?? '');
  const isHeld = useShown(({ isStale, pausedMs }) => isStale || pausedMs !== undefined);
  const edges = isWanted ? rows.flatMap(({ edge }) => edge.members.map(({ key }) => key)) : [];
  const trends = useEdgeTrends(query, edges, isHeld);
  return useMemo(() => (trends === undefined ? NO_BARS : new KnownBars(trends).of), [trends]);
}

const NO_BARS: BarsOf = () => undefined;
