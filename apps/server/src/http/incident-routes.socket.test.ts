import type { ClickHouseClient } from '@clickhouse/client';
import { fromBinary } from '@bufbuild/protobuf';
import { FrameSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Intake } from '../aggregate/intake.ts';
import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import { DRAWN_MS, drawnRecording } from '../evidence/testing/drawn-recording.ts';
import { verifyBundle } from '../evidence/verify-bundle.ts';
import { verifyStore } from '../evidence/verify-store.ts';
import { EngineSupervisor } from '../history/engine/engine-supervisor.ts';
import type { Batch } from '../history/batch.ts';
import { MemoryStore } from '../history/memory-store.ts';
import type { PastStore } from '../history/past-store.ts';
import { SqlStore } from '../history/sql-store.ts';
import { engineClient } from '../history/store-client.ts';
import { openCapture, type OpenedCapture } from '../opened-capture.ts';
import { runServer, type RunningServer } from './test-server.ts';

const RECORDING = drawnRecording(`
  1s    web -> cart:8080    forwarded
  11s   cart -> redis:6379  dropped by deny-redis
  12s   cart -> redis:6379  dropped by deny-redis
  31s   web -> cart:8080    forwarded
`);
const FOLDER = mkdtempSync(join(tmpdir(), 'orrery-incident-'));
const LOG = createLog({ level: 'error', write: () => undefined });
const ALL = { since: iso(0), until: iso(60) };

interface Incident {
  readonly id: string;
  readonly url: string;
  readonly name: string;
  readonly note: string;
  readonly flows: number;
  readonly kept_flows: number;
}

let server: RunningServer;
let opened: OpenedCapture & { readonly batches: readonly Batch[] };

beforeAll(async () => {
  const path = join(FOLDER, 'recording.jsonl');
  writeFileSync(path, RECORDING.map((line) => `${line}\n`).join(''));
  const intake = new Intake({ maxEdges: 1000, keptFlowsBytes: 16 * 1024 * 1024, seed: 1 });
  const batches: Batch[] = [];
  const store = new MemoryStore({ keptSeconds: Infinity });
  const insert = store.insert.bind(store);
  store.insert = (batch) => {
    batches.push(batch);
    return insert(batch);
  };
  const environment = { clock: systemClock, log: LOG, store };
  opened = { ...(await openCapture(path, intake, environment, new AbortController().signal)), batches };
  server = await serve(opened.history.store);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(FOLDER, { recursive: true });
});

test('[PROOF-37] a range is frozen under a short link, listed, renamed and deleted', async () => {
  const { id, url, flows, kept_flows: kept } = await freeze({ name: ' Redis denied ', note: 'since 09:30', ...ALL });
  expect(id).toMatch(/^[a-z0-9]{10}$/);
  expect(url).toBe(`/?incident=${id}`);
  expect([flows, kept]).toEqual([4, 4]);

  const list = await server.json<{ lasting: boolean; incidents: Incident[] }>('/api/v1/incidents');
  expect(list).toMatchObject({ lasting: false, incidents: [{ id, name: 'Redis denied', note: 'since 09:30' }] });

  const renamed = await send('PATCH', `/api/v1/incidents/${id}`, { name: 'Redis' });
  expect(await renamed.json()).toMatchObject({ id, name: 'Redis', note: 'since 09:30' });

  expect((await send('DELETE', `/api/v1/incidents/${id}`)).status).toBe(204);
  for (const path of ['', '/map', '/bundle']) {
    expect((await server.get(`/api/v1/incidents/${id}${path}`)).status).toBe(404);
  }
  expect((await send('DELETE', `/api/v1/incidents/${id}`)).status).toBe(404);
});

test('[PROOF-38] a frozen map answers any query as the past did', async () => {
  const { id } = await freeze({ name: 'map', ...ALL });
  for (const q of ['', 'verdict:DROPPED']) {
    const asked = new URLSearchParams({ q });
    const frozen = await frame(`/api/v1/incidents/${id}/map?${asked.toString()}`);
    const past = await frame(`/api/v1/past?${new URLSearchParams({ q, ...ALL }).toString()}`);
    expect(frozen).toEqual(past);
  }
});

