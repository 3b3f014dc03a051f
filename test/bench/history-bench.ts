import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuMicros, memoryUse } from '../support/process-usage.ts';
import { enginePid, untilAnswers, untilStore } from '../faults/history-setup.ts';
import { ROOT, startServer } from '../support/start-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { quantile, rounded, type Figures } from './figures.ts';
import { SYNTHETIC_EDGES, synthesis } from './history-synthesis.ts';

// An import declaration would not lead from one built folder to the other.
/* oxlint-disable typescript/consistent-type-imports */
type Modules = {
  readonly batch: typeof import('../../apps/server/src/history/batch.ts');
  readonly collector: typeof import('../../apps/server/src/history/collector.ts');
  readonly rows: typeof import('../../apps/server/src/history/graph-of-rows.ts');
  readonly supervisor: typeof import('../../apps/server/src/history/engine/engine-supervisor.ts');
  readonly client: typeof import('../../apps/server/src/history/store-client.ts');
  readonly migrate: typeof import('../../apps/server/src/history/migrate.ts');
  readonly insert: typeof import('../../apps/server/src/history/insert.ts');
};
type Client = ReturnType<Modules['client']['engineClient']>;

const WINDOWS = 12;
const BUCKET_SECONDS = 10;
const ASKS = 25;
const WARM_UP = 5;
const MINUTE_MS = 60_000;

