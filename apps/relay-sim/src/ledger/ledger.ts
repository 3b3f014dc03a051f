import { Verdict } from '@orrery/proto/flow/flow_pb';
import type { SimNode, Truth } from '../sim-event.ts';
import type { Tally } from '../tally.ts';
import { type LedgerDns, type LedgerHttp, L7Ledger } from './l7-ledger.ts';

export interface LedgerNode {
  /** Flows, each counted once however often it was sent. */
  readonly sent: number;
  /** Copies sent beyond the first. */
  readonly duplicates: number;
  /** Messages sent that nobody can decode. */
  readonly malformed: number;
  /** Events that LostEvents reported. */
  readonly lost: number;
}

/** Flows of one edge with one verdict, by its name in Hubble's schema. */
export interface LedgerPair {
  readonly source_identity: number;
  readonly destination_identity: number;
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: string;
  readonly verdict: string;
  readonly flows: number;
}

export interface LedgerJson {
  readonly nodes: Readonly<Record<string, LedgerNode>>;
  readonly pairs: readonly LedgerPair[];
  readonly http: readonly LedgerHttp[];
  readonly dns: readonly LedgerDns[];
  /** L7 counts for which there was no row left in `http` and `dns`. */
  readonly l7_folded: number;
  /** Latencies that are in no quantile of `http`. */
  readonly latencies_left_out: number;
}

/**
 * What was really sent, to hold against what somebody counted. An outside peer has one row per identity number,
 * since every node has its own: sum them for the edge. Rows are bounded by the edges of the source.
 */
export class Ledger implements Tally {
  readonly #nodes: { readonly name: string; sent: number; duplicates: number; malformed: number; lost: number }[];
  readonly #l7 = new L7Ledger();
  readonly #rows = new Map<string, { readonly truth: Truth; readonly flows: Map<number, number> }>();

  constructor(nodes: readonly Pick<SimNode, 'name'>[]) {
    this.#nodes = nodes.map(({ name }) => ({ name, sent: 0, duplicates: 0, malformed: 0, lost: 0 }));
  }

  sent(node: number, truth: Truth, verdict: number): void {
    this.#node(node).sent++;
    if (truth.l7 !== undefined) this.#l7.add(truth, truth.l7);
    const key = keyOf(truth);
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = { truth, flows: new Map() };
      this.#rows.set(key, row);
    }
    row.flows.set(verdict, (row.flows.get(verdict) ?? 0) + 1);
  }

  duplicate(node: number): void {
    this.#node(node).duplicates++;
  }

  malformed(node: number): void {
    this.#node(node).malformed++;
  }

  lost(node: number, events: number): void {
    this.#node(node).lost += events;
  }

  toJson(): LedgerJson {
    const pairs: LedgerPair[] = [];
    for (const { truth, flows: byVerdict } of this.#rows.values()) {
      for (const [verdict, flows] of byVerdict) {
        pairs.push({
          source_identity: truth.sourceIdentity,
          destination_identity: truth.destinationIdentity,
          source: truth.source,
          destination: truth.destination,
          port: truth.port,
          protocol: truth.protocol,
          verdict: Verdict[verdict] ?? String(verdict),
          flows,
        });
      }
    }
    // `fromEntries` defines its keys, so that a node called `__proto__` is one like any other.
    const nodes = Object.fromEntries(this.#nodes.map(({ name, ...counts }) => [name, counts]));
    return {
      nodes,
      pairs,
      ...this.#l7.toJson(),
      l7_folded: this.#l7.folded,
      latencies_left_out: this.#l7.latenciesLeftOut,
    };
  }

  #node(row: number) {
    const node = this.#nodes[row];
    if (node === undefined) throw new RangeError(`no node ${row}`);
    return node;
  }
}

/** Unambiguous whatever the texts contain: the first of them is preceded by its length. */
function keyOf(truth: Truth): string {
  const { port, protocol, sourceIdentity, destinationIdentity, source, destination } = truth;
  return `${port} ${protocol} ${sourceIdentity} ${destinationIdentity} ${source.length} ${source}${destination}`;
}
