import type { Place } from './arrangement.ts';
import { topOf } from './arrangement.ts';
import { PORT_INSET } from './measures.ts';
import type { Span } from './streets.ts';
import type { TopologyNode } from './topology.ts';

/** At which heights an edge may touch the side of a node: its row, or what is above the first row. */
export function portRange(node: TopologyNode, place: Place, row: number): Span {
  const top = topOf(node, place);
  if (row >= 0 && row < node.rows) {
    const y = top + node.headHeight + (row + 0.5) * node.rowHeight;
    return { lo: y, hi: y };
  }
  const height = node.rows === 0 ? node.height : Math.min(node.headHeight, node.height);
  const inset = Math.min(PORT_INSET, height / 2);
  return { lo: top + inset, hi: top + height - inset };
}
