import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RawFlow, RawPick } from '../aggregate/graph-view.ts';
import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import { linkBatch, withoutTable, type Batch } from './batch.ts';
import { FLOWS } from './flow-tables.ts';
import { graphOfRows } from './graph-of-rows.ts';
import { MemoryFlows } from './memory-flows.ts';
import { openStore } from './open-store.ts';
import type { FlowsAsk, PastFlow } from './past-flows.ts';
import type { PastStore } from './past-store.ts';
import { rawRows } from './raw-rows.ts';
import { startHttpEngine } from './testing/http-engine.ts';

/** A whole minute, and not long ago: rows that are too old would leave. */
const START = Math.floor(Date.now() / 60_000) * 60 - 600;
const RANGE = { from: START, to: START + 60 };

const STORES = ['memory', 'chdb', 'http'] as const;

async function open(kind: (typeof STORES)[number], directory: string): Promise<PastStore> {
  const environment = { clock: systemClock, log: createLog({ level: 'error', write: () => undefined }) };
  switch (kind) {
    case 'memory':
      return (await openStore({ kind }, environment)).store;
    case 'chdb':
      return (await openStore({ kind, directory, orMemory: false }, environment)).store;
    case 'http': {
      const engine = await startHttpEngine(join(directory, 'engine'));
      over.push(() => engine.stop());
      const access = { cluster: undefined, user: undefined, passwordFile: undefined, spool: undefined };
      return (await openStore({ kind: 'clickhouse', url: engine.url, ...access }, environment)).store;
    }
  }
}

const over: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of over) await end();
});

describe.each(STORES)('single flows in a store of kind %s', (kind) => {
  const directory = mkdtempSync(join(tmpdir(), 'orrery-flows-'));
  let store: PastStore;
  const batches: Batch[] = [];

  beforeAll(async () => {
    store = await open(kind, directory);
    for (let bucket = 0; bucket < 6; bucket += 1) {
      const batch = batchOf(bucket, drawn(bucket), batches.at(-1));
      batches.push(batch);
      await insertSoon(store, batch);
    }
  }, 60_000);
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test('[HIST-39] what was written down is read back, to the byte, with what is known of it', async () => {
    const flows = await read(store, { range: RANGE, order: 'oldest first' });
    expect(flows).toHaveLength(6 * 20);
    const [first] = flows;
    expect({ ...first, bytes: Buffer.from(first?.bytes ?? []).toString('latin1') }).toEqual({
      timeMs: START * 1000,
      bucket: START,
      place: 0,
      source: 'kind/1',
      destination: 'kind/2',
      port: 8080,
      protocol: 1,
      verdict: 2,
      kept: 'evidence',
      oneIn: 1,
      bytes: text(0, 0),
    });
    expect(flows.filter(({ kept }) => kept === 'sample').every(({ oneIn }) => oneIn === 7)).toBe(true);
  });

  test('[HIST-39] in either order a cursor leads through every flow once, also among flows of one moment', async () => {
    for (const order of ['newest first', 'oldest first'] as const) {
      const all = await read(store, { range: RANGE, order });
      const paged: PastFlow[] = [];
      for (;;) {
        const page = await read(store, { range: RANGE, order, atMost: 7, after: paged.at(-1) });
        paged.push(...page);
        if (page.length < 7) break;
      }
      expect(paged.map(place)).toEqual(all.map(place));
      expect(new Set(paged.map(place)).size).toBe(120);
      const times = paged.map(({ timeMs }) => timeMs);
      expect(times).toEqual(times.toSorted((a, b) => (order === 'oldest first' ? a - b : b - a)));
    }
  });

  test('[HIST-39] a range, an edge, a kind and a text each select what they say', async () => {
    const of = async (ask: Partial<FlowsAsk>): Promise<number> =>
      (await read(store, { range: RANGE, order: 'newest first', ...ask })).length;
    expect(await of({ range: { from: START + 10, to: START + 30 } })).toBe(40);
    expect(await of({ edge: { ends: 'kind/1|kind/2', port: 8080, protocol: 1 } })).toBe(60);
    expect(await of({ edge: { ends: 'kind/1|kind/2', port: 8081, protocol: 1 } })).toBe(0);
    expect(await of({ edge: { ends: '', port: 0, protocol: 0 } })).toBe(0);
    expect(await of({ keptAs: 'evidence' })).toBe(60);
    expect(await of({ verdicts: [1, 4] })).toBe(60);
    expect(await of({ verdicts: [] })).toBe(0);
    expect(await of({ holding: ['flow-3-4', 'flow-5-1'] })).toBe(2 + 10);
    expect(await of({ holding: [] })).toBe(0);
  });

  test('[HIST-39] a batch that is written again is there once, and what was counted adds up', async () => {
    for (const batch of batches) await store.insert(batch);
    expect(await read(store, { range: RANGE, order: 'newest first' })).toHaveLength(120);
    expect(await store.readFlowCounts(RANGE)).toEqual({ evidence: 60, overCap: 12, sample: 60, sampleOf: 420 });
    expect(await store.readFlowCounts({ from: START, to: START + 10 })).toMatchObject({ evidence: 10, overCap: 2 });
  });

  test('[HIST-41] a batch without its single flows is written, and the chain goes on', async () => {
    const bare = withoutTable(batchOf(6, drawn(6), batches.at(-1)), FLOWS);
    await store.insert(bare);
    const after = batchOf(7, drawn(7), bare);
    await store.insert(after);
    const range = { from: START + 60, to: START + 80 };
    const found = await read(store, { range, order: 'oldest first' });
    expect(new Set(found.map(({ bucket }) => bucket))).toEqual(new Set([START + 70]));
    expect(await store.newestBatch()).toMatchObject({ number: 8, id: after.id });
    expect(await store.readFlowCounts(range)).toMatchObject({ evidence: 20 });
  });
});

