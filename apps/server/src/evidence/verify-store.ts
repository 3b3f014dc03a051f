import type { HourSum } from '../history/store-sums.ts';
import type { SqlStore } from '../history/sql-store.ts';
import type { Gap } from '../history/past-store.ts';
import type { LedgerEntry } from '../history/ledger-entry.ts';
import { ChainCheck } from './ledger-lines.ts';
import { timeText } from './edge-rows.ts';
import type { Verified } from './verify-bundle.ts';

/** More seconds than a store will ever have. */
const EVER = { from: 0, to: 0xffff_ffff };
/** The coarsest table, which keeps the longest. */
const COARSEST = '1h';
/** Beyond it the coarsest table forgets, and its sum is no longer that of all batches. */
const COMPARABLE_SECONDS = 390 * 86_400;

/**
 * Checks a store: that its chain of batches is whole, and that every table adds up to what the batches say. Batches that
 * wait on disk may be in the tables already, or in some of them; `waitingFlows` is what they bring.
 */
export async function verifyStore(store: SqlStore, waitingFlows: number): Promise<Verified> {
  const chain = new ChainCheck();
  const { gaps } = await store.readCoverage(EVER);
  let batches = 0;
  let flows = 0;
  let last: LedgerEntry | undefined;
  let first: LedgerEntry | undefined;
  for await (const entry of store.readLedger(EVER)) {
    const problem = chain.add(entry) ?? holeBefore(entry, last, gaps);
    if (problem !== undefined) return misfit(`the chain is broken: ${problem}`);
    batches += 1;
    flows += entry.flows;
    first ??= entry;
    last = entry;
  }
  if (first === undefined || last === undefined) return { kind: 'fits', sentence: 'the store is empty' };
  const sums = await store.readHourSums();
  const difference = tiersDiffer(sums, waitingFlows);
  if (difference !== undefined) return misfit(difference);
  if (last.to - first.from < COMPARABLE_SECONDS) {
    const held = sums.reduce((sum, one) => sum + (one.tier === COARSEST ? one.flows : 0), 0);
    if (held < flows || held > flows + waitingFlows)
      return misfit(`the tables hold ${held} flows, the batches brought ${flows}`);
  }
  const since = `${timeText(first.from * 1000)} to ${timeText(last.to * 1000)}`;
  return { kind: 'fits', sentence: `${batches} batches in a chain, ${flows} flows, ${since}` };
}

/** A number may be missing only where a gap says that batches were given up. */
function holeBefore(entry: LedgerEntry, last: LedgerEntry | undefined, gaps: readonly Gap[]): string | undefined {
  if (last === undefined || entry.number === last.number + 1) return undefined;
  const [fromMs, toMs] = [last.to * 1000, entry.from * 1000];
  const isTold = gaps.some((gap) => gap.what === 'given-up' && gap.fromMs < toMs && gap.toMs > fromMs);
  return isTold ? undefined : `batch ${entry.number} follows batch ${last.number}, and no gap says what was between`;
}

/** Tables of one hour must agree, from the first hour that the finer one holds whole. */
function tiersDiffer(sums: readonly HourSum[], slack: number): string | undefined {
  const byTier = new Map<string, Map<number, number>>();
  for (const { tier, hour, flows } of sums) {
    let hours = byTier.get(tier);
    if (hours === undefined) byTier.set(tier, (hours = new Map()));
    hours.set(hour, flows);
  }
  const coarsest = byTier.get(COARSEST) ?? new Map<number, number>();
  const oldest = Math.min(...coarsest.keys());
  for (const [tier, hours] of byTier) {
    if (tier === COARSEST) continue;
    const first = Math.min(...hours.keys());
    for (const [hour, flows] of coarsest) {
      // Of its oldest hour a finer table may have forgotten a part, unless it has all from the beginning.
      if (hour < first || (hour === first && first !== oldest)) continue;
      const found = hours.get(hour) ?? 0;
      if (Math.abs(found - flows) > slack) {
        return `the hour of ${timeText(hour * 1000)}: edges_${tier} holds ${found} flows, edges_${COARSEST} ${flows}`;
      }
    }
    for (const [hour, flows] of hours) {
      if (!coarsest.has(hour) && flows > slack) {
        return `the hour of ${timeText(hour * 1000)}: edges_${tier} holds ${flows} flows, edges_${COARSEST} none`;
      }
    }
  }
  return undefined;
}

function misfit(sentence: string): Verified {
  return { kind: 'does not fit', sentence };
}
