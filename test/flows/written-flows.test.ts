import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readJson, type MapJson } from '../support/read-api.ts';
import { Relay } from '../support/relay-client.ts';
import { startServer } from '../support/start-server.ts';
import { waitFor } from '../support/wait-for.ts';

const SINCE = '-1h';
const DENIED = 'verdict:DROPPED,AUDIT';

test('[HIST-46] every denied attempt below the cap is found after a restart of the server, once', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'orrery-written-flows-'));
  const { relay, address } = await Relay.playing({
    scenario: 'incident',
    seed: 3,
    // Denials come in the last four seconds: fewer than are written down of one edge and minute.
    incidentAfterMs: 21_000,
    rate: 100,
    total: 2500,
    ring: 65_535,
    relay: { drainMs: 100 },
  });
  onTestFinished(async () => {
    await relay.kill();
    rmSync(directory, { recursive: true, force: true });
  });
  const args = ['--relay', address, '--store', `chdb:${directory}`, '--log-level', 'warn'];
  const first = await startServer(args);
  try {
    await waitFor('all flows to be sent', async () => (await relay.state()).isTotalReached, {
      timeoutMs: 300_000,
      everyMs: 250,
    });
    const endedSeconds = Date.now() / 1000;
    await waitFor('all of it to be written down', () => isWrittenTo(first.url, endedSeconds), {
      timeoutMs: 120_000,
      everyMs: 500,
    });
  } finally {
    await first.process.kill();
  }

  const server = await startServer(args);
  onTestFinished(() => server.stop());
  const found = await waitFor('the history to answer', () => allFlows(server.url), {
    timeoutMs: 60_000,
    everyMs: 500,
  });
  const map = await readJson<MapJson>(server.url, `/api/v1/map?since=${SINCE}`);
  const denied = map.edges.reduce((sum, { flows }) => sum + (flows.DROPPED ?? 0) + (flows.AUDIT ?? 0), 0);
  expect(found.leftOut).toBe(0);
  expect(denied).toBeGreaterThan(5);
  expect(new Set(found.uuids).size).toBe(found.uuids.length);
  expect(found.uuids.length).toBe(denied);

  // One of them in full, and what belongs to it.
  const [uuid = ''] = found.uuids;
  const [at = ''] = found.times;
  const story = await readJson<{ flow: { flow: { uuid: string } } }>(server.url, `/api/v1/story?uuid=${uuid}&at=${at}`);
  expect(story.flow.flow.uuid).toBe(uuid);
});

interface Found {
  readonly uuids: readonly string[];
  readonly times: readonly string[];
  readonly leftOut: number;
}

/** Page by page; undefined while the store does not answer yet. */
async function allFlows(url: string): Promise<Found | undefined> {
  const uuids: string[] = [];
  const times: string[] = [];
  let leftOut = 0;
  for (let cursor: string | null = ''; cursor !== null;) {
    const search = `since=${SINCE}&q=${encodeURIComponent(DENIED)}&limit=5${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const response: Response = await fetch(`${url}/api/v1/flows?${search}`);
    if (response.status === 503) return undefined;
    expect(response.status).toBe(200);
    for (const { flow } of (await response.json()) as { flow: { uuid: string; time: string } }[]) {
      uuids.push(flow.uuid);
      times.push(flow.time);
    }
    leftOut = Math.max(leftOut, Number(response.headers.get('orrery-left-out-flows') ?? 0));
    cursor = response.headers.get('orrery-next-cursor');
  }
  return { uuids, times, leftOut };
}

interface StoreJson {
  readonly store: { readonly written_to: string; readonly waiting_batches: number };
}

async function isWrittenTo(url: string, seconds: number): Promise<boolean> {
  const { store } = await readJson<StoreJson>(url, '/api/v1/status');
  return Date.parse(store.written_to) / 1000 > seconds + 1 && store.waiting_batches === 0;
}
