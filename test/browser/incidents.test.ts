/// <reference lib="dom" />
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readJson } from '../support/read-api.ts';
import { StartedProcess } from '../support/start-process.ts';
import { ROOT, startServer } from '../support/start-server.ts';
import { unzip } from '../support/unzip.ts';
import { waitFor } from '../support/wait-for.ts';
import { seriousFindings } from './axe.ts';
import { furnishHouse, INCIDENT } from './house.ts';

const house = furnishHouse(INCIDENT);
const folder = mkdtempSync(join(tmpdir(), 'orrery-incidents-'));
const STARTS = { timeoutMs: 300_000, everyMs: 250 };
const SLOW_MS = 180_000;
// A server starts three times, and a range is packed, on whatever machine.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });
const NAME = 'Redis <b>denied</b> =1+1';

interface History {
  readonly from: string | null;
  readonly to: string | null;
  readonly timeline: { readonly start: string; readonly step_seconds: number; readonly dropped: number[] } | null;
}

let range: { readonly since: string; readonly until: string };

beforeAll(async () => {
  await house.server.stop();
  house.server = await startWithHistory();
  range = await waitFor('an incident that is written down', deniedRange, STARTS);
});

afterAll(async () => {
  await house.server.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('[PROOF-43] what broke is frozen, outlives relay and server, is exported, checked, opened again and deleted', async () => {
  let page = await house.visit(`?${new URLSearchParams({ ...range }).toString()}`);
  await page.getByRole('button', { name: 'Freeze' }).click();
  await page.getByLabel('Name').fill(NAME);
  await page.getByLabel('Note').fill('since the rollout');
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Freeze' }).click();
  const link = await page.locator('.evidence-link').textContent({ timeout: SLOW_MS });
  const search = new URL(link ?? '').search;
  expect(search).toMatch(/^\?incident=[a-z0-9]{10}$/);
  await page.getByRole('button', { name: 'Show it' }).click();
  await showsFrozen(page);

  await house.simulator.stop();
  await house.server.stop();
  house.server = await startWithHistory();
  page = await house.visit(search);
  await showsFrozen(page);
  await page.getByRole('listitem').filter({ hasText: 'redis' }).first().waitFor();

  expect(await seriousFindings(page)).toEqual([]);

  const bundle = join(folder, 'bundle.zip');
  await menu(page, /Export the evidence/);
  const [saved] = await Promise.all([
    page.waitForEvent('download', { timeout: SLOW_MS }),
    page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click(),
  ]);
  await saved.saveAs(bundle);
  await page
    .getByRole('dialog')
    .getByText(/^Done: /)
    .waitFor();
  await page.keyboard.press('Escape');
  expect(await verified(bundle)).toEqual({ code: 0, said: expect.stringMatching(/^ok: /) as string });

  await opensAgain(bundle);

  await menu(page, /Frozen incidents/);
  const list = page.getByRole('dialog', { name: 'Frozen incidents' });
  await list.getByRole('button', { name: 'Rename' }).click();
  await list.getByLabel('Name').fill('Redis');
  await list.getByRole('button', { name: 'Save' }).click();
  await list.getByRole('button', { name: /^Redis/ }).waitFor();
  await list.getByRole('button', { name: 'Delete', exact: true }).click();
  expect(await seriousFindings(page)).toEqual([]);
  await list.getByRole('button', { name: 'Delete for good' }).click();
  await list.getByText('Nothing was frozen yet').waitFor();
  await page.keyboard.press('Escape');

  const gone = await house.visit(search);
  await gone
    .getByRole('region', { name: 'Frozen incident' })
    .getByText(/no frozen incident of that id/)
    .waitFor({ timeout: SLOW_MS });
});

test('[PROOF-49] a recording that is brought to the page is shown beside what is live, and bad lines are told', async () => {
  const recording = join(folder, 'brought.jsonl');
  const times = [0, 5, 12].map((second) => new Date(Date.UTC(2026, 0, 2, 3, 4, second)).toISOString());
  const lines = times.map((time, index) => JSON.stringify(deniedFlow(time, index)));
  writeFileSync(recording, [...lines, 'no json', ''].join('\n'));
  const page = await house.visit('');
  page.setDefaultTimeout(SLOW_MS);
  await page.getByRole('button', { name: 'Export and frozen incidents' }).click();
  await page.getByLabel(/^Open a recording/).setInputFiles(recording);
  const dialog = page.getByRole('dialog', { name: 'Open a recording' });
  await dialog.getByText('3 flows can be shown; 1 line could not be read.').waitFor();
  await dialog.getByRole('link', { name: 'Show it' }).click();
  await page.getByRole('banner').getByText('Recorded: brought.jsonl').waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/captures\/[0-9a-f]{16}\/$/);
  await page.getByRole('listitem').filter({ hasText: 'brought-redis' }).first().waitFor();

  const bad = join(folder, 'bad.jsonl');
  writeFileSync(bad, 'nothing\n');
  await page.goto(`${house.server.url}/`);
  await page.getByRole('button', { name: 'Export and frozen incidents' }).click();
  await page.getByLabel(/^Open a recording/).setInputFiles(bad);
  await dialog.getByText(/It cannot be shown: .*bad\.jsonl holds no flows that can be read: 1 line is/i).waitFor();
});

function deniedFlow(time: string, index: number): object {
  const end = (name: string): object => ({
    identity: 5000 + name.length,
    cluster_name: 'kind',
    namespace: 'shop',
    labels: [`k8s:app=${name}`],
    pod_name: `${name}-0`,
    workloads: [{ name, kind: 'Deployment' }],
  });
  const flow = {
    time,
    uuid: `00000000-0000-4000-8000-00000000000${index + 1}`,
    verdict: 'DROPPED',
    drop_reason: 133,
    drop_reason_desc: 'POLICY_DENIED',
    node_name: 'kind/worker',
    Type: 'L3_L4',
    IP: { source: '10.0.0.1', destination: '10.0.0.2', ipVersion: 'IPv4' },
    l4: { TCP: { source_port: 40_000 + index, destination_port: 6379, flags: { SYN: true } } },
    source: end('brought-cart'),
    destination: end('brought-redis'),
    event_type: { type: 1, sub_type: 133 },
    traffic_direction: 'INGRESS',
    is_reply: false,
  };
  return { flow, node_name: 'kind/worker', time };
}

/** A fresh server of the exported flows has the same denied flows as the bundle says. */
async function opensAgain(bundle: string): Promise<void> {
  const files = await unzip(bundle);
  const flows = join(folder, 'flows.jsonl');
  writeFileSync(flows, files.get('flows.ndjson') ?? '');
  const lines = String(files.get('flows.ndjson')).trimEnd().split('\n');
  const dropped = lines.filter((line) => (JSON.parse(line) as FlowLine).flow?.verdict === 'DROPPED').length;
  expect(dropped).toBeGreaterThan(0);
  const server = await startServer(['--open', flows, '--log-level', 'warn'], { readyMs: SLOW_MS });
  try {
    const { opened } = await readJson<{ opened: { flows: number; bad_lines: number; from: string; to: string } }>(
      server.url,
      '/api/v1/status',
    );
    expect(opened).toMatchObject({ flows: lines.length, bad_lines: 0 });
    const asked = new URLSearchParams({ since: opened.from, until: opened.to });
    const { edges } = await readJson<MapJson>(server.url, `/api/v1/map?${asked.toString()}`);
    expect(edges.reduce((sum, { flows: counts }) => sum + (counts['DROPPED'] ?? 0), 0)).toBe(dropped);
    const page = await house.visit('', `${server.url}/`);
    page.setDefaultTimeout(SLOW_MS);
    await page.getByRole('banner').getByText('Recorded: flows.jsonl').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'redis' }).first().waitFor();
  } finally {
    await server.stop();
  }
}

