import type { L7Truth, Truth } from '../sim-event.ts';

interface LedgerEdge {
  readonly source_identity: number;
  readonly destination_identity: number;
  readonly source: string;
  readonly destination: string;
  readonly port: number;
}

/** HTTP calls of one edge, method and path; each counted once, when it was answered or denied. */
export interface LedgerHttp extends LedgerEdge {
  readonly method: string;
  readonly path: string;
  readonly requests: number;
  readonly denied: number;
  /** Calls by status code; denied ones have none. */
  readonly status: Readonly<Record<string, number>>;
}

export interface LedgerDns extends LedgerEdge {
  readonly name: string;
  readonly type: string;
  /** With the denied ones. */
  readonly questions: number;
  readonly denied: number;
  readonly answers: number;
  readonly rcodes: Readonly<Record<string, number>>;
}

interface Row {
  readonly truth: Truth;
  readonly l7: L7Truth;
  asked: number;
  denied: number;
  answered: number;
  readonly codes: Map<number, number>;
}

/** Bound of the rows; what is past it is counted as `folded` only. */
const MAX_ROWS = 100_000;

/** The L7 part of the ground truth, from events that carry `Truth.l7`. Recordings have none. */
export class L7Ledger {
  folded = 0;
  readonly #rows = new Map<string, Row>();

  add(truth: Truth, l7: L7Truth): void {
    const row = this.#row(truth, l7);
    if (row === undefined) return;
    if (l7.kind === 'http') {
      row.asked++;
      if (l7.status === 0) row.denied++;
      else increment(row.codes, l7.status);
    } else if (l7.what === 'answer') {
      row.answered++;
      increment(row.codes, l7.rcode);
    } else {
      row.asked++;
      if (l7.what === 'denied-question') row.denied++;
    }
  }

  toJson(): { readonly http: readonly LedgerHttp[]; readonly dns: readonly LedgerDns[] } {
    const http: LedgerHttp[] = [];
    const dns: LedgerDns[] = [];
    for (const { truth, l7, asked, denied, answered, codes } of this.#rows.values()) {
      const counts = Object.fromEntries(codes);
      if (l7.kind === 'http') {
        const { method, path } = l7;
        http.push({ ...edgeOf(truth), method, path, requests: asked, denied, status: counts });
      } else {
        const { name, type } = l7;
        dns.push({ ...edgeOf(truth), name, type, questions: asked, denied, answers: answered, rcodes: counts });
      }
    }
    return { http, dns };
  }

  #row(truth: Truth, l7: L7Truth): Row | undefined {
    const texts = l7.kind === 'http' ? [l7.method, l7.path] : [l7.name, l7.type];
    const key = JSON.stringify([l7.kind, ...texts, ...Object.values(edgeOf(truth))]);
    let row = this.#rows.get(key);
    if (row === undefined) {
      if (this.#rows.size >= MAX_ROWS) {
        this.folded++;
        return undefined;
      }
      row = { truth, l7, asked: 0, denied: 0, answered: 0, codes: new Map() };
      this.#rows.set(key, row);
    }
    return row;
  }
}

function edgeOf(truth: Truth): LedgerEdge {
  return {
    source_identity: truth.sourceIdentity,
    destination_identity: truth.destinationIdentity,
    source: truth.source,
    destination: truth.destination,
    port: truth.port,
  };
}

function increment(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
