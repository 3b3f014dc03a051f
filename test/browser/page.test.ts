/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ROOT, startServer, type StartedServer } from '../support/start-server.ts';
import { startSimulator, type StartedSimulator } from '../support/start-simulator.ts';
import { waitFor } from '../support/wait-for.ts';
import { openPage, rowNames, startBrowser, type OpenedPage, type TestBrowser } from './open-page.ts';

const PATIENCE = { timeoutMs: 60_000, everyMs: 100 };
const CART_TO_REDIS = 'Denied: shop/cart to data/redis, port 6379';
const MAX_SCRIPT_BYTES = 250_000;

let browser: TestBrowser;
let simulator: StartedSimulator;
let server: StartedServer;
const opened: OpenedPage[] = [];

beforeAll(async () => {
  simulator = await startSimulator([
    '--scenario',
    'incident',
    '--incident-after',
    '5s',
    '--rate',
    '300',
    '--seed',
    '1',
  ]);
  server = await startServer(['--relay', simulator.address]);
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await simulator?.stop();
});
afterEach(async () => {
  for (const visited of opened.splice(0)) {
    assert.deepEqual(await visited.complaints(), []);
    await visited.page.close();
  }
});

test('[WEB-40] the edge that the incident denies comes first, with its reason, and is live', async () => {
  const page = await visit('');
  await redisIsFirst(page);
  const row = page.getByRole('row', { name: CART_TO_REDIS });
  await row.getByText('Default deny, egress').waitFor();
  await page.getByRole('status').getByText('Live').waitFor();
  await page.getByText('3 of 3 nodes', { exact: true }).waitFor();
  const names = await rowNames(page);
  const verdicts = names.map((name) => name.slice(0, name.indexOf(':')));
  const order = ['Denied', 'Mixed', 'Audit', 'Failing', 'Forwarded'];
  expect(verdicts).toEqual(verdicts.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
});

test('[WEB-49] an edge is red on the page within two seconds of its first denied flow', async () => {
  const relay = await startSimulator([
    '--scenario',
    'incident',
    '--incident-after',
    '6s',
    '--rate',
    '300',
    '--seed',
    '3',
  ]);
  const fresh = await startServer(['--relay', relay.address]);
  try {
    const page = await visit('', `${fresh.url}/`);
    await waitFor('the first rows', async () => (await rowNames(page)).length > 5, PATIENCE);
    await waitFor('red', async () => (await rowNames(page))[0] === CART_TO_REDIS, { ...PATIENCE, everyMs: 20 });
    const redAtMs = Date.now();
    const delayMs = redAtMs - (await firstDeniedMs(fresh.url));
    expect(delayMs).toBeGreaterThanOrEqual(0);
    expect(delayMs).toBeLessThan(2000);
  } finally {
    await fresh.stop();
    await relay.stop();
  }
});

test('[WEB-41] the keyboard leads to the panel of an edge, through it, and back to where it was', async () => {
  const page = await visit('');
  await redisIsFirst(page);
  await page.keyboard.press('/');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Filter');
  await page.keyboard.press('Escape');
  const grid = page.getByLabel('Edges; arrow keys move, Enter opens');
  await waitFor('the rows to have the focus', async () => {
    await page.keyboard.press('Tab');
    return grid.evaluate((element) => element === document.activeElement);
  });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  const id = (await grid.getAttribute('aria-activedescendant')) ?? '';
  expect(await page.locator(`#${id}`).getAttribute('aria-label')).toBe(CART_TO_REDIS);
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary', { name: 'Selected edge' });
  await panel.getByRole('heading', { name: 'cart → redis:6379' }).waitFor();
  expect(await panel.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await panel
    .getByText('Dropped on the way out of shop/cart, because no egress rule allows data/redis on 6379.')
    .waitFor();
  await panel.getByText(/hubble observe --last 20 .*--to-port 6379/).waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  expect(await grid.evaluate((element) => element === document.activeElement)).toBe(true);
});

test('[WEB-42] back, forward, reload and a pasted link show the same view', async () => {
  const page = await visit('');
  await redisIsFirst(page);
  await page.getByLabel('Filter', { exact: true }).fill('namespace:data  to-port:6379');
  await page.keyboard.press('Enter');
  await waitFor('the filter', async () => (await rowNames(page)).every((name) => name.includes('6379')), PATIENCE);
  await page.getByRole('button', { name: '5 minutes', exact: true }).click();
  await page.getByRole('button', { name: 'Sort by from' }).click();
  await page.getByRole('row', { name: CART_TO_REDIS }).click();
  const address = new URL(page.url());
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    q: 'namespace:data  to-port:6379',
    window: '300',
    sort: 'source',
  });
  expect(address.searchParams.get('edge')).toMatch(/\|6379\|TCP$/);
  await shows(page);
  await page.reload();
  await shows(page);
  await shows(await visit(address.search));

  const filter = page.getByLabel('Filter', { exact: true });
  const panel = page.getByRole('complementary', { name: 'Selected edge' });
  await page.goBack();
  await panel.waitFor({ state: 'detached' });
  await page.goBack();
  await page.goBack();
  await waitFor('the empty filter', async () => (await filter.inputValue()) === '', PATIENCE);
  await waitFor('all rows', async () => (await rowNames(page)).length > 10, PATIENCE);
  for (let step = 0; step < 3; step += 1) await page.goForward();
  await shows(page);
});

