/// <reference lib="dom" />
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readJson } from '../support/read-api.ts';
import { startServer } from '../support/start-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { seriousFindings } from './axe.ts';
import { furnishHouse } from './house.ts';
import { mapIsReady } from './map-probe.ts';

/** The rollout comes so late that the server has listened for a while before it, even on a slow machine. */
const house = furnishHouse('--scenario incident --incident-after 75s --rate 300 --seed 1');
const directory = mkdtempSync(join(tmpdir(), 'orrery-compare-'));
const BUCKET_MS = 10_000;
/** Of each of the two ranges. */
const RANGE_MS = 30_000;
const STARTS = { timeoutMs: 280_000, everyMs: 500 };

interface Ranges {
  readonly since: string;
  readonly until: string;
  readonly before_since: string;
  readonly before_until: string;
}
let ranges: Ranges;

beforeAll(async () => {
  await house.server.stop();
  const store = ['--store', `chdb:${directory}`];
  house.server = await startServer(['--relay', house.simulator.address, '--log-level', 'warn', ...store]);
  ranges = await waitFor('both sides of the rollout to be written down', aroundRollout, STARTS);
}, 300_000);

afterAll(async () => {
  await house.server.stop();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

test('[API-90] before and after the rollout: the broken pair is named as newly denied, by the server and in the sentence', async () => {
  const query = new URLSearchParams({ ...ranges, group: 'workload' });
  const answer = await readJson<CompareJson>(house.server.url, `/api/v1/compare?${query}`);
  const denied = answer.edges.filter(({ change }) => change === 'newly-denied');
  const redis = denied.find(({ destination, port }) => destination.endsWith('/redis') && port === 6379);
  expect(redis).toMatchObject({
    source: expect.stringMatching(/\/cart$/),
    is_rare: false,
    before: { verdict: 'forwarded', refused_per_minute: 0 },
    after: { verdict: 'denied' },
  });
  expect(answer.summary).toMatch(/^\d new denied pairs, all from namespace shop/);
});

test('[WEB-356] a comparison stands under its sentence, with both times and the policies that changed between them', async () => {
  const page = await visitBoth();
  const bar = page.getByRole('region', { name: 'Before and after' });
  await bar.getByText(/between them: shop\/.* revision 42/).waitFor();
  const said = await bar.locator('.compare-sentence').textContent();
  expect(said).toMatch(/^\d new denied pairs, all from namespace shop/);
  expect(await bar.locator('.compare-ranges strong').count()).toBe(2);
});

test('[WEB-357] the changes are a list for the keyboard, and each opens its edge with both columns of figures', async () => {
  const page = await visitBoth();
  const list = page.getByRole('listbox', { name: 'Changes, worst first' });
  await list.focus();
  const redis = list.getByTitle(/^shop\/cart to data\/redis port 6379, newly denied/);
  await redis.waitFor();
  const place = (await list.getByRole('option').allTextContents()).findIndex((text) => text.includes('redis:6379'));
  for (let step = 0; step < place; step += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await waitFor(
    'the edge in the address',
    async () => addressOf(page).get('edge')?.includes('redis') === true,
    PATIENT,
  );

  const panel = page.getByRole('complementary', { name: 'Selected edge' });
  const figures = panel.getByRole('region', { name: 'Before and after' });
  expect(await cells(figures, 'Verdict')).toEqual(['Forwarded', 'Denied']);
  const [, refused] = (await cells(figures, 'Denied/min')).map(Number);
  expect(refused).toBeGreaterThan(0);
  const [was, is] = await cells(figures, 'Connections denied');
  expect([was, Number(is?.replace(',', '')) > 0]).toEqual(['0', true]);
  expect(await seriousFindings(page)).toEqual([]);
});

test('[WEB-353] the map shows both ranges, says the changes in words, and keeps what is as it was without a label', async () => {
  const page = await visitBoth();
  const said = page.getByRole('list', { name: /edges/i });
  await said.getByText(/shop\/cart to data\/redis, port 6379: newly denied; denied now/).waitFor({ state: 'attached' });
  const labels = await labelsOf(page);
  const [, redis] = Object.entries(labels).find(([key]) => key.includes('redis|6379') && key.includes('/cart|')) ?? [];
  expect(redis?.strong).toMatch(/\/min denied$/);
  expect(redis?.weak).toMatch(/^passed before, /);
  const changed = await page.getByRole('listbox', { name: 'Changes, worst first' }).getByRole('option').count();
  expect(Object.values(labels).filter((label) => label !== undefined && label !== null).length).toBeLessThanOrEqual(
    changed,
  );
});

test('[WEB-358] an edge that vanished says so, without figures of now, and leads to where it was', async () => {
  const page = await visitBoth();
  const gone = page.getByTitle(/models\.ml\.example port 443, vanished/);
  await gone.click();
  const panel = page.getByRole('complementary', { name: 'Selected edge' });
  await panel.getByText('Vanished').first().waitFor();
  expect(await cells(panel.getByRole('region', { name: 'Before and after' }), 'Verdict')).toEqual(['Forwarded', '–']);
  expect(await panel.getByRole('tab').count()).toBe(0);
  await panel.getByRole('button', { name: 'Show the earlier range' }).click();
  await waitFor('the earlier range', async () => addressOf(page).get('since') === ranges.before_since, PATIENT);
  expect(addressOf(page).get('before_since')).toBe(null);
  await panel.getByText('Forwarded', { exact: true }).first().waitFor();
});

test('[WEB-351] the menu compares with what was before, and with what was before a policy changed; back ends it', async () => {
  const page = await house.visit(`?since=${ranges.since}&until=${ranges.until}`);
  await mapIsReady(page);
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  const menu = page.getByRole('dialog', { name: 'Compare with' });
  await menu.getByRole('button', { name: /^An hour earlier before the history begins/ }).waitFor();
  await menu.getByRole('button', { name: /revision 42/ }).click();
  await waitFor('both ranges in the address', async () => addressOf(page).has('before_since'), PATIENT);
  await page.getByRole('listbox', { name: 'Changes, worst first' }).getByText('redis').first().waitFor();
  await page.getByRole('button', { name: 'End the comparison' }).click();
  await page.getByRole('listbox', { name: 'Troubles, worst first' }).waitFor();
  expect(addressOf(page).has('before_since')).toBe(false);
  await page.goBack();
  await page.getByRole('listbox', { name: 'Changes, worst first' }).waitFor();
});

const PATIENT = { timeoutMs: 60_000, everyMs: 100 };

interface CompareJson {
  readonly summary: string;
  readonly edges: readonly {
    readonly source: string;
    readonly destination: string;
    readonly port: number;
    readonly change: string;
  }[];
}

interface AnchorsJson {
  readonly anchors: readonly { readonly at: string }[];
}

interface HistoryJson {
  readonly from: string | null;
  readonly to: string | null;
}

/** The ranges on both sides of the rollout, once they are written down. */
async function aroundRollout(): Promise<Ranges | undefined> {
  const { anchors } = await readJson<AnchorsJson>(house.server.url, '/api/v1/anchors?since=-1h');
  const { from, to } = await readJson<HistoryJson>(house.server.url, '/api/v1/history');
  const times = anchors.map(({ at }) => Date.parse(at));
  if (times.length === 0 || from === null || to === null) return undefined;
  const endsMs = Math.floor(Math.min(...times) / BUCKET_MS) * BUCKET_MS;
  // Policies are named with their next revision by the first flow after the rollout, which may be some seconds later.
  const beginsMs = Math.ceil(Math.max(...times) / BUCKET_MS) * BUCKET_MS;
  if (Date.parse(to) < beginsMs + RANGE_MS) return undefined;
  const text = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const startsMs = Math.max(Date.parse(from), endsMs - 2 * BUCKET_MS - RANGE_MS);
  return {
    since: text(beginsMs),
    until: text(beginsMs + RANGE_MS),
    before_since: text(startsMs),
    before_until: text(endsMs - BUCKET_MS),
  };
}

async function visitBoth(): Promise<Page> {
  const page = await house.visit(`?${new URLSearchParams({ ...ranges })}`);
  await mapIsReady(page);
  await page.getByRole('listbox', { name: 'Changes, worst first' }).waitFor();
  return page;
}

/** Before and after, of one row of the figures. */
async function cells(figures: Locator, name: string): Promise<string[]> {
  await figures.getByRole('table').waitFor();
  const row = figures.getByRole('row').filter({ has: figures.page().getByRole('rowheader', { name, exact: true }) });
  return row.getByRole('cell').allTextContents();
}

function addressOf(page: Page): URLSearchParams {
  return new URL(page.url()).searchParams;
}

/** What is written on the edges of the map, by key. */
async function labelsOf(page: Page): Promise<Readonly<Record<string, { strong: string; weak: string } | undefined>>> {
  return page.evaluate(() => {
    const detail: { labels?: Record<string, { strong: string; weak: string }> } = {};
    document.querySelector('.map')?.dispatchEvent(new CustomEvent('map:geometry', { detail }));
    return detail.labels ?? {};
  });
}
