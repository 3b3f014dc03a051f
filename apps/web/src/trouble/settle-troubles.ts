import type { Trouble } from '../view/trouble.ts';

/** A row of the list. One that is over stays while somebody is at the list, so that nothing moves under a hand. */
export interface SettledTrouble {
  readonly trouble: Trouble;
  readonly isOver: boolean;
}

/**
 * Puts the troubles of now where the list has them:
 *
 *     sort    the order of now
 *     keep    what is there keeps its order, what is over goes, what is new comes to its place
 *     hold    nothing moves: what is over stays, what is new comes last
 */
export function settleTroubles(
  before: readonly SettledTrouble[],
  now: readonly Trouble[],
  how: 'sort' | 'keep' | 'hold',
): readonly SettledTrouble[] {
  if (how === 'sort' || before.length === 0) return now.map(running);
  const byKey = new Map(now.map((trouble) => [trouble.key, trouble]));
  const settled: SettledTrouble[] = [];
  for (const { trouble } of before) {
    const current = byKey.get(trouble.key);
    if (current !== undefined) settled.push(running(current));
    else if (how === 'hold') settled.push({ trouble, isOver: true });
  }
  const known = new Set(before.map(({ trouble }) => trouble.key));
  for (const [place, trouble] of now.entries()) {
    if (known.has(trouble.key)) continue;
    if (how === 'hold') settled.push(running(trouble));
    else settled.splice(placeAfter(now, place, settled), 0, running(trouble));
  }
  return settled;
}

/** When rows were put in place, and of what. */
export interface Settling {
  /** Counts up whenever rows may change places. */
  readonly turn: number;
  /** A hand is at the list. */
  readonly isHeld: boolean;
  /** Query, window and grouping: another one has other troubles, and those of before are not over. */
  readonly question: string;
}

export function howToSettle(before: Settling, now: Settling): 'sort' | 'keep' | 'hold' {
  if (before.question !== now.question) return 'sort';
  if (now.isHeld) return 'hold';
  return before.turn === now.turn && !before.isHeld ? 'keep' : 'sort';
}

const running = (trouble: Trouble): SettledTrouble => ({ trouble, isOver: false });

/** Behind the nearest of those that are worse. */
function placeAfter(now: readonly Trouble[], place: number, settled: readonly SettledTrouble[]): number {
  for (let above = place - 1; above >= 0; above -= 1) {
    const at = settled.findIndex(({ trouble }) => trouble.key === now[above].key);
    if (at >= 0) return at + 1;
  }
  return 0;
}
