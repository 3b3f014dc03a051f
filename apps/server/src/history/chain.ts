import { batchId, digestsOf, type Batch } from './batch.ts';
import type { Head } from './spool.ts';

/** Whether batches that wait are the next of the chain that ends with `stored`, or some of its own. */
export function follows(waiting: readonly Batch[], stored: Pick<Head, 'number' | 'id'>): boolean {
  const [first] = waiting;
  if (first === undefined || first.number > stored.number) return true;
  return waiting.some(({ number, id }) => number === stored.number && id === stored.id);
}

/** The same batches as the next links after `stored`. */
export function chainedOnto(waiting: readonly Batch[], stored: Pick<Head, 'number' | 'id'>): readonly Batch[] {
  let { number, id } = stored;
  return waiting.map((batch) => {
    const previous = id;
    number += 1;
    id = batchId({ ...batch, number, previous, digests: digestsOf(batch) });
    return { ...batch, number, id, previous };
  });
}
