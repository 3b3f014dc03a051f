import type { LabelRoom, Topology, TopologyEdge, TopologyNode, TopologyRegion } from '../topology.ts';

const HEIGHTS: Readonly<Record<string, number>> = { L: 40, M: 28, S: 24 };

/**
 * A topology as a drawing. `L`, `M` or `S` after a slash is the size of a node, a number that of its rows; `=>` is a
 * troubled edge, `"..."` its label, and `#2` the row at which an edge ends.
 *
 *     callers  ingress host
 *     callees  api.stripe.com
 *     alone    billing orders
 *     shop:    frontend/L cart/M
 *     frontend -> cart 512
 *     cart => redis 64 "312 /min denied|policy default deny"
 */
export function drawnTopology(drawing: string, level: Topology['level'] = 'middle'): Topology {
  const regions: TopologyRegion[] = [];
  const nodes: TopologyNode[] = [];
  const edges: TopologyEdge[] = [];
  for (const line of drawing.split('\n').map((text) => text.trim())) {
    const edge = /^(\S+) (->|=>) (\S+?)(?:#(\d+))?(?: (\d+))?(?: "(.*)")?$/.exec(line);
    if (edge !== null) {
      edges.push(edgeOf(edge, edges.length));
      continue;
    }
    const [head, ...names] = line.split(/\s+/);
    if (head === '') continue;
    const key = head.replace(/:$/, '');
    const side = key === 'callers' || key === 'callees' ? key : 'inside';
    if (head.endsWith(':')) regions.push({ key, headWidth: key.length * 7 + 50, headHeight: 28 });
    for (const name of names) nodes.push(nodeOf(name, head.endsWith(':') ? key : '', side, key));
  }
  return { level, regions, nodes, edges };
}

function edgeOf([, source, arrow, destination, row, weight, label]: RegExpExecArray, number: number): TopologyEdge {
  return {
    key: `${number} ${source} ${arrow} ${destination}`,
    source,
    destination,
    destinationRow: row === undefined ? -1 : Number(row),
    weight: Number(weight ?? 1),
    isTroubled: arrow === '=>',
    label: label === undefined ? undefined : labelSize(label),
  };
}

/** `312 /min denied|policy default deny`: a bar parts two lines. */
function labelSize(label: string): LabelRoom {
  const lines = label.split('|');
  const widthOf = (letters: number): number => Math.round(letters * 6.2) + 36;
  const [first] = lines;
  const [onTwo, onOne] = [Math.max(...lines.map((line) => line.length)), label.length + 1];
  const least = { leastWidth: widthOf(first.split(' ', 2).join(' ').length), leastHeight: 22 };
  if (lines.length === 1) return { width: widthOf(label.length), height: 22, ...least };
  return { width: widthOf(onTwo), height: 36, otherWidth: widthOf(onOne), otherHeight: 22, ...least };
}

function nodeOf(text: string, region: string, side: TopologyNode['side'], kind: string): TopologyNode {
  const [, name, size = kind === 'alone' ? 'L' : 'M'] = /^(.+?)(?:\/([LMS]|\d))?$/.exec(text) ?? [];
  const rows = /^\d+$/.test(size) ? Number(size) : 0;
  const headHeight = side === 'inside' ? (rows > 0 ? 40 : (HEIGHTS[size] ?? 28)) : 24;
  const width = rows > 0 ? 220 : Math.max(64, Math.round(name.length * (size === 'L' ? 7.6 : 7)) + 20);
  return { key: name, region, side, width, height: headHeight + rows * 20, headHeight, rows, rowHeight: 20 };
}