/** Writing at 10,000 live edges, then maps of 30 days in which all of them have flows all the time. */
export async function benchHistory(): Promise<Figures> {
  const modules = await load();
  const directory = mkdtempSync(join(tmpdir(), 'orrery-bench-'));
  try {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const written = await withEngine(modules, directory, async (client, pid) => {
      const writing = await measureWriting(modules, client, pid);
      for (const statement of synthesis(nowSeconds)) await client.command({ query: statement });
      // What is so old was merged long ago.
      for (const table of ['edges_1h', 'edges_1m']) await client.command({ query: `OPTIMIZE TABLE ${table} FINAL` });
      return {
        ...writing,
        bytes_per_edge_minute: await bytesPerEdgeMinute(client),
      };
    });
    return { ...written, ...(await measureMaps(directory, nowSeconds * 1000)), edges: SYNTHETIC_EDGES };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function load(): Promise<Modules> {
  const from = async <Name extends keyof Modules>(path: string): Promise<Modules[Name]> =>
    (await import(`${ROOT}/apps/server/dist/history/${path}.js`)) as Modules[Name];
  return {
    batch: await from<'batch'>('batch'),
    collector: await from<'collector'>('collector'),
    rows: await from<'rows'>('graph-of-rows'),
    supervisor: await from<'supervisor'>('engine/engine-supervisor'),
    client: await from<'client'>('store-client'),
    migrate: await from<'migrate'>('migrate'),
    insert: await from<'insert'>('insert'),
  };
}

async function withEngine<T>(
  { supervisor, client, migrate }: Modules,
  directory: string,
  work: (client: Client, pid: number) => Promise<T>,
): Promise<T> {
  const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };
  const silent = { debug() {}, info() {}, warn() {}, error() {}, component: () => silent, flush() {} };
  const engine = new supervisor.EngineSupervisor({ directory, clock, log: silent, onSetAside: () => undefined });
  const asking = client.engineClient(engine.agent);
  engine.start();
  try {
    await waitFor('the engine', async () => engine.state.kind === 'ready', { timeoutMs: 30_000 });
    await migrate.migrate(asking);
    return await work(asking, engine.pid ?? 0);
  } finally {
    await asking.close();
    await engine.stop();
  }
}

/** Two minutes of closed buckets, each from the graph to the acknowledgement of the store. */
async function measureWriting(
  { batch, collector, rows, insert }: Modules,
  client: Client,
  enginePid: number,
): Promise<Figures> {
  const start = Math.floor(Date.now() / MINUTE_MS) * 60 - 3 * 60;
  const windows = new collector.Collector(graphOf(rows, start, start + WINDOWS * BUCKET_SECONDS));
  let previous = '';
  let count = 0;
  let insertMs = 0;
  const [cpuBefore, engineBefore] = [process.cpuUsage(), cpuMicros(enginePid)];
  for (let window = 0; window < WINDOWS; window += 1) {
    const steps = windows.collect(start + window * BUCKET_SECONDS, { late: [] });
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    const made = batch.linkBatch(step.value, window + 1, previous);
    previous = made.id;
    count += batch.rowsOf(made);
    const startMs = performance.now();
    await insert.insertBatch(client, made, Date.now());
    insertMs += performance.now() - startMs;
  }
  const cpu = process.cpuUsage(cpuBefore);
  return {
    insert_rows_per_second: Math.round((1000 * count) / insertMs),
    cpu_ms_per_window: rounded((cpu.user + cpu.system) / 1000 / WINDOWS, 1),
    engine_cpu_ms_per_window: rounded((cpuMicros(enginePid) - engineBefore) / 1000 / WINDOWS, 1),
    insert_ms_per_window: rounded(insertMs / WINDOWS, 1),
  };
}

/** All edges have flows from the first second to the last. */
function graphOf(rows: Modules['rows'], from: number, to: number) {
  const ends = Array.from({ length: 3000 }, (_, index) => ({
    key: `bench/${index}`,
    kind: 'workload' as const,
    cluster: 'bench',
    namespace: `ns-${index % 40}`,
    workload: `workload-${index}`,
    workloadKind: 'Deployment',
    identity: index + 1,
    labels: [`k8s:app=workload-${index}`],
    names: [],
    namesInferred: false,
    ip: '',
  }));
  const edges = Array.from({ length: SYNTHETIC_EDGES }, (_, index) => ({
    source: `bench/${(index * 7919) % 3000}`,
    destination: `bench/${index % 3000}`,
    port: 8000 + Math.floor(index / 3000),
    protocol: 1,
    figures: Array.from({ length: 18 }, (__, figure) => (figure === 1 || figure === 8 ? 20 + (index % 70) : 0)),
    firstSeenMs: from * 1000,
    lastSeenMs: to * 1000 - 1,
  }));
  return rows.graphOfRows(ends, edges, [], { from, to });
}

/** Of the table of minutes, as it lies on disk. */
async function bytesPerEdgeMinute(client: Client): Promise<number> {
  const query = `SELECT sum(bytes_on_disk) / sum(rows) AS bytes FROM system.parts
    WHERE active AND table = 'edges_1m' AND database = currentDatabase()`;
  const [row] = await (await client.query({ query, format: 'JSONEachRow' })).json<{ bytes: number }>();
  return rounded(row?.bytes ?? 0, 1);
}

/** From request to the last byte of the answer, of a server that has this history. */
async function measureMaps(directory: string, nowMs: number): Promise<Figures> {
  const server = await startServer(['--store', `chdb:${directory}`, '--log-level', 'error']);
  try {
    // Behind what is told of the living graph.
    const now = nowMs - 20 * MINUTE_MS;
    const p95 = async (minutes: number): Promise<number> => {
      const took: number[] = [];
      for (let ask = 0; ask < ASKS; ask += 1) {
        // Never the same range twice, and never on whole hours.
        const until = new Date(now - ask * 10_000 - 130_000);
        const since = new Date(until.getTime() - minutes * MINUTE_MS);
        const startMs = performance.now();
        const answer = await fetch(
          `${server.url}/api/v1/map?since=${since.toISOString()}&until=${until.toISOString()}`,
        );
        const text = await answer.text();
        took.push(performance.now() - startMs);
        const { edges } = JSON.parse(text) as { readonly edges?: readonly unknown[] };
        if (edges?.length !== SYNTHETIC_EDGES) throw new Error(`${edges?.length} edges in ${minutes} minutes`);
      }
      return Math.round(quantile(took.slice(WARM_UP), 0.95));
    };
    await untilAnswers(server.url);
    // What the server before it left to be told is told.
    await untilStore(server.url, 'nothing to be waited for', ({ written_to, waiting_batches }) => {
      return waiting_batches === 0 && Date.now() - Date.parse(written_to ?? '') < MINUTE_MS;
    });
    const maps = {
      map_15m_p95_ms: await p95(15),
      map_24h_p95_ms: await p95(24 * 60),
      map_30d_p95_ms: await p95(30 * 24 * 60 - 30),
    };
    return { ...maps, child_rss_mb: rounded(memoryUse(enginePid(server.pid) ?? 0).peakRssMb, 0) };
  } finally {
    await server.stop();
  }
}
