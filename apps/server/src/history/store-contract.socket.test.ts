import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FIGURE, FIGURE_COUNT, type GraphView, type SecondRange } from '../aggregate/graph-view.ts';
import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import { linkBatch, type Batch } from './batch.ts';
import { Collector } from './collector.ts';
import { graphOfRows, type CauseRow, type EdgeRow, type VertexRow } from './graph-of-rows.ts';
import { openStore } from './open-store.ts';
import type { PastStore } from './past-store.ts';
import { startHttpEngine } from './testing/http-engine.ts';

/** A whole minute, and not long ago: rows that are too old would leave. */
const START = Math.floor(Date.now() / 60_000) * 60 - 600;

/** `http`: the client of ClickHouse speaks HTTP over TCP to a real engine. */
const STORES = ['memory', 'chdb', 'http'] as const;

async function open(kind: (typeof STORES)[number], directory: string): Promise<PastStore> {
  const log = createLog({ level: 'error', write: () => undefined });
  const environment = { clock: systemClock, log };
  switch (kind) {
    case 'memory':
      return (await openStore({ kind }, environment)).store;
    case 'chdb':
      return (await openStore({ kind, directory, orMemory: false }, environment)).store;
    case 'http': {
      const passwordFile = join(directory, 'password');
      writeFileSync(passwordFile, 'not a secret\n');
      const engine = await startHttpEngine(join(directory, 'engine'), { user: 'orrery', password: 'not a secret' });
      over.push(() => engine.stop());
      const access = { cluster: undefined, user: 'orrery', passwordFile, spool: undefined };
      return (await openStore({ kind: 'clickhouse', url: engine.url, ...access }, environment)).store;
    }
  }
}

const over: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of over) await end();
});

describe.each(STORES)('a store of kind %s', (kind) => {
  const directory = mkdtempSync(join(tmpdir(), 'orrery-contract-'));
  let store: PastStore;

  beforeAll(async () => {
    store = await open(kind, directory);
    for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
      if (
        await store.newestBatch().then(
          () => true,
          () => false,
        )
      )
        return;
    }
  });
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const written: Batch[] = [];
  async function write(from: number, graph: GraphView): Promise<Batch> {
    const content = run(
      new Collector(graph).collect(from, {
        late: [],
        lost: from === START ? [{ node: 'n1', source: 1, second: from, events: 7 }] : [],
      }),
    );
    const batch = linkBatch(content, written.length + 1, written.at(-1)?.id ?? '');
    written.push(batch);
    await store.insert(batch);
    return batch;
  }

  test('[HIST-5] a bucket that was written is read back: figures, causes, names', async () => {
    await write(
      START,
      picture(START, [edge('cart', 'redis', { forwarded: 3, dropped: 2 }), edge('web', 'cart', { forwarded: 9 })]),
    );
    const graph = await store.readGraph({ from: START, to: START + 60 });
    expect(shown(graph, { from: START, to: START + 60 })).toEqual([
      'cart -> redis:80 forwarded 3 dropped 2, denied 133 by deny-redis 2 flows',
      'web -> cart:80 forwarded 9',
    ]);
    const ends = Array.from({ length: graph.vertexCount() }, (_, index) => graph.vertex(index));
    expect(ends.find(({ key }) => key === 'cart')).toMatchObject({ labels: ['app=cart'], namespace: 'shop' });
  });

  test('[HIST-6] a batch that is written again counts once, in every table', async () => {
    const batch = written[0];
    if (batch === undefined) throw new Error('nothing was written');
    for (let time = 0; time < 3; time += 1) await store.insert(batch);
    for (const range of [
      { from: START, to: START + 60 },
      { from: START - 7200, to: START + 7200 },
    ]) {
      expect(sumOf(await store.readGraph(range), range)).toBe(14);
    }
  });

  test('[HIST-7] buckets add up over a range, and a range holds nothing of its neighbours', async () => {
    for (const minute of [1, 2, 3]) {
      const from = START + minute * 60;
      await write(from, picture(from, [edge('cart', 'redis', { forwarded: 10 ** minute })]));
    }
    const forwarded = async (from: number, to: number): Promise<number> =>
      sumOf(await store.readGraph({ from, to }), { from, to });
    expect(await forwarded(START + 60, START + 120)).toBe(10);
    expect(await forwarded(START + 60, START + 180)).toBe(110);
    expect(await forwarded(START, START + 240)).toBe(1124);
    expect(await forwarded(START + 300, START + 360)).toBe(0);
  });

  test('[HIST-8] a range is told with what is missing of it', async () => {
    const coverage = await store.readCoverage({ from: START, to: START + 240 });
    expect(coverage).toEqual({ coveredSeconds: 40, lostEvents: 7, gaps: [] });
  });

  test('[HIST-9] the time strip of a range is that of its flows', async () => {
    const steps = await store.readTimeline({ from: START, to: START + 240 }, 60);
    expect(steps.map(({ at, forwarded, dropped }) => [(at - START) / 60, forwarded, dropped])).toEqual([
      [0, 12, 2],
      [1, 10, 0],
      [2, 100, 0],
      [3, 1000, 0],
    ]);
  });

  test('[WEB-331] the figures of an edge step by step add up to those of the range, and other edges are left out', async () => {
    const range = { from: START, to: START + 240 };
    const name = { source: 'cart', destination: 'redis', port: 80, protocol: 1 };
    const steps = await store.readEdgeSteps(range, 60, [name]);
    const forwarded = steps.map(({ at, figures }) => [(at - START) / 60, figures[FIGURE.forwarded] ?? 0]);
    expect(forwarded.toSorted(([a = 0], [b = 0]) => a - b)).toEqual([
      [0, 3],
      [1, 10],
      [2, 100],
      [3, 1000],
    ]);
    expect(await store.readEdgeSteps(range, 60, [{ ...name, port: 1 }])).toEqual([]);
    expect(await store.readEdgeSteps(range, 60, [])).toEqual([]);
  });

  test('[HIST-11] the newest batch says where a chain goes on', async () => {
    const last = written.at(-1);
    expect(await store.newestBatch()).toEqual({ number: last?.number, id: last?.id, to: last?.to });
  });
});