test('[WEB-43] what is not understood is marked at its position, and one click repairs it', async () => {
  const page = await visit('');
  await redisIsFirst(page);
  await page.getByLabel('Filter', { exact: true }).fill('namespace:shop verdit:DROPPED');
  await page.keyboard.press('Enter');
  const problem = page.getByRole('alert');
  await problem.getByText('At position 16:').waitFor();
  expect(await page.locator('.filter-marks mark').textContent()).toBe('verdit');
  expect(new URL(page.url()).search).toBe('');
  await problem.getByRole('button', { name: 'verdict', exact: true }).click();
  await page.keyboard.press('Enter');
  await problem.waitFor({ state: 'detached' });
  await waitFor('the filter', async () => (await rowNames(page)).every((name) => name.includes('shop/')), PATIENCE);
  expect(new URL(page.url()).searchParams.get('q')).toBe('namespace:shop verdict:DROPPED');
});

test('[WEB-43] a filter that hides everything says how much, and can be removed', async () => {
  const page = await visit('?q=namespace:nowhere');
  await page.getByText('Your filter hides everything').waitFor();
  await page.getByText(/[1-9][\d,]* flows hidden by your filter/).waitFor();
  await page.getByRole('button', { name: 'Remove the filter' }).last().click();
  await redisIsFirst(page);
  expect(new URL(page.url()).search).toBe('');
});

test('[WEB-44] while the relay is away the page says so, and it goes on when the relay is back', async () => {
  const page = await visit('');
  await redisIsFirst(page);
  const { address } = simulator;
  await simulator.process.kill();
  await page.getByText(/Relay away since \d\d:\d\d:\d\d/).waitFor();
  await page.getByText('0 of 3 nodes', { exact: true }).waitFor();
  await page.getByRole('button', { name: /complete/ }).click();
  await page
    .getByText(/not connected since/)
    .first()
    .waitFor();
  simulator = await startSimulator([
    '--listen',
    address,
    '--scenario',
    'incident',
    '--incident-after',
    '1s',
    '--seed',
    '1',
  ]);
  await page.getByText('3 of 3 nodes', { exact: true }).waitFor({ timeout: 60_000 });
  await page.getByRole('status').getByText('Live').waitFor();
  await redisIsFirst(page);
  expect(await page.getByText(/Relay away/).count()).toBe(0);
});

test('[WEB-44] while the server is away old figures are not shown as live, and it goes on when the server is back', async () => {
  const page = await visit('');
  await redisIsFirst(page);
  const port = new URL(server.url).port;
  await server.process.kill();
  await page.getByText(/Stale since \d\d:\d\d:\d\d/).waitFor();
  await page.getByText(/^was 3 of 3 nodes$/).waitFor();
  await page.getByText(/as of \d\d:\d\d:\d\d/).waitFor();
  await page.getByRole('button', { name: 'Retry now' }).waitFor();
  expect(await page.getByRole('status').getByText('Live').count()).toBe(0);
  server = await startServer(['--relay', simulator.address, '--listen', `127.0.0.1:${port}`]);
  await page.getByRole('status').getByText('Live').waitFor({ timeout: 60_000 });
  await redisIsFirst(page);
});

test('[WEB-44] a server that is silent makes the page stale, and live again when it speaks', async () => {
  const page = await visit('');
  await redisIsFirst(page);
  const stopped = server.process;
  stopped.signal('SIGSTOP');
  try {
    await page.getByText(/Stale since \d\d:\d\d:\d\d/).waitFor();
    await page.getByText('the server is silent').waitFor();
  } finally {
    stopped.signal('SIGCONT');
  }
  await page.getByRole('status').getByText('Live').waitFor({ timeout: 60_000 });
  expect(await page.getByText(/Stale since/).count()).toBe(0);
});

