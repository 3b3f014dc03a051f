import { useEffect } from 'react';
import { useLive } from '../live/use-live.ts';
import { rangeBetween } from '../view/past-range.ts';
import type { View } from '../view/url-state.ts';

/** Whether a recorded file is shown, of which nothing lives: the page then begins in the range of its flows. */
export function useRecorded(
  { range }: Pick<View, 'range'>,
  go: (change: Partial<View>, how: 'replace') => void,
): boolean {
  const fromMs = useLive(({ graph }) => graph?.status?.opened?.fromMs);
  const toMs = useLive(({ graph }) => graph?.status?.opened?.toMs);
  const isRecorded = fromMs !== undefined;
  const isOutside = range === undefined;
  useEffect(() => {
    if (!isOutside || fromMs === undefined || toMs === undefined) return;
    const recorded = rangeBetween(Math.floor(fromMs / 1000) * 1000, Math.ceil(toMs / 1000) * 1000);
    if (recorded !== undefined) go({ range: recorded, strip: 'all' }, 'replace');
  }, [isOutside, fromMs, toMs, go]);
  return isRecorded;
}
