import { failureOf, severity, VERDICTS_WORST_FIRST, type EdgeVerdict } from '../view/edge-verdict.ts';
import { mainRate, triedRate, type EdgeMoment } from '../view/edge-moment.ts';
import type { GroupedEdge, GroupedGraph } from '../view/grouped-graph.ts';
import { matrixAxis, type MatrixLine } from './matrix-axis.ts';
import type { MatrixChoices } from './matrix-bands.ts';

/** What is told of all edges between two lines. The same object as long as it says the same. */
export interface MatrixCell {
  readonly row: number;
  readonly column: number;
  /** The worst of its edges. */
  readonly verdict: EdgeVerdict;
  /** Per minute, of what its verdict is about: attempts, or those of them that were denied, audited or failed. */
  readonly rate: number;
  /** The rate is of flows: nothing in the cell is told as attempts. */
  readonly isFlows: boolean;
  /** The worst one first, the others in no order; at least one. */
  readonly edges: readonly GroupedEdge[];
}

/**
 * Callers by callees:
 *
 *                        data        pay            columns
 *                        redis  db   api  ledger
 *     ▾ shop                                        a band: rows of one namespace follow
 *         cart            ⊖312   40
 *         web                         ◐18
 *     ▸ pay  2 callers           12        ◆41      a folded namespace is one row
 */
export interface Matrix {
  readonly rows: readonly MatrixLine[];
  readonly columns: readonly MatrixLine[];
  /** By row, each from left to right. */
  readonly cells: readonly (readonly MatrixCell[])[];
  /** Where an edge stands, by its key. */
  readonly places: ReadonlyMap<string, MatrixCell>;
  /** Edges with a trouble, of all. */
  readonly troubled: number;
}

export function matrixOf(grouped: GroupedGraph, moment: EdgeMoment, choices: MatrixChoices, before?: Matrix): Matrix {
  const all = [...grouped.edges.values()];
  const troubledEdges = all.filter(({ verdict }) => verdict !== 'forwarded');
  const edges = choices.onlyTroubled ? troubledEdges : all;
  const rows = matrixAxis(new Set(edges.map(({ source }) => source)), choices, 'rows');
  const columns = matrixAxis(new Set(edges.map(({ destination }) => destination)), choices, 'columns');
  const cells = rows.lines.map((): MatrixCell[] => []);
  const places = new Map<string, MatrixCell>();
  for (const [place, some] of edgesByPlace(edges, rows.at, columns.at, columns.lines.length)) {
    const row = Math.floor(place / columns.lines.length);
    const cell = cellOf(row, place % columns.lines.length, some, moment);
    const known = before?.places.get(cell.edges[0]?.key ?? '');
    const shown = known !== undefined && saysSame(known, cell) ? known : cell;
    cells[row]?.push(shown);
    for (const { key } of some) places.set(key, shown);
  }
  for (const line of cells) line.sort((a, b) => a.column - b.column);
  return { rows: rows.lines, columns: columns.lines, cells, places, troubled: troubledEdges.length };
}

/** By row times the number of columns, plus column. */
function edgesByPlace(
  edges: readonly GroupedEdge[],
  rows: ReadonlyMap<string, number>,
  columns: ReadonlyMap<string, number>,
  width: number,
): ReadonlyMap<number, GroupedEdge[]> {
  const byPlace = new Map<number, GroupedEdge[]>();
  for (const edge of edges) {
    const row = rows.get(edge.source.key);
    const column = columns.get(edge.destination.key);
    if (row === undefined || column === undefined) continue;
    const place = row * width + column;
    const some = byPlace.get(place);
    if (some === undefined) byPlace.set(place, [edge]);
    else some.push(edge);
  }
  return byPlace;
}

function cellOf(row: number, column: number, some: GroupedEdge[], moment: EdgeMoment): MatrixCell {
  const [first] = some;
  const worst = some.reduce((a, b) => (isWorse(b, a) ? b : a), first);
  if (first !== worst) {
    some[some.indexOf(worst)] = first;
    some[0] = worst;
  }
  let attempts = 0;
  let flows = 0;
  for (const edge of some) {
    if (edge.verdict !== worst.verdict) continue;
    // Most edges are forwarded, and of those all that was tried counts.
    const rate = worst.verdict === 'forwarded' ? triedRate(edge, moment) : mainRate(edge, moment);
    if (worst.verdict === 'failing' && failureOf(edge.figures) === 'dropped') flows += rate;
    else attempts += rate;
  }
  const isFlows = attempts === 0 && flows > 0;
  return { row, column, verdict: worst.verdict, rate: isFlows ? flows : attempts, isFlows, edges: some };
}

/** Forwarded ones stand as they come. */
function isWorse(a: GroupedEdge, b: GroupedEdge): boolean {
  if (a.verdict === b.verdict) {
    return a.verdict !== 'forwarded' && severity(a.verdict, a.figures) > severity(b.verdict, b.figures);
  }
  return VERDICTS_WORST_FIRST.indexOf(a.verdict) < VERDICTS_WORST_FIRST.indexOf(b.verdict);
}

function saysSame(a: MatrixCell, b: MatrixCell): boolean {
  return (
    a.row === b.row &&
    a.column === b.column &&
    a.rate === b.rate &&
    a.isFlows === b.isFlows &&
    a.edges.length === b.edges.length &&
    a.edges.every((edge, i) => edge === b.edges[i])
  );
}

/** How dark a forwarded cell is, 1 to 5: by powers of ten. */
export function shadeOf(rate: number): number {
  return rate < 1 ? 1 : Math.min(5, 2 + Math.floor(Math.log10(rate)));
}
