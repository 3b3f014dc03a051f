import { setTimeout as sleep } from 'node:timers/promises';
import { dnsMistakes, httpMistakes, largestQuantileError } from '../support/compare-l7.ts';
import { readJson, type DnsRowJson, type HttpRowJson, type L7TableJson } from '../support/read-api.ts';
import type { LedgerJson } from '../support/relay-protocol.ts';

export interface L7Comparison {
  readonly requests: number;
  readonly questions: number;
  /** The largest relative error of a quantile. */
  readonly quantileError: number;
  readonly mistakes: readonly string[];
}

/** A question is unanswered after five seconds, of which a server that stood still counts some anew. */
const TIMEOUTS_WITHIN_MS = 12_000;

/**
 * The tables of requests and questions against the ledger, since the start and of the last quarter of an hour, which
 * is the same as long as a run is shorter than that. `byEdge` compares the sums of edges only, for names that are no
 * names: what is kept of those is cut.
 */
export async function readL7(url: string, sent: LedgerJson, byEdge = false): Promise<L7Comparison> {
  const ledger = byEdge ? { ...sent, http: sent.http.map(nameless), dns: sent.dns.map(nameless) } : sent;
  const deadlineMs = performance.now() + TIMEOUTS_WITHIN_MS;
  for (;;) {
    const found = await compare(url, ledger, byEdge);
    if (found.mistakes.length === 0 || performance.now() > deadlineMs) return found;
    await sleep(250);
  }
}

async function compare(url: string, ledger: Pick<LedgerJson, 'http' | 'dns'>, byEdge: boolean): Promise<L7Comparison> {
  const mistakes: string[] = [];
  let quantileError = 0;
  for (const since of ['', '&since=-15m']) {
    const http = await readJson<L7TableJson<HttpRowJson>>(url, `/api/v1/http?limit=10000${since}`);
    const dns = await readJson<L7TableJson<DnsRowJson>>(url, `/api/v1/dns?limit=10000${since}`);
    const httpRows = byEdge ? http.rows.map(nameless) : http.rows;
    const dnsRows = byEdge ? dns.rows.map(nameless) : dns.rows;
    const told = [...httpMistakes(httpRows, ledger.http), ...dnsMistakes(dnsRows, ledger.dns)];
    mistakes.push(...told.map((mistake) => `${since === '' ? 'since the start' : 'last 15 minutes'}: ${mistake}`));
    quantileError = Math.max(quantileError, largestQuantileError(httpRows, ledger.http));
  }
  return {
    requests: ledger.http.reduce((sum, row) => sum + row.requests, 0),
    questions: ledger.dns.reduce((sum, row) => sum + row.questions, 0),
    quantileError,
    mistakes,
  };
}

function nameless<Row extends object>(row: Row): Row {
  return { ...row, method: '', path: '', name: '', type: '', latency_ms: null };
}
