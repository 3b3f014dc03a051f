/// <reference lib="dom" />
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readJson } from '../support/read-api.ts';
import { startServer } from '../support/start-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { seriousFindings } from './axe.ts';
import { furnishHouse, INCIDENT, PATIENCE } from './house.ts';

const house = furnishHouse(INCIDENT);
const directory = mkdtempSync(join(tmpdir(), 'orrery-past-flows-'));
const args = (): string[] => {
  const relay = ['--relay', house.simulator.address, '--log-level', 'warn'];
  return [...relay, '--store', `chdb:${directory}`];
};

interface StatusJson {
  readonly store: {
    readonly state: string;
    readonly written_to: string | null;
    readonly evidence_flows: number;
    readonly waiting_batches: number;
  };
}

let range = { since: '', until: '' };

/** What is looked at is out of the store: the server that wrote it is gone. */
beforeAll(async () => {
  await house.server.stop();
  const writer = await startServer(args());
  const { store } = await waitFor('denied flows that are written down', () => written(writer.url), {
    timeoutMs: 240_000,
    everyMs: 500,
  });
  const untilMs = Date.parse(store.written_to ?? '');
  range = { since: timeText(untilMs - 60_000), until: timeText(untilMs) };
  await writer.stop();
  house.server = await startServer(args());
  // What the first had not brought to the store is brought there by the second.
  await waitFor('a store that has all of it', () => isStored(house.server.url), { timeoutMs: 120_000, everyMs: 250 });
}, 300_000);

afterAll(async () => {
  await house.server.stop();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

test('[HIST-49] the flows of a range of the past are a table, and each opens in full, by its link, too', async () => {
  const page = await house.visit(`?view=flows&since=${range.since}&until=${range.until}&q=verdict:DROPPED`);
  await page.getByText('From the history', { exact: true }).waitFor();
  const rows = page.locator('.flow-grid [role=row]').filter({ hasText: 'Dropped' });
  const shown = await waitFor('denied rows', async () => (await rows.count()) || undefined, PATIENCE);
  expect(shown).toBeGreaterThan(1);
  expect(await page.getByText('Following', { exact: true }).count()).toBe(0);
  expect(await page.locator('.table-foot').textContent()).toMatch(/^\d[\d,]* flows?, newest first/);
  expect(await seriousFindings(page)).toEqual([]);

  await rows.first().click();
  const panel = page.getByRole('complementary', { name: 'Flow' });
  await panel.getByRole('heading', { name: 'As hubble prints it' }).waitFor();
  expect(new URL(page.url()).searchParams.get('flow')).not.toBeNull();
  await page.reload();
  await panel.getByRole('heading', { name: 'As hubble prints it' }).waitFor();
  await panel.locator('.story-step').first().waitFor();
});

async function written(url: string): Promise<StatusJson | undefined> {
  const status = await readJson<StatusJson>(url, '/api/v1/status');
  return status.store.evidence_flows > 50 && status.store.written_to !== null ? status : undefined;
}

async function isStored(url: string): Promise<boolean> {
  const { store } = await readJson<StatusJson>(url, '/api/v1/status');
  return store.state === 'ready' && store.waiting_batches === 0;
}

function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
