import { expect, test } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import { linkBatch, type Batch } from './batch.ts';
import { Spool, type Head } from './spool.ts';
import { Writer } from './writer.ts';

const STORED: Head = { number: 41, id: 'f'.repeat(64), to: 1000 };

test('[HIST-59] what was collected while a store was away since the start follows what it has, and the time between is a gap', async () => {
  const { writer, inserted, store, run } = setup();
  await expect(writer.findHead()).rejects.toThrow('away');
  writer.beginAt(1200);
  for (const from of [1200, 1210]) writer.offer(contentAt(from));
  store.isAway = false;
  await run(() => inserted.length === 2);
  expect(inserted.map(({ number }) => number)).toEqual([42, 43]);
  expect(inserted[0]).toEqual(linkBatch(contentAt(1200), 42, STORED.id));
  expect(writer.head).toEqual({ number: 43, id: inserted[1]?.id, to: 1220 });
  expect(writer.takeGaps()).toMatchObject([{ fromMs: 1_000_000, toMs: 1_200_000, what: 'not-written' }]);
});

test('[HIST-59] a batch that the store has already, and whose answer was lost, keeps its number', async () => {
  const { writer, inserted, store, run } = setup();
  store.isAway = false;
  expect(await writer.findHead()).toEqual(STORED);
  writer.offer(contentAt(1000));
  await run(() => inserted.length === 1);
  expect(inserted.map(({ number, previous }) => [number, previous])).toEqual([[42, STORED.id]]);
  expect(writer.takeGaps()).toEqual([]);
});

test('[HIST-59] gaps that follow each other for one reason are told as one', () => {
  const { writer } = setup();
  for (const fromMs of [0, 10, 20, 50]) {
    writer.gap({ fromMs, toMs: fromMs + 10, what: 'given-up', why: 'the store was away' });
  }
  expect(writer.takeGaps().map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
    [0, 30],
    [50, 60],
  ]);
});

function setup() {
  const inserted: Batch[] = [];
  const store = {
    isAway: true,
    newestBatch: async (): Promise<Head | undefined> => {
      if (store.isAway) throw new Error('it is away');
      return STORED;
    },
    insert: async (batch: Batch): Promise<void> => void inserted.push(batch),
  };
  const log = createLog({ level: 'error', write: () => undefined });
  const writer = new Writer({ store, spool: new Spool(undefined), clock: systemClock, log, maxWaitingBytes: 1e6 });
  const run = async (until: () => boolean): Promise<void> => {
    const over = new AbortController();
    const running = writer.run(over.signal);
    while (!until()) await new Promise((resolve) => setTimeout(resolve, 1));
    over.abort();
    await running;
  };
  return { writer, inserted, store, run };
}

function contentAt(from: number) {
  const tables = [{ table: 'edges_10s', columns: ['bucket'], rows: 1, lines: `[${from}]\n` }];
  return { from, to: from + 10, flows: 1, tables };
}