interface FlowLine {
  readonly flow?: { readonly verdict?: string };
}
interface MapJson {
  readonly edges: readonly { readonly flows: Readonly<Record<string, number>> }[];
}

async function showsFrozen(page: Page): Promise<void> {
  page.setDefaultTimeout(SLOW_MS);
  await page.getByRole('banner').getByText('Frozen', { exact: true }).waitFor();
  await page.getByRole('region', { name: 'Frozen incident' }).getByText(NAME).waitFor();
}

async function menu(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Export and frozen incidents' }).click();
  await page.getByRole('button', { name }).click();
}

async function verified(path: string): Promise<{ code: number | null; said: string }> {
  const command = new StartedProcess(`${ROOT}/apps/server/dist/main.js`, ['verify', path]);
  await command.ended();
  return { code: command.exitCode, said: command.lines[0] ?? '' };
}

function startWithHistory(): ReturnType<typeof startServer> {
  const store = `chdb:${join(folder, 'store')}`;
  return startServer(['--relay', house.simulator.address, '--log-level', 'warn', '--store', store]);
}

/** From the first written second to the last, once something was denied for a while. */
async function deniedRange(): Promise<typeof range | undefined> {
  const { from, to, timeline } = await readJson<History>(house.server.url, '/api/v1/history');
  if (from === null || to === null || timeline === null) return undefined;
  const denied = timeline.dropped.filter((count) => count > 0).length;
  return denied >= 2 ? { since: from, until: to } : undefined;
}
