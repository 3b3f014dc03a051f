/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startServer } from '../support/start-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { furnishHouse, INCIDENT, PATIENCE } from './house.ts';
import { rowNames } from './open-page.ts';

const CART_TO_REDIS = 'Denied: shop/cart to data/redis, port 6379';
/** The names are buttons, which sets them apart. */
const CART_TO_REDIS_PANEL = { name: /^cart → redis ?:6379$/ };
const TABLE = '?view=table';
const house = furnishHouse(INCIDENT);

test('[WEB-40] the edge that the incident denies comes first, with its reason, and is live', async () => {
  const page = await house.visit(TABLE);
  await redisIsFirst(page);
  const row = page.getByRole('row', { name: CART_TO_REDIS });
  await row.getByText('Policy default deny').waitFor();
  await page.getByRole('status').getByText('Live').waitFor();
  await page.getByRole('banner').getByText('3 of 3', { exact: true }).waitFor();
  const names = await rowNames(page);
  const verdicts = names.map((name) => name.slice(0, name.indexOf(':')));
  const order = ['Denied', 'Mixed', 'Audit', 'Failing', 'Forwarded'];
  expect(verdicts).toEqual(verdicts.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
});

test('[WEB-41] the keyboard leads to the panel of an edge, through it, and back to where it was', async () => {
  const page = await house.visit(TABLE);
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
  await panel.getByRole('heading', CART_TO_REDIS_PANEL).waitFor();
  expect(await panel.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await panel
    .getByText(/^Dropped on the way out of shop\/cart, because no egress rule allows data\/redis on TCP 6379\.$/)
    .first()
    .waitFor();
  await panel.getByText(/hubble observe --last 20 .*--to-port 6379/).waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  expect(await grid.evaluate((element) => element === document.activeElement)).toBe(true);
});

test('[WEB-42] back, forward, reload and a pasted link show the same view', async () => {
  const page = await house.visit(TABLE);
  await redisIsFirst(page);
  await page.getByLabel('Filter', { exact: true }).fill('namespace:data  to-port:6379');
  await page.keyboard.press('Enter');
  await waitFor('the filter', async () => (await rowNames(page)).every((name) => name.includes('6379')), PATIENCE);
  await page.getByRole('button', { name: '5 min', exact: true }).click();
  await page.getByRole('button', { name: 'Sort by source' }).click();
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
  await shows(await house.visit(address.search));

  const panel = page.getByRole('complementary', { name: 'Selected edge' });
  await page.goBack();
  await panel.waitFor({ state: 'detached' });
  await page.goBack();
  await page.goBack();
  await waitFor(
    'no terms',
    async () => (await page.getByRole('button', { name: /^Edit the term/ }).count()) === 0,
    PATIENCE,
  );
  await waitFor('all rows', async () => (await rowNames(page)).length > 10, PATIENCE);
  for (let step = 0; step < 3; step += 1) await page.goForward();
  await shows(page);
});

test('[WEB-43] what is not understood is marked at its position, and one click repairs it', async () => {
  const page = await house.visit(TABLE);
  await redisIsFirst(page);
  await page.getByLabel('Filter', { exact: true }).fill('namespace:shop verdit:DROPPED');
  await page.keyboard.press('Enter');
  const problem = page.getByRole('alert');
  await problem.getByText('At position 16:').waitFor();
  expect(await page.locator('.filter-marks mark').textContent()).toBe('verdit');
  expect(new URL(page.url()).search).toBe(TABLE);
  await problem.getByRole('button', { name: 'verdict', exact: true }).click();
  await page.keyboard.press('Enter');
  await problem.waitFor({ state: 'detached' });
  await waitFor('the filter', async () => (await rowNames(page)).every((name) => name.includes('shop/')), PATIENCE);
  expect(new URL(page.url()).searchParams.get('q')).toBe('namespace:shop verdict:DROPPED');
});

test('[WEB-225] a regular expression that cannot be read is marked before it is asked for, and a good one is', async () => {
  const page = await house.visit(TABLE);
  await redisIsFirst(page);
  const field = page.getByLabel('Filter', { exact: true });
  await field.fill('http-path:/cart/[a-');
  await page.keyboard.press('Enter');
  const problem = page.getByRole('alert');
  await problem.getByText('At position 11:').waitFor();
  expect(new URL(page.url()).search).toBe(TABLE);
  await field.fill('http-path:/cart/.*');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Edit the term http-path:/cart/.*' }).waitFor();
  await problem.waitFor({ state: 'detached' });
});

test('[WEB-225] a link with a regular expression that cannot be read says so, and shows everything', async () => {
  const page = await house.visit(`${TABLE}&q=http-path:%5Ba-`);
  await page.getByRole('alert').getByText('At position 11:').waitFor();
  await redisIsFirst(page);
  expect(new URL(page.url()).searchParams.get('q')).toBe('http-path:[a-');
});

test('[WEB-231] rows have the last 15 minutes of their edge', async () => {
  const page = await house.visit(TABLE);
  await redisIsFirst(page);
  const first = page.getByRole('row', { name: CART_TO_REDIS });
  await first.getByRole('img', { name: /^Denied per minute, last 15 minutes: at most [1-9]/ }).waitFor();
  const quiet = page.getByRole('row', { name: /^Forwarded/ }).first();
  await quiet.getByRole('img', { name: /^Attempts per minute, last 15 minutes/ }).waitFor();
  const seen = await page.getByRole('row').getByRole('img').count();
  expect(seen).toBeGreaterThan(10);
});

test('[WEB-234] the key of the next trouble walks the list as it is shown', async () => {
  const page = await house.visit(TABLE);
  await redisIsFirst(page);
  const list = page.getByRole('listbox', { name: /^Troubles/ });
  await waitFor('troubles', async () => (await list.getByRole('option').count()) > 2, PATIENCE);
  await list.hover();
  for (let at = 0; at < 3; at += 1) {
    await page.keyboard.press('.');
    const chosen = list.getByRole('option', { selected: true });
    await chosen.waitFor();
    expect(await chosen.evaluate((row) => [...(row.parentElement?.children ?? [])].indexOf(row))).toBe(at);
  }
  await page
    .getByRole('button', { name: /^Show only failing|failing$/ })
    .first()
    .click();
  await page.keyboard.press('.');
  await list.getByRole('option', { name: /^Failing/, selected: true }).waitFor();
});

test('[WEB-43] a filter that hides everything says how much, and can be removed', async () => {
  const page = await house.visit(`${TABLE}&q=namespace:nowhere`);
  await page.getByText('Your filter hides everything').waitFor();
  await page.getByText(/[1-9][\d,]* flows hidden by your filter/).waitFor();
  await page.getByRole('button', { name: 'Remove the filter' }).last().click();
  await redisIsFirst(page);
  expect(new URL(page.url()).search).toBe(TABLE);
});

test('[WEB-45] both themes are readable, and the chosen one survives a reload', async () => {
  const page = await house.visit(TABLE);
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
  const below = await startServer(['--relay', house.simulator.address, '--base-path', '/deep/orrery/']);
  try {
    const page = await house.visit('?window=300&view=table', `${below.url}/deep/orrery/some/where`);
    await redisIsFirst(page);
    expect(page.url()).toBe(`${below.url}/deep/orrery/some/where?window=300&view=table`);
  } finally {
    await below.stop();
  }
});

async function redisIsFirst(page: Page): Promise<void> {
  await waitFor(
    'cart -> redis to be denied and first',
    async () => (await rowNames(page))[0] === CART_TO_REDIS,
    PATIENCE,
  );
}

/** What the address of the round trip says. */
async function shows(page: Page): Promise<void> {
  await page.getByRole('heading', CART_TO_REDIS_PANEL).waitFor();
  await page.getByRole('button', { name: 'Edit the term namespace:data' }).waitFor();
  await page.getByRole('button', { name: 'Edit the term to-port:6379' }).waitFor();
  expect(await page.getByRole('button', { name: '5 min', exact: true }).getAttribute('aria-pressed')).toBe('true');
  await page.getByRole('columnheader', { name: 'Source' }).and(page.locator('[aria-sort=ascending]')).waitFor();
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