test('[WEB-45] both themes are readable, and the chosen one survives a reload', async () => {
  const page = await visit('');
  await redisIsFirst(page);
  const inLight = await contrasts(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const inDark = await contrasts(page);
  expect(inLight.length).toBeGreaterThan(100);
  expect(Math.min(...inLight, ...inDark)).toBeGreaterThanOrEqual(4.5);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await ground()).not.toBe(dark);
  await page.getByRole('button', { name: /Theme: system/ }).click();
  await page.getByRole('button', { name: /Theme: light/ }).click();
  expect(await ground()).toBe(dark);
  await page.reload();
  await redisIsFirst(page);
  expect(await ground()).toBe(dark);
});

test('[WEB-47] the page works below a base path, from an address of any depth', async () => {
  const below = await startServer(['--relay', simulator.address, '--base-path', '/deep/orrery/']);
  try {
    const page = await visit('?window=300', `${below.url}/deep/orrery/some/where`);
    await redisIsFirst(page);
    expect(page.url()).toBe(`${below.url}/deep/orrery/some/where?window=300`);
  } finally {
    await below.stop();
  }
});

test('[WEB-46] hostile names are text everywhere, and execute nothing', async () => {
  const hostile = await startSimulator([
    '--scenario',
    'incident',
    '--incident-after',
    '1s',
    '--hostile',
    '--seed',
    '2',
  ]);
  const victim = await startServer(['--relay', hostile.address]);
  try {
    const page = await visit('', `${victim.url}/`);
    await waitFor('rows', async () => (await rowNames(page)).length > 15, PATIENCE);
    await waitFor('a denied row', async () => (await rowNames(page))[0]?.startsWith('Denied'), PATIENCE);
    const grid = page.getByLabel('Edges; arrow keys move, Enter opens');
    await grid.focus();
    for (let row = 0; row < 12; row += 1) {
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByRole('complementary', { name: 'Selected edge' }).getByRole('heading', { name: 'Ends' }).waitFor();
      await page.keyboard.press('Escape');
    }
    const text = await page.locator('body').innerText();
    expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B\uFEFF\u001B]/);
    expect(await page.locator('img, script:not([src]), iframe').count()).toBe(0);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  } finally {
    await victim.stop();
    await hostile.stop();
  }
});

test('[WEB-48] the script of the page is within its budget', () => {
  const folder = join(ROOT, 'apps/web/dist/page/assets');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name)), { level: 9 }).length, 0);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(MAX_SCRIPT_BYTES);
});

async function visit(search: string, at = `${server.url}/`): Promise<Page> {
  const page = await openPage(browser, `${at}${search}`);
  opened.push(page);
  return page.page;
}

async function redisIsFirst(page: Page): Promise<void> {
  await waitFor(
    'cart -> redis to be denied and first',
    async () => (await rowNames(page))[0] === CART_TO_REDIS,
    PATIENCE,
  );
}

/** The time of the first flow that the policy between cart and redis denied. */
async function firstDeniedMs(url: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/map?q=verdict:DROPPED%20to-port:6379`);
  const { edges } = (await response.json()) as { edges: { causes: { kind: string; first_seen: string }[] }[] };
  const denials = edges.flatMap(({ causes }) => causes.filter(({ kind }) => kind === 'denied'));
  return Math.min(...denials.map(({ first_seen: time }) => Date.parse(time)));
}

/** What the address of the round trip says. */
async function shows(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'cart → redis:6379' }).waitFor();
  expect(await page.getByLabel('Filter', { exact: true }).inputValue()).toBe('namespace:data  to-port:6379');
  expect(await page.getByRole('button', { name: '5 minutes', exact: true }).getAttribute('aria-pressed')).toBe('true');
  await page.getByRole('columnheader', { name: 'From' }).and(page.locator('[aria-sort=ascending]')).waitFor();
  await page.getByRole('row', { name: CART_TO_REDIS, selected: true }).waitFor();
}

/** Of every text in a row, the head of the table and the bars, against the surface that is painted under it. */
async function contrasts(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const luminance = (colour: string): number => {
      const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element: Element | null): string => {
      for (let at = element; at !== null; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (!colour.endsWith(', 0)')) return colour;
      }
      return 'rgb(255, 255, 255)';
    };
    const texts = [...document.querySelectorAll('.edge-row *, .edge-header *, .table-head *, .honesty *, .strip *')];
    return texts
      .filter((element) =>
        [...element.childNodes].some((node) => node instanceof globalThis.Text && node.data.trim() !== ''),
      )
      .map((element) => {
        const [a, b] = [luminance(getComputedStyle(element).color), luminance(ground(element))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      });
  });
}
