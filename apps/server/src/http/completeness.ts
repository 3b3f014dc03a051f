import type { Conservation, LedgerView, SecondRange } from '../aggregate/graph-view.ts';
import { Coverage } from '../publish/coverage.ts';
import { incompleteBecause } from '../publish/incomplete-because.ts';
import { countNodes, silentSinceMs } from '../publish/node-count.ts';
import type { SourceStatus } from '../relay/source-status.ts';

/** How much of the truth a picture holds, and what it misses. The same figures as on the live page. */
export interface Completeness {
  /** Share of the events of the range that we saw, 0 to 1: of the nodes heard, times of the events told of. */
  readonly share: number;
  /** Events of the range that agents and relays told us they lost. */
  readonly lost: number;
  /** One sentence each; empty when nothing is known to be missing. */
  readonly reasons: readonly string[];
}

export interface CompletenessQuestion {
  readonly range: SecondRange;
  readonly nowMs: number;
  /** Flows of the range that were counted. */
  readonly flows: number;
  readonly windowSeconds: number;
  readonly foldedEdges: number;
}

/** Looks at sources and ledger a few times a second, so that it can say later how well we listened. */
export class Listening {
  readonly startedMs: number;
  readonly #ledger: LedgerView;
  readonly #sources: () => readonly SourceStatus[];
  readonly #coverage = new Coverage();
  #before: readonly SourceStatus[] = [];

  constructor(ledger: LedgerView, sources: () => readonly SourceStatus[], startedMs: number) {
    this.#ledger = ledger;
    this.#sources = sources;
    this.startedMs = startedMs;
  }

  note(nowMs: number): void {
    const sources = this.#sources();
    const { known, reporting } = countNodes(sources);
    this.#coverage.note(Math.floor(nowMs / 1000), {
      nodesKnown: known,
      nodesReporting: reporting,
      shedTotal: shedBy(this.#ledger.total()),
      unheardSinceMs: silentSinceMs(this.#before, sources),
    });
    this.#before = sources;
  }

  completeness({ range, nowMs, flows, windowSeconds, foldedEdges }: CompletenessQuestion): Completeness {
    const nowSecond = Math.floor(nowMs / 1000);
    const startedSecond = Math.floor(this.startedMs / 1000);
    const reach = reachable(range, nowMs, windowSeconds);
    const from = reach.from;
    const to = Math.max(from, Math.min(reach.to, nowSecond + 1));
    const lost = this.#ledger.lostIn(reach);
    const shed = this.#coverage.shed(from, to);
    const events = flows + lost + shed;
    const sources = this.#sources();
    const reasons = incompleteBecause({
      sources,
      nodes: countNodes(sources),
      ledger: this.#ledger,
      range: { from, to },
      startedSecond,
      secondsWithGaps: this.#coverage.secondsWithGaps(Math.max(from, startedSecond), Math.max(to, startedSecond)),
      lost,
      shed,
    });
    if (range.from < reach.from - 10) {
      reasons.unshift(`Windows reach back to ${iso(reach.from)} only; there is no history before it.`);
    }
    if (foldedEdges > 0) reasons.push(`${foldedEdges} edges were folded into "other" since the start.`);
    const seen = events > 0 ? flows / events : 1;
    return { share: this.#coverage.meanShare(from, to) * seen, lost, reasons };
  }
}

/** The part of a range that the windows can answer; empty ranges stay empty. */
export function reachable(range: SecondRange, nowMs: number, windowSeconds: number): SecondRange {
  const from = Math.max(range.from, Math.floor(nowMs / 1000) - windowSeconds);
  return { from, to: Math.max(range.to, from) };
}

function shedBy({ undecodable, dropped }: Conservation): number {
  let sum = undecodable;
  for (const count of dropped.values()) sum += count;
  return sum;
}

function iso(second: number): string {
  return new Date(second * 1000).toISOString();
}
