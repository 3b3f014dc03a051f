import { useMemo, useState } from 'react';
import { Grouper } from '../view/group-graph.ts';
import type { GroupedGraph, Grouping } from '../view/grouped-graph.ts';
import type { LiveGraph } from './live-graph.ts';

/** The graph under a grouping; what did not change stays the same object. */
export function useGrouped(graph: LiveGraph | undefined, grouping: Grouping): GroupedGraph | undefined {
  const [grouper] = useState(() => new Grouper());
  return useMemo(() => graph && grouper.group(graph, grouping), [grouper, graph, grouping]);
}
