import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import { linkBatch, parseBatch, formatBatch, withoutTable, type Batch, type BatchContent } from './batch.ts';
import type { Gap } from './past-store.ts';
import { Spool } from './spool.ts';
import { Writer } from './writer.ts';

const T = 1_790_000_000;

/** A writer whose store takes nothing until it is told to. */
function setup(maxWaitingBytes: number) {
  const directory = mkdtempSync(join(tmpdir(), 'orrery-writer-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const stored: Batch[] = [];
  const store = {
    newestBatch: async () => undefined,
    insert: async (batch: Batch) => void stored.push(batch),
  };
  const log = createLog({ level: 'error', write: () => undefined });
  const spool = new Spool(directory);
  const writer = new Writer({ store, spool, clock: systemClock, log, maxWaitingBytes });
  writer.beginAt(T);
  return { writer, spool, stored, reopened: () => new Spool(directory).waiting() };
}

function bucket(at: number): BatchContent {
  const flows = { table: 'flows', columns: ['text'], rows: 1, lines: `["${'f'.repeat(900)}"]\n` };
  const edges = { table: 'edges_10s', columns: ['name'], rows: 1, lines: `["${'e'.repeat(90)}"]\n` };
  return { from: T + at, to: T + at + 10, flows: 5, tables: [edges, flows] };
}

function tensOf(from: number, to: number): number[] {
  return Array.from({ length: (to - from) / 10 }, (_, i) => from + i * 10);
}

function hasFlows({ tables }: Batch): boolean {
  return tables.some(({ table, lines }) => table === 'flows' && lines !== '');
}

test('[HIST-41] past the bound single flows are given up first, the oldest, and batches only when none are left', () => {
  const { writer, reopened } = setup(5000);
  const gaps: Gap[] = [];
  const offer = (from: number, to: number): void => {
    for (let at = from; at < to; at += 10) {
      writer.offer(bucket(at));
      gaps.push(...writer.takeGaps());
    }
  };
  const gapsOf = (what: Gap['what']): number[] =>
    gaps.filter((gap) => gap.what === what).flatMap(({ fromMs, toMs }) => tensOf(fromMs / 1000 - T, toMs / 1000 - T));
  offer(0, 100);
  expect([writer.waitingBatches, writer.givenUpBatches, writer.leftOutFlows]).toEqual([10, 0, 6]);
  expect(gapsOf('no-flows')).toEqual([10, 20, 30, 40, 50, 60]);
  const { batches, damaged } = reopened();
  expect(damaged).toEqual([]);
  expect(batches.map(hasFlows)).toEqual([true, false, false, false, false, false, false, true, true, true]);
  offer(100, 600);
  expect(writer.givenUpBatches).toBeGreaterThan(0);
  expect(gapsOf('given-up')[0]).toBe(10);
  expect(writer.waitingBytes).toBeLessThanOrEqual(5000);
});

test('[HIST-41] a batch without its single flows has the same id, and its file is told from a damaged one', async () => {
  const first = linkBatch(bucket(0), 1, '');
  const bare = withoutTable(first, 'flows');
  expect(bare.id).toBe(first.id);
  expect(parseBatch(formatBatch(bare))).toEqual(bare);
  expect(parseBatch(formatBatch(first))).toEqual(first);
  const text = formatBatch(bare);
  expect(parseBatch(text.replace('eee', 'eef'))).toBeUndefined();
  expect(parseBatch(text.slice(0, -1))).toBeUndefined();
  expect(parseBatch(text.replace('"flows":5', '"flows":6'))).toBeUndefined();
  const digest = bare.tables[1]?.digest ?? '';
  expect(parseBatch(text.replace(digest, `${digest.slice(1)}0`))).toBeUndefined();
});
