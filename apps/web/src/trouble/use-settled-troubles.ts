import { useEffect, useState } from 'react';
import type { Trouble } from '../view/trouble.ts';
import { settleTroubles, type SettledTrouble } from './settle-troubles.ts';

const SORT_EVERY_MS = 5000;

interface Settled {
  readonly troubles: readonly Trouble[];
  readonly turn: number;
  readonly isHeld: boolean;
  readonly rows: readonly SettledTrouble[];
}

/** The rows of the list. They change places at most every five seconds, and never while a hand is at the list. */
export function useSettledTroubles(troubles: readonly Trouble[], isHeld: boolean): readonly SettledTrouble[] {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTurn((before) => before + 1), SORT_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const [last, setLast] = useState<Settled>(() => ({
    troubles,
    turn,
    isHeld,
    rows: settleTroubles([], troubles, 'sort'),
  }));
  if (last.troubles === troubles && last.turn === turn && last.isHeld === isHeld) return last.rows;
  const how = isHeld ? 'hold' : last.turn === turn && !last.isHeld ? 'keep' : 'sort';
  const rows = settleTroubles(last.rows, troubles, how);
  setLast({ troubles, turn, isHeld, rows });
  return rows;
}
