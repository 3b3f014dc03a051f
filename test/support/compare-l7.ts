import type { DnsRowJson, HttpRowJson } from './read-api.ts';
import type { LedgerJson } from './relay-protocol.ts';

/** Quantiles of fewer latencies are not compared. */
const ENOUGH_LATENCIES = 200;
const WITHIN = 0.02;

type Counts = Map<string, number>;
type DnsPlaceAndCounts = Pick<
  DnsRowJson,
  'source' | 'destination' | 'port' | 'name' | 'type' | 'questions' | 'answers' | 'rcodes' | 'denied'
>;

/** Every place where the HTTP table and what was sent differ, in words. Quantiles may be off by 2 %. */
export function httpMistakes(rows: readonly HttpRowJson[], ledger: LedgerJson['http']): string[] {
  const found: Counts = new Map();
  for (const row of rows) addHttp(found, row, row.status_codes);
  const sent: Counts = new Map();
  for (const row of ledger) addHttp(sent, row, row.status);
  return [...differences(sent, found), ...quantileMistakes(rows, ledger)];
}

/** Every place where the DNS table and what was sent differ, in words. What was never answered is a timeout. */
export function dnsMistakes(rows: readonly DnsRowJson[], ledger: LedgerJson['dns']): string[] {
  const found: Counts = new Map();
  for (const row of rows) addDns(found, row, row.timeouts);
  const sent: Counts = new Map();
  for (const row of ledger) addDns(sent, row, row.unanswered);
  return differences(sent, found);
}

/** The largest relative error of a quantile that is compared; 0 without any. */
export function largestQuantileError(rows: readonly HttpRowJson[], ledger: LedgerJson['http']): number {
  return quantileErrors(rows, ledger).reduce((largest, { error }) => Math.max(largest, error), 0);
}

function addHttp(
  counts: Counts,
  row: Pick<HttpRowJson, 'source' | 'destination' | 'port' | 'method' | 'path' | 'requests' | 'denied'>,
  codes: Readonly<Record<string, number>>,
): void {
  const where = httpPlace(row);
  add(counts, `${where} requests`, row.requests);
  add(counts, `${where} denied`, row.denied);
  for (const [code, count] of Object.entries(codes)) add(counts, `${where} status ${code}`, count);
}

function addDns(counts: Counts, row: DnsPlaceAndCounts, unanswered: number): void {
  const { source, destination, port, name, type } = row;
  const where = `${source} -> ${destination} ${port} ${name} ${type}`;
  add(counts, `${where} questions`, row.questions);
  add(counts, `${where} denied`, row.denied);
  add(counts, `${where} answers`, row.answers);
  add(counts, `${where} unanswered`, unanswered);
  for (const [code, count] of Object.entries(row.rcodes)) add(counts, `${where} rcode ${code}`, count);
}

function differences(sent: Counts, found: Counts): string[] {
  const mistakes: string[] = [];
  for (const where of new Set([...sent.keys(), ...found.keys()])) {
    const [expected, counted] = [sent.get(where) ?? 0, found.get(where) ?? 0];
    if (expected !== counted) mistakes.push(`${where}: sent ${expected}, counted ${counted}`);
  }
  return mistakes;
}

function quantileMistakes(rows: readonly HttpRowJson[], ledger: LedgerJson['http']): string[] {
  return quantileErrors(rows, ledger).flatMap(({ where, error }) =>
    error <= WITHIN ? [] : [`${where}: off by ${(error * 100).toFixed(2)} %`],
  );
}

function quantileErrors(
  rows: readonly HttpRowJson[],
  ledger: LedgerJson['http'],
): { readonly where: string; readonly error: number }[] {
  const found = new Map(rows.map((row) => [httpPlace(row), row.latency_ms]));
  return ledger.flatMap((row) => {
    const exact = row.latency_ms;
    if (exact === null || exact.count < ENOUGH_LATENCIES) return [];
    const told = found.get(httpPlace(row));
    return (['p50', 'p95', 'p99', 'count'] as const).map((figure) => ({
      where: `${httpPlace(row)} ${figure}`,
      error: Math.abs((told?.[figure] ?? 0) - exact[figure]) / exact[figure],
    }));
  });
}

function httpPlace(row: Pick<HttpRowJson, 'source' | 'destination' | 'port' | 'method' | 'path'>): string {
  return `${row.source} -> ${row.destination} ${row.port} ${row.method} ${row.path}`;
}

function add(counts: Counts, where: string, count: number): void {
  if (count !== 0) counts.set(where, (counts.get(where) ?? 0) + count);
}
