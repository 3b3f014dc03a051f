import { useState } from 'react';
import { keepOrder, sortRows, type EdgeRow, type Sort } from '../view/edge-order.ts';
import type { GroupedEdge, GroupedGraph, Grouping } from '../view/grouped-graph.ts';
import { useSortTurn } from './use-sort-turn.ts';

const NO_EDGES: ReadonlyMap<string, GroupedEdge> = new Map();

interface Ordered {
  readonly edges: ReadonlyMap<string, GroupedEdge>;
  readonly grouping: Grouping | undefined;
  readonly sort: Sort;
  readonly turn: number;
  readonly rows: readonly EdgeRow[];
}

/**
 * The edges in order. Figures are those of now; places are given anew once a second and when the order is another one,
 * and never while a button of the pointer is down.
 */
export function useEdgeRows(grouped: GroupedGraph | undefined, sort: Sort): readonly EdgeRow[] {
  const turn = useSortTurn();
  const edges = grouped?.edges ?? NO_EDGES;
  const grouping = grouped?.grouping;
  const [last, setLast] = useState<Ordered>(() => ({
    edges,
    grouping,
    sort,
    turn,
    rows: ordered([], edges, sort),
  }));
  if (last.edges === edges && last.sort === sort && last.turn === turn) return last.rows;
  const isSorted = last.turn !== turn || last.sort !== sort || last.grouping !== grouping || last.rows.length === 0;
  const rows = isSorted ? ordered(last.rows, edges, sort) : keepOrder(last.rows, edges);
  setLast({ edges, grouping, sort, turn, rows });
  return rows;
}

/** What stood in order before is nearly in order now, which is what makes sorting cheap. */
function ordered(before: readonly EdgeRow[], edges: ReadonlyMap<string, GroupedEdge>, sort: Sort): readonly EdgeRow[] {
  return sortRows(keepOrder(before, edges), sort);
}
