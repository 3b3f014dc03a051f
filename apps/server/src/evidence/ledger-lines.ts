import { batchId } from '../history/batch.ts';
import type { LedgerEntry } from '../history/ledger-entry.ts';
import type { LedgerTold, Link, NumberRange } from './manifest.ts';

/** Follows a chain link by link, and says what does not fit. */
export class ChainCheck {
  readonly #missing: NumberRange[] = [];
  #entries = 0;
  #first: Link | null = null;
  #last: Link | null = null;

  /** A sentence about the first thing that is wrong with this link; undefined when it fits. */
  add(entry: LedgerEntry): string | undefined {
    const { number, id, previous } = entry;
    const last = this.#last;
    const problem = problemOf(last, entry);
    if (last !== null && number > last.number + 1) this.#missing.push({ from: last.number + 1, to: number - 1 });
    this.#entries += 1;
    this.#last = { number, id, previous };
    this.#first ??= this.#last;
    return problem;
  }

  told(): LedgerTold {
    return { entries: this.#entries, first: this.#first, last: this.#last, missing: [...this.#missing] };
  }
}

function problemOf(last: Link | null, entry: LedgerEntry): string | undefined {
  const { number, id, previous } = entry;
  if (batchId(entry) !== id) return `batch ${number} is not what its id was made of`;
  if (last === null) return undefined;
  if (number <= last.number) return `batch ${number} comes after batch ${last.number}`;
  if (number === last.number + 1 && previous !== last.id) {
    return `batch ${number} does not follow batch ${last.number}: it was linked to another one`;
  }
  return undefined;
}

/** `ledger.ndjson`: one line a batch. */
export async function* ledgerLines(entries: AsyncIterable<LedgerEntry>, chain: ChainCheck): AsyncGenerator<string> {
  for await (const entry of entries) {
    chain.add(entry);
    yield `${JSON.stringify(entry)}\n`;
  }
}
