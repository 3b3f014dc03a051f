import { expect, test } from 'vitest';
import { RawPicker } from '../aggregate/raw-picker.ts';
import { setup as drawnGraph } from '../aggregate/testing/drawn-graph.ts';
import { flow, START } from '../aggregate/testing/flow-builder.ts';
import { createLog } from '../base/log.ts';
import type { DiskLevel } from './disk-guard.ts';
import { History } from './history.ts';
import { MemoryStore } from './memory-store.ts';
import { Spool } from './spool.ts';

/** A history whose clock and disk stand as they are told to. */
function setup() {
  const graph = drawnGraph({ keptFlowsBytes: 16 << 20 });
  const { intake } = graph;
  const disk: { level: DiskLevel } = { level: 'enough' };
  let nowMs = START * 1000;
  const store = new MemoryStore();
  const history = new History({
    graph: intake.graph,
    closing: intake.graph,
    raw: new RawPicker(intake.graph),
    store,
    spool: new Spool(undefined),
    clock: { nowMs: () => nowMs, monotonicMs: () => performance.now() },
    log: createLog({ level: 'error', write: () => undefined }),
    diskLevel: () => disk.level,
    ledger: intake.ledger,
    nodesHeard: () => ({ nodes: new Map(), silentSinceMs: undefined }),
  });
  const ending = new AbortController();
  return {
    store,
    history,
    disk,
    /** A denied flow a second, up to a time; then everything that is closed by then is written. */
    passTo: async (from: number, to: number): Promise<void> => {
      for (let at = from; at < to; at += 1) {
        graph.feed([flow('shop/cart:41000 -> data/redis:6379', { at, verdict: 'dropped' })], at);
      }
      nowMs = (START + to + 15) * 1000;
      await history.catchUp(ending.signal);
    },
    begin: () => history.begin(ending.signal),
    /** Until everything is in the store. */
    finish: async (): Promise<void> => {
      const writing = history.writer.run(ending.signal);
      while (history.writer.waitingBatches > 0) await new Promise((resolve) => setImmediate(resolve));
      ending.abort();
      history.writer.offer({ from: 0, to: 0, flows: 0, tables: [] });
      await writing;
    },
  };
}

test('[HIST-42] single flows are written again when the disk has room, and the map misses nothing of the time between', async () => {
  const { store, history, disk, passTo, begin, finish } = setup();
  await begin();
  await passTo(0, 30);
  disk.level = 'low';
  await passTo(30, 60);
  expect(history.status()).toMatchObject({ disk: 'low', evidence_flows: 30 });
  expect(history.status().flows_stopped_since).not.toBeNull();
  disk.level = 'enough';
  await passTo(60, 100);
  expect(history.status().flows_stopped_since).toBeNull();
  await finish();

  const range = { from: START - 10, to: START + 90 };
  const seconds: number[] = [];
  for await (const { timeMs } of store.readFlows({ range, order: 'oldest first' })) seconds.push(timeMs / 1000 - START);
  const stopped = [Math.floor((START + 30) / 10) * 10 - START, Math.floor((START + 60) / 10) * 10 - START];
  const [from = 0, to = 0] = stopped;
  const all = Array.from({ length: 90 }, (_, second) => second);
  expect(seconds).toEqual(all.filter((second) => second < from || second >= to));
  const { gaps } = await store.readCoverage(range);
  expect(gaps.map(({ what }) => what)).toContain('no-flows');
  const told = gaps.filter(({ what }) => what === 'no-flows').reduce((sum, gap) => sum + gap.toMs - gap.fromMs, 0);
  expect(told / 1000).toBe(to - from);
  const timeline = await store.readTimeline(range, 10);
  expect(timeline.reduce((sum, { dropped }) => sum + dropped, 0)).toBe(90);
});
