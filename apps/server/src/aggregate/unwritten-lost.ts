import type { LostCount } from './graph-view.ts';

/** Nodes, sources and tens of seconds between two looks; past it the node is not told any more. */
const MAX_ROWS = 50_000;

/** Lost events that nobody wrote down yet, by node, source and ten of seconds. Nothing is held while nobody writes. */
export class UnwrittenLost {
  isWanted = false;
  readonly #rows = new Map<string, { node: string; source: number; second: number; events: number }>();

  add(node: string, source: number, atMs: number, events: number): void {
    if (!this.isWanted) return;
    const second = Math.floor(atMs / 10_000) * 10;
    const told = this.#rows.size < MAX_ROWS ? node : '';
    const key = `${second} ${source} ${told}`;
    const row = this.#rows.get(key);
    if (row === undefined) this.#rows.set(key, { node: told, source, second, events });
    else row.events += events;
  }

  takeBefore(end: number): readonly LostCount[] {
    const taken: LostCount[] = [];
    for (const [key, row] of this.#rows) {
      if (row.second >= end) continue;
      taken.push(row);
      this.#rows.delete(key);
    }
    return taken;
  }
}
