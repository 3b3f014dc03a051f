import type { SecondRange } from '../aggregate/graph-view.ts';
import { heardSteps, nodesOf, type HeardRow, type HeardStep, type NodeHeard } from './heard.ts';
import { dnsPastOf, httpPastOf } from './l7-reader.ts';
import { MemorySums } from './memory-sums.ts';
import type { DnsPast, HttpPast } from './past-l7.ts';
import type { Coverage } from './past-store.ts';
import { nodeSeconds } from './reader.ts';
import { DNS, HEARD, HTTP } from './tables.ts';

const BUCKET_SECONDS = 10;

type Steps<Result> = Generator<undefined, Result, undefined>;

/** What a store in memory has beside edges and their causes: requests, questions, and what was heard of nodes. */
export class MemoryAside {
  readonly #http = new MemorySums(HTTP);
  readonly #dns = new MemorySums(DNS);
  readonly #heard = new MemorySums(HEARD);
  readonly #tables: ReadonlyMap<string, MemorySums> = new Map([
    ['http_10s', this.#http],
    ['dns_10s', this.#dns],
    ['heard_10s', this.#heard],
  ]);

  get bytes(): number {
    let sum = 0;
    for (const { bytes } of this.#tables.values()) sum += bytes;
    return sum;
  }

  /** Starts of buckets, in no order. */
  *buckets(): Generator<number> {
    for (const table of this.#tables.values()) yield* table.buckets();
  }

  has(table: string): boolean {
    return this.#tables.has(table);
  }

  *add(table: string, lines: string): Steps<void> {
    yield* this.#tables.get(table)?.add(lines) ?? [];
  }

  *http(range: SecondRange): Steps<readonly HttpPast[]> {
    return (yield* this.#http.summed(range)).map(httpPastOf);
  }

  *dns(range: SecondRange): Steps<readonly DnsPast[]> {
    return (yield* this.#dns.summed(range)).map(dnsPastOf);
  }

  *nodes(range: SecondRange): Steps<readonly NodeHeard[]> {
    return nodesOf(yield* this.#heard.summed(range));
  }

  *heard(range: SecondRange, stepSeconds: number): Steps<readonly HeardStep[]> {
    const rows: HeardRow[] = [];
    yield* this.#heard.rows(range, (row, bucket) => {
      const [ofAll = 0, , covered = 0, seconds = 0, missing = 0, most = 0, lost = 0] = row.slice(0, 7).map(Number);
      if (ofAll === 1) rows.push([bucket, covered, lost, seconds, missing, most]);
    });
    return heardSteps(rows, stepSeconds);
  }

  *coverage(range: SecondRange): Steps<Pick<Coverage, 'lostEvents' | 'nodes'>> {
    let [lostEvents, known, missing] = [0, 0, 0];
    for (const step of yield* this.heard(range, BUCKET_SECONDS)) {
      lostEvents += step.lostEvents;
      known += step.nodeSeconds;
      missing += step.missingNodeSeconds;
    }
    return { lostEvents, nodes: nodeSeconds([known, missing]) };
  }

  forgetBefore(second: number): void {
    for (const table of this.#tables.values()) table.forgetBefore(second);
  }
}
