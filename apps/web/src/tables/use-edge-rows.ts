import { useMemo } from 'react';
import type { LiveGraph } from '../live/live-graph.ts';
import { edgeRow, sortRows, type EdgeRow, type Sort } from '../view/edge-order.ts';
import { endName } from '../view/end-name.ts';

const UNKNOWN_END = endName(undefined);

/** The edges of the view with their names and verdicts, in order. */
export function useEdgeRows(graph: LiveGraph | undefined, sort: Sort): readonly EdgeRow[] {
  const vertices = graph?.vertices;
  const edges = graph?.edges;
  const names = useMemo(
    () => new Map([...(vertices ?? [])].map(([index, vertex]) => [index, endName(vertex)])),
    [vertices],
  );
  return useMemo(() => {
    const nameOf = (index: number) => names.get(index) ?? UNKNOWN_END;
    const rows = [...(edges?.values() ?? [])].map((edge) =>
      edgeRow(edge, nameOf(edge.source), nameOf(edge.destination)),
    );
    return sortRows(rows, sort);
  }, [edges, names, sort]);
}
