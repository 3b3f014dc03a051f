import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { createLog } from '../../base/log.ts';
import { engineClient } from '../store-client.ts';
import { EngineSupervisor } from './engine-supervisor.ts';
import { StoreHeldError, takeStoreLock } from './store-lock.ts';

const log = createLog({ level: 'error', write: () => undefined });
const over: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of over.splice(0).toReversed()) await end();
});

test('[HIST-1] statements and rows reach the embedded engine through the client of ClickHouse', async () => {
  const { client } = await engine();
  await client.command({ query: 'CREATE TABLE t (name String, n UInt64) ENGINE = MergeTree ORDER BY name' });
  await client.insert({ table: 't', values: [{ name: "o'hara\n\t", n: 3 }], format: 'JSONEachRow' });
  const answer = await client.query({
    query: 'SELECT n FROM t WHERE name = {name:String}',
    query_params: { name: "o'hara\n\t" },
    format: 'JSONEachRow',
  });
  expect(await answer.json()).toEqual([{ n: 3 }]);
});

test('[HIST-1] an error of the engine arrives with its code', async () => {
  const { client } = await engine();
  await expect(client.query({ query: 'SELECT nothing' })).rejects.toMatchObject({ code: '47' });
});

test('[HIST-2] an engine that is killed is there again within five seconds, with everything that it acknowledged', async () => {
  const { client, supervisor } = await engine();
  await client.command({ query: 'CREATE TABLE t (n UInt64) ENGINE = MergeTree ORDER BY n' });
  for (let round = 1; round <= 3; round += 1) {
    await client.insert({ table: 't', values: [{ n: round }], format: 'JSONEachRow' });
    const killedMs = performance.now();
    process.kill(supervisor.pid ?? 0, 'SIGKILL');
    await until(() => supervisor.restarts === round && supervisor.state.kind === 'ready');
    expect(performance.now() - killedMs).toBeLessThan(5000);
    const answer = await client.query({ query: 'SELECT count() AS rows FROM t', format: 'JSONEachRow' });
    expect(await answer.json()).toEqual([{ rows: round }]);
  }
});

test('[HIST-2] an engine that hangs is ended and started again', async () => {
  const { supervisor } = await engine();
  process.kill(supervisor.pid ?? 0, 'SIGSTOP');
  await until(() => supervisor.restarts === 1 && supervisor.state.kind === 'ready');
  expect(supervisor.state.kind).toBe('ready');
});

test('[HIST-3] what cannot be read is set aside, never deleted, and an empty store begins', async () => {
  const directory = folder();
  const first = await engine(directory);
  await first.client.command({ query: 'CREATE TABLE t (n UInt64) ENGINE = MergeTree ORDER BY n' });
  await first.supervisor.stop();
  spoil(join(directory, 'chdb'));
  const second = await engine(directory);
  expect(second.setAside).toHaveLength(1);
  expect(existsSync(second.setAside[0] ?? '')).toBe(true);
  await second.client.command({ query: 'SELECT 1' });
});

test('[HIST-69] an engine whose server is gone ends; one that hangs then is ended by the next server', async () => {
  const directory = folder();
  const data = join(directory, 'chdb');
  const entry = fileURLToPath(new URL('../../../dist/history/engine/engine-process.js', import.meta.url));
  const orphan = spawn(process.execPath, [entry, data, join(directory, 'socket')], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  over.push(() => void orphan.kill('SIGKILL'));
  await new Promise((resolve) => orphan.once('message', resolve));
  // It does not see that we are gone.
  orphan.kill('SIGSTOP');
  const { supervisor, setAside } = await engine(directory);
  expect(orphan.signalCode ?? (await new Promise((resolve) => orphan.once('exit', (_, name) => resolve(name))))).toBe(
    'SIGKILL',
  );
  expect(supervisor.state.kind).toBe('ready');
  expect(setAside).toEqual([]);
  const other = spawn(process.execPath, [entry, join(directory, 'other'), join(directory, 'other-socket')], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  over.push(() => void other.kill('SIGKILL'));
  await new Promise((resolve) => other.once('message', resolve));
  const ended = new Promise((resolve) => other.once('exit', resolve));
  other.disconnect();
  await ended;
});

test('[HIST-58] an engine that cannot be loaded is not tried again, and nothing is set aside', async () => {
  const directory = folder();
  const entry = join(directory, 'no-engine.mjs');
  writeFileSync(entry, `process.send({ kind: 'failed', code: 'CHDB_PLATFORM', message: 'no native binding' });`);
  const setAside: string[] = [];
  const supervisor = new EngineSupervisor({
    directory,
    clock: systemClock,
    log,
    onSetAside: (path) => void setAside.push(path),
    entry: pathToFileURL(entry),
  });
  over.push(() => supervisor.stop());
  supervisor.start();
  await supervisor.decided();
  expect(supervisor.state).toMatchObject({ kind: 'unusable', why: 'no native binding' });
  expect(setAside).toEqual([]);
});

test('[HIST-4] a second server on the same directory is refused within two seconds, with the holder named', async () => {
  const directory = folder();
  const lock = await takeStoreLock(directory, 0);
  const startMs = performance.now();
  await expect(takeStoreLock(directory, 0)).rejects.toThrow(new RegExp(`process ${process.pid} on `));
  await expect(takeStoreLock(directory, 0)).rejects.toBeInstanceOf(StoreHeldError);
  expect(performance.now() - startMs).toBeLessThan(4000);
  lock.release();
  (await takeStoreLock(directory, 0)).release();
});

test('[HIST-4] the lock of a process that is gone, or on a machine that is silent, is taken over', async () => {
  const directory = folder();
  const gone = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => gone.once('exit', resolve));
  for (const holder of [
    { pid: gone.pid, host: (await import('node:os')).hostname() },
    { pid: 1, host: 'elsewhere' },
  ]) {
    writeFileSync(join(directory, 'orrery.lock'), JSON.stringify({ ...holder, startTicks: '1', sinceMs: 0 }));
    const lock = await takeStoreLock(directory, 0);
    expect(existsSync(join(directory, 'orrery.lock'))).toBe(true);
    lock.release();
  }
});

async function engine(directory = folder()) {
  const setAside: string[] = [];
  const supervisor = new EngineSupervisor({
    directory,
    clock: systemClock,
    log,
    onSetAside: (path) => void setAside.push(path),
  });
  const client = engineClient(supervisor.agent);
  over.push(async () => {
    await client.close();
    await supervisor.stop();
  });
  supervisor.start();
  await until(() => supervisor.state.kind === 'ready');
  return { client, supervisor, setAside };
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'orrery-test-'));
  over.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Other bytes in the description of every table. */
function spoil(path: string): void {
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith('.sql'))
      writeFileSync(join(entry.parentPath, entry.name), 'ATTACH NONSENSE');
  }
}

async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > deadlineMs) throw new Error('it did not come to hold');
    await sleep(20);
  }
}
