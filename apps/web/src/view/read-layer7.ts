import type { AskedName, EdgeRoute, Layer7 } from './edge-routes.ts';

/**
 * Reads answers of `GET /api/v1/http` and `GET /api/v1/dns` about a range, for whole maps. A row of another shape, or of
 * which the server knows totals only, is left out: it is told nowhere else than in a reason that is then less exact.
 */
export function readLayer7(http: unknown, dns: unknown): Layer7 {
  const routes = new Map<string, EdgeRoute[]>();
  for (const row of rowsOf(http)) {
    const { source, destination, port, protocol, method, path, requests } = row;
    const ends = [source, destination, method, path, protocol];
    if (!ends.every(isText) || !isCount(port) || !isCount(requests)) continue;
    const latency = isObject(row['latency_ms']) ? row['latency_ms']['p95'] : undefined;
    listIn(routes, `${String(source)}|${String(destination)}|${port}|${String(protocol)}`).push({
      method: String(method),
      path: String(path),
      requests,
      denied: isCount(row['denied']) ? row['denied'] : 0,
      statusCodes: countsOf(row['status_codes']),
      p95Ms: isCount(latency) ? latency : undefined,
    });
  }
  const names = new Map<string, AskedName[]>();
  for (const { client, name, search_domain_of: meant, rcodes } of rowsOf(dns)) {
    if (!isText(client) || !isText(name)) continue;
    listIn(names, client).push({ name: isText(meant) ? meant : name, rcodes: countsOf(rcodes) });
  }
  return { routes, names };
}

type Json = Readonly<Record<string, unknown>>;

function* rowsOf(answer: unknown): Generator<Json> {
  const rows = isObject(answer) ? answer['rows'] : undefined;
  if (!Array.isArray(rows)) return;
  for (const row of rows as readonly unknown[]) if (isObject(row) && row['figures_known'] !== false) yield row;
}

function countsOf(value: unknown): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  if (!isObject(value)) return counts;
  for (const [code, count] of Object.entries(value)) {
    if (isCount(count) && /^\d{1,5}$/.test(code)) counts.set(Number(code), count);
  }
  return counts;
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const list: T[] = [];
  lists.set(key, list);
  return list;
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => typeof value === 'number' && value >= 0;
