import { useEffect, useState } from 'react';
import type { GroupedGraph } from '../view/grouped-graph.ts';
import { SelectionTrail } from '../view/selection-trail.ts';
import type { View } from '../view/url-state.ts';

/** What is selected stays selected when it gets another name; the address follows, and "back" knows nothing of it. */
export function useSelectionTrail(
  { edge, end, grouping }: Pick<View, 'edge' | 'end' | 'grouping'>,
  grouped: GroupedGraph | undefined,
  go: (change: Partial<View>, how: 'replace') => void,
): void {
  const [trail] = useState(() => new SelectionTrail());
  useEffect(() => {
    // Keys mean something under their grouping only.
    const now = grouped?.grouping === grouping ? trail.follow({ edge, end }, grouped) : undefined;
    if (now !== undefined) go(now, 'replace');
  }, [trail, edge, end, grouping, grouped, go]);
}
