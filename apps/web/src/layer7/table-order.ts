/** In which order rows stand; `worst` needs no direction. */
export interface TableOrder {
  readonly column: string;
  readonly isDescending: boolean;
}

export const WORST_FIRST: TableOrder = { column: 'worst', isDescending: true };

/** What a row is ordered by: figures, the most first, or text. */
export type OrderValue = number | string;

/** Stable, and rows without the figure stand last whichever way one looks. */
export function ordered<Row>(
  rows: readonly Row[],
  { isDescending }: TableOrder,
  valueOf: (row: Row) => OrderValue,
): readonly Row[] {
  const turn = isDescending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [one, other] = [valueOf(a), valueOf(b)];
    if (typeof one === 'string' || typeof other === 'string') return turn * compared(String(one), String(other));
    if (Number.isNaN(one) || Number.isNaN(other)) return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
    return turn * (one - other);
  });
}

/** Descending by the first figure, among equals by the next. */
export function byFigures<Row>(rows: readonly Row[], figures: readonly ((row: Row) => number)[]): readonly Row[] {
  return rows.toSorted((a, b) => {
    for (const figure of figures) {
      const difference = figure(b) - figure(a);
      if (difference !== 0 && !Number.isNaN(difference)) return difference;
    }
    return 0;
  });
}

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