test('[HIST-40] a store in memory holds 32 MiB of single flows at most, the newest', async () => {
  const flows = new MemoryFlows(100_000);
  for (let i = 0; i < 1000; i += 1) {
    const row = [START * 1000 + i, 1, i, 'a', 'b', 80, 1, 2, 'evidence', 1, 'x'.repeat(300)];
    flows.add(row);
  }
  const times: number[] = [];
  for await (const { timeMs } of flows.read({ range: RANGE, order: 'newest first' })) times.push(timeMs);
  expect(times[0]).toBe(START * 1000 + 999);
  expect(times.length).toBeGreaterThan(170);
  expect(times.length).toBeLessThanOrEqual(200);
});

/** The engine may still be starting. */
async function insertSoon(store: PastStore, batch: Batch): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await store.insert(batch);
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function batchOf(bucket: number, pick: RawPick, previous: Batch | undefined): Batch {
  const from = START + bucket * 10;
  const number = (previous?.number ?? 0) + 1;
  const steps = rawRows(GRAPH, pick, from);
  for (;;) {
    const step = steps.next();
    if (step.done !== true) continue;
    const content = { from, to: from + 10, flows: 20, tables: step.value };
    return linkBatch(content, number, previous?.id ?? '');
  }
}

const GRAPH = graphOfRows(
  ['kind/1', 'kind/2'].map((key) => ({ ...nobody(), key })),
  [0, 1].map((i) => ({
    source: ['kind/1', 'kind/2'][i] ?? '',
    destination: ['kind/2', 'kind/1'][i] ?? '',
    port: 8080,
    protocol: 1,
    figures: [],
    firstSeenMs: 0,
    lastSeenMs: 0,
  })),
  [],
  RANGE,
);

function nobody() {
  const names = { cluster: '', namespace: '', workload: '', workloadKind: '', ip: '' };
  return { ...names, kind: 'workload' as const, identity: 1, labels: [], names: [], namesInferred: false };
}

/** Ten of evidence on one edge and ten of a sample on another, four to a moment. */
function drawn(bucket: number): RawPick {
  const flows = Array.from({ length: 20 }, (_, i): RawFlow => {
    const edge = i % 2;
    const timeMs = (START + bucket * 10) * 1000 + Math.floor(i / 4) * 100;
    const bytes = Buffer.from(text(bucket, i), 'latin1');
    const what = edge === 0 ? { kept: 'evidence', verdict: 2, oneIn: 1 } : { kept: 'sample', verdict: 1, oneIn: 7 };
    return { edge, edgeSerial: edge + 1, timeMs, bytes, ...what } as RawFlow;
  });
  return { flows, overCap: 2, sample: 10, sampleOf: 70, tooLarge: 0 };
}

/** All bytes that there are, and which flow it is. */
function text(bucket: number, i: number): string {
  return `${String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code))} flow-${bucket}-${i}`;
}

async function read(store: PastStore, ask: FlowsAsk): Promise<PastFlow[]> {
  const flows: PastFlow[] = [];
  for await (const flow of store.readFlows(ask)) flows.push(flow);
  return flows;
}

function place({ timeMs, bucket, place: at }: PastFlow): string {
  return `${timeMs} ${bucket} ${at}`;
}
