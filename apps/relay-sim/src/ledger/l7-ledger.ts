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
  /** Of calls with a status; null without any. */
  readonly latency_ms: LedgerLatency | null;
}

/** Exact: quantile q of n latencies is the one at rank ceil(q x n), counted from 1. */
export interface LedgerLatency {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface LedgerDns extends LedgerEdge {
  readonly name: string;
  readonly type: string;
  /** With the denied ones. */
  readonly questions: number;
  readonly denied: number;
  readonly answers: number;
  readonly rcodes: Readonly<Record<string, number>>;
  /** Questions that were neither denied nor answered. */
  readonly unanswered: number;
}

interface Row {
  readonly truth: Truth;
  readonly l7: L7Truth;
  asked: number;
  denied: number;
  answered: number;
  readonly codes: Map<number, number>;
  readonly latenciesMs: number[];
}

/** Bound of the rows; what is past it is counted as `folded` only. */
const MAX_ROWS = 100_000;
/** Bound of the latencies of all rows; later ones are in no quantile. */
const MAX_LATENCIES = 1_000_000;

/** The L7 part of the ground truth, from events that carry `Truth.l7`. Recordings have none. */
export class L7Ledger {
  folded = 0;
  /** Latencies that are in no quantile. */
  latenciesLeftOut = 0;
  #latencies = 0;
  readonly #rows = new Map<string, Row>();

  add(truth: Truth, l7: L7Truth): void {
    const row = this.#row(truth, l7);
    if (row === undefined) return;
    if (l7.kind === 'http') {
      row.asked++;
      if (l7.status === 0) row.denied++;
      else this.#answered(row, l7.status, l7.latencyNs / 1e6);
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
    for (const { truth, l7, asked, denied, answered, codes, latenciesMs } of this.#rows.values()) {
      const counts = Object.fromEntries(codes);
      if (l7.kind === 'http') {
        const { method, path } = l7;
        const latency = latencyOf(latenciesMs);
        http.push({ ...edgeOf(truth), method, path, requests: asked, denied, status: counts, latency_ms: latency });
      } else {
        const { name, type } = l7;
        const figures = { questions: asked, denied, answers: answered, unanswered: asked - denied - answered };
        dns.push({ ...edgeOf(truth), name, type, ...figures, rcodes: counts });
      }
    }
    return { http, dns };
  }

  #answered(row: Row, status: number, latencyMs: number): void {
    increment(row.codes, status);
    if (this.#latencies >= MAX_LATENCIES) {
      this.latenciesLeftOut++;
      return;
    }
    this.#latencies++;
    row.latenciesMs.push(latencyMs);
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
      row = { truth, l7, asked: 0, denied: 0, answered: 0, codes: new Map(), latenciesMs: [] };
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

function latencyOf(latenciesMs: readonly number[]): LedgerLatency | null {
  const count = latenciesMs.length;
  if (count === 0) return null;
  const sorted = Float64Array.from(latenciesMs).sort();
  const quantile = (q: number): number => sorted[Math.max(1, Math.ceil(q * count)) - 1];
  return { count, p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) };
}

function increment(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
