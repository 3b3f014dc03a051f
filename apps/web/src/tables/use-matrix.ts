import { useState } from 'react';
import { momentOf } from '../view/edge-moment.ts';
import type { GroupedGraph } from '../view/grouped-graph.ts';
import type { TroubleOptions } from '../view/trouble.ts';
import type { MatrixChoices } from './matrix-bands.ts';
import { matrixOf, type Matrix } from './matrix-model.ts';
import { useSortTurn } from './use-sort-turn.ts';

interface Made {
  readonly turn: number;
  readonly grouping: string;
  readonly choices: string;
  readonly matrix: Matrix;
}

const NOTHING: Matrix = { rows: [], columns: [], cells: [], places: new Map(), troubled: 0 };

/** The matrix as of the last second, and at once when another one is asked for. */
export function useMatrix(
  grouped: GroupedGraph | undefined,
  options: TroubleOptions,
  chosen: Omit<MatrixChoices, 'ends'>,
): Matrix {
  const turn = useSortTurn();
  const grouping = grouped?.grouping ?? '';
  const choices = JSON.stringify(chosen);
  const [made, setMade] = useState<Made>({ turn: -1, grouping, choices, matrix: NOTHING });
  if (grouped === undefined) return NOTHING;
  const isSame = made.grouping === grouping && made.choices === choices;
  if (made.turn === turn && isSame && made.matrix.rows.length > 0) return made.matrix;
  if (made.turn === turn && isSame && grouped.edges.size === 0) return made.matrix;
  const matrix = matrixOf(grouped, momentOf(grouped, options), { ...chosen, ends: grouped.ends.size }, made.matrix);
  if (made.turn === turn && isSame && matrix.rows.length === 0) return matrix;
  setMade({ turn, grouping, choices, matrix });
  return matrix;
}
