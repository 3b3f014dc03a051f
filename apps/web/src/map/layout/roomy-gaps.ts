import { BLOCK_GAP, ROW_GAP } from './measures.ts';
import type { Packing } from './packing.ts';

/** The whole may be seen this many times smaller so that labels have room. */
const SMALLER = { little: 1.06, more: 1.1, most: 1.18 } as const;

/**
 * A label of two lines has room between rows, or else between regions, even if the whole is seen a little smaller for
 * it; without that much height both gaps are as wide as can be.
 */
export function roomiest(packing: Packing, heightMost: number): Packing {
  const least = packing.again(ROW_GAP.least, BLOCK_GAP.least);
  if (least.height > heightMost * SMALLER.most) return least;
  for (const { row, block, smaller } of gapsForLabels()) {
    const roomy = packing.again(row, block);
    if (roomy.height <= heightMost * smaller) return roomy;
  }
  let best = least;
  for (let step = 1; step <= ROW_GAP.most - ROW_GAP.least; step++) {
    const roomier = packing.again(ROW_GAP.least + step, Math.min(BLOCK_GAP.most, BLOCK_GAP.least + step));
    if (roomier.height > heightMost) break;
    best = roomier;
  }
  return best;
}

/** Best first, with how much smaller the whole may be seen for them. */
function* gapsForLabels(): Generator<{ readonly row: number; readonly block: number; readonly smaller: number }> {
  for (let row: number = ROW_GAP.most; row >= ROW_GAP.label; row -= 2) {
    for (let block: number = BLOCK_GAP.most; block >= BLOCK_GAP.least; block -= 2) yield { row, block, smaller: 1 };
  }
  yield { row: ROW_GAP.most, block: BLOCK_GAP.least + 4, smaller: SMALLER.little };
  yield { row: ROW_GAP.most, block: BLOCK_GAP.least, smaller: SMALLER.more };
  for (let row = ROW_GAP.most - 1; row >= ROW_GAP.least; row--) {
    yield { row, block: BLOCK_GAP.label, smaller: SMALLER.little };
  }
  yield { row: ROW_GAP.least, block: BLOCK_GAP.label, smaller: SMALLER.most };
}
