import type { GraphView, RawFlow, RawPick } from '../aggregate/graph-view.ts';
import type { TableRows } from './batch.ts';
import { FLOW_COUNTS, FLOWS } from './flow-tables.ts';
import { textOfBytes } from './flow-text.ts';

const FLOW_COLUMNS = [
  'time_ms',
  'bucket',
  'place',
  'source',
  'destination',
  'port',
  'protocol',
  'verdict',
  'kept',
  'one_in',
  'bytes',
];
const COUNT_COLUMNS = ['bucket', 'evidence', 'over_cap', 'sample', 'sample_of'];
const FLOWS_PER_STEP = 32;

/** The rows of what was picked in the bucket that begins at this second. Tables without rows are left out. */
export function* rawRows(
  graph: GraphView,
  { flows, overCap, sample, sampleOf }: RawPick,
  bucket: number,
): Generator<undefined, readonly TableRows[], undefined> {
  const lines: string[] = [];
  for (const [place, flow] of flows.entries()) {
    const { timeMs, verdict, kept, oneIn, bytes } = flow;
    const row = [Math.floor(timeMs), bucket, place, ...edgeOf(graph, flow), verdict, kept, oneIn, textOfBytes(bytes)];
    lines.push(`${JSON.stringify(row)}\n`);
    if (place % FLOWS_PER_STEP === FLOWS_PER_STEP - 1) yield;
  }
  const counts = [bucket, flows.length - sample, overCap, sample, sampleOf];
  const tables: TableRows[] = [];
  if (lines.length > 0) {
    tables.push({ table: FLOWS, columns: FLOW_COLUMNS, rows: lines.length, lines: lines.join('') });
  }
  if (counts.slice(1).some((count) => count > 0)) {
    tables.push({ table: FLOW_COUNTS, columns: COUNT_COLUMNS, rows: 1, lines: `${JSON.stringify(counts)}\n` });
  }
  return tables;
}

/** An edge that was folded since has no name any more. */
function edgeOf(graph: GraphView, { edge, edgeSerial }: RawFlow): readonly [string, string, number, number] {
  const { edges } = graph;
  if (!edges.isLive(edge) || edges.serial(edge) !== edgeSerial) return ['', '', 0, 0];
  const [source, destination] = [edges.source(edge), edges.destination(edge)];
  return [graph.vertex(source).key, graph.vertex(destination).key, edges.port(edge), edges.protocol(edge)];
}