test('[HIST-57] a wrong password is told, and does not end anything', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'orrery-contract-'));
  const engine = await startHttpEngine(join(directory, 'engine'), { user: 'orrery', password: 'right' });
  const passwordFile = join(directory, 'password');
  writeFileSync(passwordFile, 'wrong');
  const log = createLog({ level: 'error', write: () => undefined });
  const access = { cluster: undefined, user: 'orrery', passwordFile, spool: undefined };
  const choice = { kind: 'clickhouse', url: engine.url, ...access } as const;
  const { store: refused } = await openStore(choice, { clock: systemClock, log });
  try {
    await expect(refused.newestBatch()).rejects.toThrow('Authentication failed');
    expect(refused.state).toMatchObject({ kind: 'away', why: expect.stringContaining('Authentication failed') });
  } finally {
    await refused.close();
    await engine.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});

function run<Result>(steps: Generator<undefined, Result, undefined>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

type Figures = Partial<Record<keyof typeof FIGURE, number>>;

function edge(source: string, destination: string, figures: Figures): EdgeRow {
  const row = Array.from({ length: FIGURE_COUNT }, () => 0);
  for (const [name, amount] of Object.entries(figures)) row[FIGURE[name as keyof typeof FIGURE]] = amount;
  return { source, destination, port: 80, protocol: 1, figures: row, firstSeenMs: 0, lastSeenMs: 0 };
}

/** Edges as they were in the bucket that begins at `from`; whatever was dropped has a cause. */
function picture(from: number, edges: readonly EdgeRow[]): GraphView {
  const times = { firstSeenMs: from * 1000 + 100, lastSeenMs: from * 1000 + 9000 };
  const names = new Set(edges.flatMap(({ source, destination }) => [source, destination]));
  const causes = edges.flatMap(({ source, destination, port, protocol, figures }): CauseRow[] => {
    const flows = figures[FIGURE.dropped] ?? 0;
    const why = { kind: 'denied', dropReason: 133, direction: 'ingress', policies: [`deny-${destination}`] } as const;
    return flows === 0 ? [] : [{ source, destination, port, protocol, ...why, flows, attempts: 1, ...times }];
  });
  const range = { from, to: from + 10 };
  return graphOfRows(
    [...names].map(vertexNamed),
    edges.map((row) => ({ ...row, ...times })),
    causes,
    range,
  );
}

function vertexNamed(key: string): VertexRow {
  const empty = { cluster: '', workload: key, workloadKind: '', identity: 1, names: [], namesInferred: false, ip: '' };
  return { key, kind: 'workload', namespace: 'shop', labels: [`app=${key}`], ...empty };
}

function sumOf({ edges }: GraphView, range: SecondRange): number {
  const figures = new Float64Array(FIGURE_COUNT);
  let sum = 0;
  for (let row = 0; row < edges.size; row += 1) {
    edges.readFigures(row, range, figures);
    sum += figures.reduce((a, b) => a + b, 0);
  }
  return sum;
}

function shown(graph: GraphView, range: SecondRange): string[] {
  const figures = new Float64Array(FIGURE_COUNT);
  return Array.from({ length: graph.edges.size }, (_, row) => {
    graph.edges.readFigures(row, range, figures);
    const counts = Object.entries(FIGURE).flatMap(([name, figure]) =>
      figures[figure] > 0 ? [`${name} ${figures[figure]}`] : [],
    );
    const causes = graph.edges
      .causes(row)
      .map(({ kind, dropReason, policies, flows }) => `${kind} ${dropReason} by ${policies.join()} ${flows} flows`);
    const ends = [graph.edges.source(row), graph.edges.destination(row)].map((end) => graph.vertex(end).key);
    return [`${ends.join(' -> ')}:${graph.edges.port(row)} ${counts.join(' ')}`, ...causes].join(', ');
  }).toSorted();
}
