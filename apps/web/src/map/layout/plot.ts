import type { Place, RegionPart } from './arrangement.ts';
import type { Span } from './streets.ts';

/** Free height between two that stand in one column, at the least. */
const BETWEEN_CARDS = 14;
const BETWEEN_BLOCKS = 18;

/** What stands where while new ones are being placed: grounds of regions, and nodes inside and outside of them. */
export class Plot {
  readonly columns: number;
  readonly places = new Map<string, Place>();
  readonly #cards: (Span & { readonly key: string })[][];
  readonly #parts: RegionPart[] = [];
  /** Grounds and lone nodes. */
  readonly #blocks: (Span & { readonly key: string })[][];

  constructor(columns: number) {
    this.columns = columns;
    this.#cards = Array.from({ length: columns }, () => []);
    this.#blocks = Array.from({ length: columns }, () => []);
  }

  get parts(): readonly RegionPart[] {
    return this.#parts;
  }

  get bottom(): number {
    return Math.max(0, ...this.#blocks.flat().map(({ hi }) => hi));
  }

  addPart(part: RegionPart): void {
    this.#parts.push(part);
    for (let column = part.from; column < part.to; column++) {
      this.#blocks[column].push({ key: nameOf(part), lo: part.top, hi: part.bottom });
    }
  }

  add(key: string, { column, y }: Place, height: number, isAlone: boolean): void {
    this.places.set(key, { column, y });
    (isAlone ? this.#blocks : this.#cards)[column].push({ key, lo: y - height / 2, hi: y + height / 2 });
  }

  /** The top nearest to a wished one at which a card has room in a column, within some heights; undefined for none. */
  freeCardTop(column: number, height: number, wished: number, within: Span, gap = BETWEEN_CARDS): number | undefined {
    return freeTop(this.#cards[column], height, wished, within, gap);
  }

  /** The same for a whole block, over all the columns it takes. */
  freeBlockTop(from: number, to: number, height: number, wished: number, gap = BETWEEN_BLOCKS): number | undefined {
    const taken = this.#blocks.slice(from, to).flat();
    return freeTop(taken, height, wished, { lo: -Infinity, hi: Infinity }, gap);
  }

  /** How far down a part of a region may grow. */
  growthOf(part: RegionPart): number {
    const below = this.#blocks.slice(part.from, part.to).flat();
    const next = Math.min(...below.filter(({ lo }) => lo >= part.bottom).map(({ lo }) => lo));
    return next - BETWEEN_BLOCKS;
  }

  grow(part: RegionPart, bottom: number): void {
    const at = this.#parts.indexOf(part);
    this.#parts[at] = { ...part, bottom };
    for (let column = part.from; column < part.to; column++) {
      const blocks = this.#blocks[column];
      const own = blocks.findIndex(({ key }) => key === nameOf(part));
      blocks[own] = { ...blocks[own], hi: bottom };
    }
  }
}

const nameOf = ({ key, part }: RegionPart): string => `${part} ${key}`;

function freeTop(
  taken: readonly Span[],
  height: number,
  wished: number,
  within: Span,
  gap: number,
): number | undefined {
  const candidates = [Math.min(Math.max(wished, within.lo), within.hi - height)];
  for (const { lo, hi } of taken) candidates.push(lo - gap - height, hi + gap);
  let best: number | undefined;
  for (const top of candidates) {
    if (top < within.lo || top + height > within.hi) continue;
    if (taken.some(({ lo, hi }) => top < hi + gap && top + height > lo - gap)) continue;
    if (best === undefined || Math.abs(top - wished) < Math.abs(best - wished)) best = top;
  }
  return best;
}
