import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { FIGURE } from '../aggregate/graph-view.ts';
import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import { linkBatch } from './batch.ts';
import { openStore } from './open-store.ts';

const log = createLog({ level: 'error', write: () => undefined });
const MINUTE = 60;
/** Whole days apart: parts of their own. */
const DAY = 86_400;
const TODAY = Math.floor(Date.now() / 1000 / MINUTE) * MINUTE - 600;
const over: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of over.splice(0).toReversed()) await end();
});

test('[HIST-60] a part whose bytes were changed is taken out and told as a gap of its day, and all other days are there', async () => {
  const directory = folder();
  const store = await opened(directory);
  await store.insert(batchAt(TODAY - DAY, 1, 5));
  await store.insert(batchAt(TODAY, 2, 7));
  expect(await forwarded(store, TODAY - DAY)).toBe(5);
  await store.close();
  flip(join(directory, 'chdb'), dayOf(TODAY - DAY), (bytes) => {
    const changed = Buffer.from(bytes);
    const middle = Math.floor(changed.length / 2);
    changed[middle] = (changed[middle] ?? 0) ^ 0xff;
    return changed;
  });
  const again = await opened(directory);
  expect(await forwarded(again, TODAY)).toBe(7);
  expect(await forwarded(again, TODAY - DAY)).toBe(0);
  const told = again.takeSetAside();
  expect(told.map(({ what }) => what)).toContain('a part of the table edges_10s');
  for (const { fromMs, toMs } of told) {
    expect(fromMs).toBeLessThanOrEqual((TODAY - DAY) * 1000);
    expect(toMs).toBeGreaterThan((TODAY - DAY) * 1000);
  }
});

test('[HIST-60] a part that the engine leaves out as it starts is told once', async () => {
  const directory = folder();
  const store = await opened(directory);
  await store.insert(batchAt(TODAY - DAY, 1, 5));
  await store.close();
  flip(join(directory, 'chdb'), dayOf(TODAY - DAY), (bytes) => bytes.subarray(0, bytes.length >> 1));
  const again = await opened(directory);
  await again.newestBatch();
  const told = again.takeSetAside();
  expect(told.length).toBeGreaterThan(0);
  const rows = told.map(
    ({ what, path, fromMs, toMs }) => `${JSON.stringify([fromMs, toMs, 'set-aside', `${what} ${path}`])}\n`,
  );
  const columns = ['from_ms', 'to_ms', 'what', 'why'];
  const gaps = { table: 'gaps', columns, rows: rows.length, lines: rows.join('') };
  await again.insert(linkBatch({ from: TODAY, to: TODAY + 10, flows: 0, tables: [gaps] }, 2, 'x'));
  await again.close();
  const third = await opened(directory);
  await third.newestBatch();
  expect(third.takeSetAside()).toEqual([]);
});

async function opened(directory: string) {
  const { store } = await openStore({ kind: 'chdb', directory, orMemory: false }, { clock: systemClock, log });
  over.push(() => store.close());
  return store;
}

function batchAt(bucket: number, number: number, flows: number) {
  const columns = ['bucket', 'source', 'destination', 'port', 'protocol', 'forwarded', 'first_ms', 'last_ms'];
  const line = `${JSON.stringify([bucket, 'a', 'b', 80, 1, flows, bucket * 1000, bucket * 1000])}\n`;
  const tables = [{ table: 'edges_10s', columns, rows: 1, lines: line }];
  return linkBatch({ from: bucket, to: bucket + 10, flows, tables }, number, '');
}

async function forwarded(store: Awaited<ReturnType<typeof opened>>, from: number): Promise<number> {
  const { edges } = await store.readGraph({ from, to: from + MINUTE });
  let sum = 0;
  for (let edge = 0; edge < edges.size; edge += 1) sum += edges.total(edge, FIGURE.forwarded);
  return sum;
}

/** Changes the rows of every part of a day. */
function flip(path: string, day: string, change: (bytes: Buffer) => Uint8Array): void {
  let changed = 0;
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name !== 'data.bin' || !entry.parentPath.includes(`/${day}_`)) continue;
    const file = join(entry.parentPath, entry.name);
    writeFileSync(file, change(readFileSync(file)));
    changed += 1;
  }
  if (changed === 0) throw new Error(`there is no part of ${day}`);
}

function dayOf(second: number): string {
  return new Date(second * 1000).toISOString().slice(0, 10).replaceAll('-', '');
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'orrery-test-'));
  over.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
