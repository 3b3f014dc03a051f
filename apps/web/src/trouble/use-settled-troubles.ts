import { useEffect, useState } from 'react';
import type { Trouble } from '../view/trouble.ts';
import { howToSettle, settleTroubles, type SettledTrouble, type Settling } from './settle-troubles.ts';

const SORT_EVERY_MS = 5000;

interface Settled extends Settling {
  readonly troubles: readonly Trouble[];
  readonly rows: readonly SettledTrouble[];
}

/** The rows of the list. They change places at most every five seconds, and never while a hand is at the list. */
export function useSettledTroubles(
  troubles: readonly Trouble[],
  isHeld: boolean,
  question: string,
): readonly SettledTrouble[] {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTurn((before) => before + 1), SORT_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const [last, setLast] = useState<Settled>(() => ({
    troubles,
    turn,
    isHeld,
    question,
    rows: settleTroubles([], troubles, 'sort'),
  }));
  const isSame = last.turn === turn && last.isHeld === isHeld && last.question === question;
  if (isSame && last.troubles === troubles) return last.rows;
  const rows = settleTroubles(last.rows, troubles, howToSettle(last, { turn, isHeld, question }));
  setLast({ troubles, turn, isHeld, question, rows });
  return rows;
}
