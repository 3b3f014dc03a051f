import { fullName } from '../view/end-name.ts';
import type { End } from '../view/grouped-graph.ts';
import { bandOf, isOpen, type Band, type MatrixChoices } from './matrix-bands.ts';

/** A row or a column. A band is a heading above the rows of its namespace and has no cells. */
export type MatrixLine =
  | { readonly kind: 'band'; readonly key: string; readonly band: Band; readonly ends: number }
  | { readonly kind: 'folded'; readonly key: string; readonly band: Band; readonly ends: number }
  /** `isAlone`: the only one of its namespace, without a band. */
  | { readonly kind: 'end'; readonly key: string; readonly band: Band; readonly end: End; readonly isAlone: boolean };

export interface MatrixAxis {
  readonly lines: readonly MatrixLine[];
  /** Line of an end, by its key. */
  readonly at: ReadonlyMap<string, number>;
}

/** Namespaces by name, the outside last; in each the ends by name, so that figures move nothing. */
export function matrixAxis(ends: Iterable<End>, choices: MatrixChoices, side: 'rows' | 'columns'): MatrixAxis {
  const bands = new Map<string, { readonly band: Band; readonly ends: Map<string, End> }>();
  for (const end of ends) {
    const band = bandOf(end);
    const known = bands.get(band.key) ?? { band, ends: new Map<string, End>() };
    known.ends.set(end.key, end);
    bands.set(band.key, known);
  }
  const lines: MatrixLine[] = [];
  const at = new Map<string, number>();
  for (const { band, ends: ofBand } of [...bands.values()].sort((a, b) => compareBands(a.band, b.band))) {
    const isAlone = ofBand.size === 1;
    if (!isAlone && !isOpen(band, choices)) {
      for (const key of ofBand.keys()) at.set(key, lines.length);
      lines.push({ kind: 'folded', key: band.key, band, ends: ofBand.size });
      continue;
    }
    if (!isAlone && side === 'rows') lines.push({ kind: 'band', key: band.key, band, ends: ofBand.size });
    for (const end of [...ofBand.values()].sort(compareEnds)) {
      at.set(end.key, lines.length);
      lines.push({ kind: 'end', key: end.key, band, end, isAlone });
    }
  }
  return { lines, at };
}

function compareBands(a: Band, b: Band): number {
  if ((a.namespace === '') !== (b.namespace === '')) return a.namespace === '' ? 1 : -1;
  return compareText(a.namespace, b.namespace) || compareText(a.key, b.key);
}

function compareEnds(a: End, b: End): number {
  return compareText(fullName(a.name), fullName(b.name)) || compareText(a.key, b.key);
}

/** By code unit: the order is the same in every browser. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