test('[PROOF-44] flows, their stories, requests, questions and trends of a frozen range are told by it', async () => {
  const { id } = await freeze({ name: 'flows', ...ALL });
  const asked = `${new URLSearchParams(ALL).toString()}&q=verdict:DROPPED`;
  const flows = await server.json<{ flow: { uuid: string; verdict: string } }[]>(
    `/api/v1/incidents/${id}/flows?${asked}`,
  );
  expect(flows.map(({ flow }) => flow.verdict)).toEqual(['DROPPED', 'DROPPED']);
  const uuid = flows[0]?.flow.uuid ?? '';
  const range = new URLSearchParams(ALL).toString();
  const story = await server.json<{ flow: object }>(`/api/v1/incidents/${id}/story?uuid=${uuid}&${range}`);
  expect(story.flow).toMatchObject({ flow: { uuid } });
  const trends = await server.json<{ edges: object[] }>(`/api/v1/incidents/${id}/trends?${range}`);
  expect(trends.edges).toHaveLength(1);
  expect(trends).toEqual(await server.json(`/api/v1/trends?${range}`));
  for (const table of ['http', 'dns']) {
    const frozen = await server.json<object>(`/api/v1/incidents/${id}/${table}?${range}`);
    expect(frozen).toMatchObject({ figures: { kind: 'range' }, rows: [] });
  }
});

test('[PROOF-39] the evidence of a frozen range is a bundle that fits', async () => {
  const { id } = await freeze({ name: 'bundle', ...ALL });
  const answer = await server.get(`/api/v1/incidents/${id}/bundle`);
  const path = join(FOLDER, `${id}.zip`);
  writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
  expect(await verifyBundle(path)).toMatchObject({ kind: 'fits' });
});

test('[PROOF-40] pages of other sites change nothing', async () => {
  const { id } = await freeze({ name: 'kept', ...ALL });
  const strange = { Origin: 'https://evil.example' };
  for (const [method, path] of [
    ['POST', '/api/v1/incidents'],
    ['PATCH', `/api/v1/incidents/${id}`],
    ['DELETE', `/api/v1/incidents/${id}`],
  ] as const) {
    const refused = await send(method, path, method === 'DELETE' ? undefined : { name: 'changed' }, strange);
    expect(refused.status, method).toBe(403);
  }
  const form = await server.get('/api/v1/incidents', {
    method: 'POST',
    body: 'name=changed',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  });
  expect(form.status).toBe(415);
  expect(await server.json(`/api/v1/incidents/${id}`)).toMatchObject({ name: 'kept' });
});

test('[PROOF-41] what is too long, unknown or no name is refused in words', async () => {
  const asked: readonly (readonly [object, number, string])[] = [
    [{ name: '' }, 400, 'an incident needs a name'],
    [{ name: 'a'.repeat(121) }, 400, 'name has more than 120 characters'],
    [{ name: 'a', note: 'b'.repeat(10_001) }, 400, 'note has more than 10000 characters'],
    [{ name: 'a', nota: 'b' }, 400, 'there is no "nota" here; known are name, note, q, since, until, view'],
    [{ name: 7 }, 400, 'name is not a text'],
    [{ name: 'a', q: 'namespace:"' }, 400, 'q: '],
    [{ name: 'a', note: 'b'.repeat(70_000) }, 413, 'a body has at most 65536 bytes'],
  ];
  for (const [body, status, message] of asked) {
    const answer = await send('POST', '/api/v1/incidents', body);
    expect(answer.status, message).toBe(status);
    expect(((await answer.json()) as { error: { message: string } }).error.message).toContain(message);
  }
  for (let more = 0; more < 25; more += 1) {
    const answer = await send('POST', '/api/v1/incidents', { name: `n${more}`, ...ALL });
    if (answer.status === 201) continue;
    expect(answer.status).toBe(409);
    expect(((await answer.json()) as { error: { message: string } }).error.message).toMatch(/delete one first$/);
    return;
  }
  throw new Error('there was room for ever');
});

