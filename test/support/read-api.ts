/** The parts of `GET /api/v1/status` that tests read. */
export interface StatusJson {
  readonly flows_per_second: number;
  /** Over all nodes. */
  readonly conservation: ConservationJson;
  readonly lost: LostJson;
  readonly nodes: readonly NodeJson[];
  readonly sources: readonly SourceJson[];
  readonly live: { readonly sockets: number; readonly behind: number; readonly buffered_bytes: number };
  readonly [more: string]: unknown;
}

export interface ConservationJson {
  readonly received: number;
  readonly counted: number;
  readonly duplicate: number;
  readonly undecodable: number;
  readonly dropped: Readonly<Record<string, number>>;
}

export interface LostJson {
  readonly total: number;
  readonly by_source: Readonly<Record<string, number>>;
}

export interface NodeJson extends ConservationJson {
  readonly name: string;
  readonly lost: LostJson;
  readonly [more: string]: unknown;
}

export interface SourceJson {
  readonly name: string;
  readonly state: string;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly reconnects: number;
  readonly [more: string]: unknown;
}

/** The parts of an edge of `GET /api/v1/map` that tests read. */
export interface MapEdgeJson {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: string;
  readonly flows: Readonly<Record<string, number>>;
  readonly total_flows: Readonly<Record<string, number>>;
  readonly [more: string]: unknown;
}

export interface MapJson {
  readonly edges: readonly MapEdgeJson[];
  readonly [more: string]: unknown;
}

/** The parts of a row of `GET /api/v1/http` that tests read. */
export interface HttpRowJson {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly requests: number;
  readonly denied: number;
  readonly status_codes: Readonly<Record<string, number>>;
  readonly latency_ms: {
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly count: number;
  } | null;
  readonly [more: string]: unknown;
}

/** The parts of a row of `GET /api/v1/dns` that tests read. */
export interface DnsRowJson {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly name: string;
  readonly type: string;
  readonly questions: number;
  readonly answers: number;
  readonly rcodes: Readonly<Record<string, number>>;
  readonly denied: number;
  readonly timeouts: number;
  readonly [more: string]: unknown;
}

export interface L7TableJson<Row> {
  readonly matched_rows: number;
  readonly rows: readonly Row[];
  readonly [more: string]: unknown;
}

export async function readJson<T>(url: string, path: string): Promise<T> {
  const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

export async function readStatus(url: string): Promise<StatusJson> {
  return readJson<StatusJson>(url, '/api/v1/status');
}

export async function readMap(url: string): Promise<MapJson> {
  return readJson<MapJson>(url, '/api/v1/map');
}

export function droppedSum(conservation: ConservationJson): number {
  return Object.values(conservation.dropped).reduce((sum, count) => sum + count, 0);
}

/** received = counted + duplicate + undecodable + dropped */
export function isConserved(conservation: ConservationJson): boolean {
  const { received, counted, duplicate, undecodable } = conservation;
  return received === counted + duplicate + undecodable + droppedSum(conservation);
}