test('[PROOF-42] a frozen range survives a restart of the store and the loss of its rows', async () => {
  const directory = join(FOLDER, 'store');
  let { store, client, stop } = await openSql(directory);
  for (const batch of opened.batches) await store.insert(batch);
  let running = await serve(store);
  const answer = await send('POST', '/api/v1/incidents', { name: 'kept', ...ALL }, {}, running);
  const { id } = (await answer.json()) as Incident;
  const before = await frame(`/api/v1/incidents/${id}/map`, running);
  expect(await verifyStore(store, 0)).toMatchObject({ kind: 'fits' });

  for (const table of ['edges_10s', 'edges_1m', 'edges_1h', 'flows', 'vertices']) {
    await client.command({ query: `TRUNCATE TABLE ${table}` });
  }
  expect(await verifyStore(store, 0)).toMatchObject({ kind: 'does not fit' });
  await running[Symbol.asyncDispose]();
  await stop();

  ({ store, client, stop } = await openSql(directory));
  running = await serve(store);
  expect(await frame(`/api/v1/incidents/${id}/map`, running)).toEqual(before);
  const kept = await running.json<object[]>(`/api/v1/incidents/${id}/flows?${new URLSearchParams(ALL).toString()}`);
  expect(kept).toHaveLength(4);
  const path = join(FOLDER, 'restarted.zip');
  const zip = await running.get(`/api/v1/incidents/${id}/bundle`);
  writeFileSync(path, Buffer.from(await zip.arrayBuffer()));
  expect(await verifyBundle(path)).toMatchObject({ kind: 'fits' });
  expect((await send('DELETE', `/api/v1/incidents/${id}`, undefined, {}, running)).status).toBe(204);
  expect(await running.json('/api/v1/incidents')).toMatchObject({ lasting: true, incidents: [] });
  await running[Symbol.asyncDispose]();
  await stop();
}, 120_000);

async function openSql(
  directory: string,
): Promise<{ store: SqlStore; client: ClickHouseClient; stop: () => Promise<void> }> {
  const supervisor = new EngineSupervisor({ directory, clock: systemClock, log: LOG, onSetAside: () => undefined });
  supervisor.start();
  const client = engineClient(supervisor.agent);
  const store = new SqlStore({ client, clock: systemClock });
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    try {
      await store.newestBatch();
      break;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const stop = async (): Promise<void> => {
    await store.close();
    await supervisor.stop();
  };
  return { store, client, stop };
}

function serve(store: PastStore): Promise<RunningServer> {
  const { intake, history, clock, report } = opened;
  const { graph } = intake;
  const past = { store, writtenTo: history.writtenTo, status: () => history.status() };
  return runServer({ deps: { graph, l7: graph, kept: graph, ledger: intake.ledger, past, clock, opened: report } });
}

async function freeze(body: object): Promise<Incident> {
  const answer = await send('POST', '/api/v1/incidents', body);
  expect(answer.status, answer.status === 201 ? '' : await answer.clone().text()).toBe(201);
  return (await answer.json()) as Incident;
}

function send(method: string, path: string, body?: object, headers: object = {}, to = server): Promise<Response> {
  if (body === undefined) return to.get(path, { method, headers: { ...headers } });
  const json = { 'Content-Type': 'application/json' };
  return to.get(path, { method, body: JSON.stringify(body), headers: { ...json, ...headers } });
}

async function frame(path: string, from = server): Promise<object> {
  const answer = await from.get(path);
  expect(answer.status, answer.status === 200 ? '' : await answer.clone().text()).toBe(200);
  return fromBinary(FrameSchema, new Uint8Array(await answer.arrayBuffer()));
}

function iso(second: number): string {
  return new Date(DRAWN_MS + second * 1000).toISOString();
}
