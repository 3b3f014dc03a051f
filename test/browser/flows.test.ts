/// <reference lib="dom" />
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { seriousFindings } from './axe.ts';
import { furnishHouse, INCIDENT, PATIENCE } from './house.ts';
import { rowNames } from './open-page.ts';

const FLOWS = '?view=flows';
const house = furnishHouse(INCIDENT);

test('[WEB-249] new flows come in on top, until one scrolls away, and again when one is back', async () => {
  const page = await house.visit(FLOWS);
  const first = await topRow(page);
  await waitFor('another row on top', async () => (await topRow(page)) !== first, PATIENCE);
  await gridOf(page).hover();
  await page.mouse.wheel(0, 2000);
  const follow = page.getByRole('button', { name: /^Follow · [\d,]+ new$/ });
  await follow.waitFor();
  const held = await rowNames(page);
  const count = await follow.textContent();
  await waitFor('more flows', async () => (await follow.textContent()) !== count, PATIENCE);
  expect(await rowNames(page)).toEqual(held);
  await page.mouse.wheel(0, -4000);
  await page.getByRole('button', { name: 'Following' }).waitFor();
  await page.mouse.wheel(0, 2000);
  await follow.click();
  await page.getByRole('button', { name: 'Following' }).waitFor();
  expect(await gridOf(page).evaluate(({ scrollTop }) => scrollTop)).toBe(0);
});

test('[WEB-249] the pause of the page holds the table, and its end lets it go', async () => {
  const page = await house.visit(FLOWS);
  await topRow(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  const paused = page.getByRole('button', { name: /^Paused · [\d,]+ new$/ });
  await paused.waitFor();
  const [first, count] = [await topRow(page), await paused.textContent()];
  await waitFor('more flows', async () => (await paused.textContent()) !== count, PATIENCE);
  expect(await topRow(page)).toBe(first);
  await paused.click();
  await page.getByRole('button', { name: 'Following' }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
});

test('[WEB-252] a click on what a cell says filters for it and against it, in the address, too', async () => {
  const page = await house.visit(FLOWS);
  await hold(page, /^Dropped/);
  await rowNamed(page, /^Dropped/)
    .getByText('Dropped')
    .click();
  await page.getByRole('menuitem', { name: 'Only verdict DROPPED' }).click();
  await waitFor('dropped flows only', async () => allAre(await rowNames(page), /^Dropped/), PATIENCE);
  expect(new URL(page.url()).searchParams.get('q')).toBe('verdict:DROPPED');
  await hold(page, /redis-0, port/);
  await rowNamed(page, /redis-0, port/)
    .locator('[data-column=destination] .cell-value')
    .click();
  await page.getByRole('menuitem', { name: 'Not to pod data/redis-0' }).click();
  await waitFor('others only', async () => allAre(await rowNames(page), /^Dropped(?!.*redis)/), PATIENCE);
  await page.goBack();
  await waitFor('redis again', async () => (await rowNames(page)).some((name) => name.includes('redis')), PATIENCE);
});

test('[WEB-247] the head sorts all flows, turns the order around, and goes back to that of arrival', async () => {
  const page = await house.visit(FLOWS);
  await topRow(page);
  await page.keyboard.press(' ');
  const sort = page.getByRole('button', { name: 'Sort by source' });
  const sources = async (): Promise<readonly string[]> =>
    (await rowNames(page)).map((name) => name.replace(/^.*?: /, '').replace(/ to .*$/, ''));
  await sort.click();
  await page.locator('[role=columnheader][aria-sort=ascending]').waitFor();
  await waitFor('the order', async () => isSorted(await sources()), PATIENCE);
  await sort.click();
  await page.locator('[role=columnheader][aria-sort=descending]').waitFor();
  await waitFor('the order turned around', async () => isSorted((await sources()).toReversed()), PATIENCE);
  expect(new URL(page.url()).searchParams.get('order')).toBe('-source');
  await sort.click();
  await page.getByText(/flows, newest first/).waitFor();
  expect(await page.locator('[role=columnheader][aria-sort]').count()).toBe(0);
});

test('[WEB-254] [WEB-255] a row opens the flow in full, with what belongs to its connection', async () => {
  const page = await house.visit(`${FLOWS}&q=${encodeURIComponent('verdict:DROPPED http-method:DELETE')}`);
  const panel = page.getByRole('complementary', { name: 'Flow', exact: true });
  await hold(page, /^Dropped/);
  await rowNamed(page, /^Dropped/).click({ position: { x: 20, y: 14 } });
  await panel
    .getByText(/^DELETE \/cart\/\d+ denied$/)
    .first()
    .waitFor();
  await panel.getByText('Answered 403').first().waitFor();
  for (const title of ['Verdict', 'Request and answer', 'Source', 'Destination', 'Network', 'Time and node']) {
    await panel.getByRole('heading', { name: title, exact: true }).waitFor();
  }
  const json = (await panel.getByLabel('The flow as JSON').textContent()) ?? '';
  expect(JSON.parse(json)).toMatchObject({ flow: { verdict: 'DROPPED', l7: { http: { method: 'DELETE' } } } });
  await panel.getByText('Answered 403').first().click();
  await panel.getByText('Forwarded').first().waitFor();
});

test('[WEB-256] an open flow and the columns stand in the address: back, reload and a pasted link', async () => {
  const page = await house.visit(`${FLOWS}&columns=time,uuid,source`);
  const panel = page.getByRole('complementary', { name: 'Flow', exact: true });
  await hold(page, /./);
  await rowNamed(page, /./).click({ position: { x: 20, y: 14 } });
  const heading = await panel.getByRole('heading', { level: 2 }).textContent();
  const address = new URL(page.url());
  expect(address.searchParams.get('flow')).toMatch(/^[0-9a-f-]{36}$/);
  await page.goBack();
  await panel.waitFor({ state: 'detached' });
  await page.goForward();
  for (const again of [page, await house.visit(address.search)]) {
    if (again === page) await page.reload();
    const shown = again.getByRole('complementary', { name: 'Flow', exact: true });
    await waitFor('the flow', async () => (await shown.getByRole('heading', { level: 2 }).textContent()) === heading);
    await again.getByLabel('The flow as JSON').waitFor();
    expect(await again.getByRole('columnheader').allTextContents()).toEqual(['Time', 'Id', 'Source']);
    await again.keyboard.press('Escape');
    await shown.waitFor({ state: 'detached' });
  }
});

test('[WEB-253] columns are chosen and moved by keys', async () => {
  const page = await house.visit(FLOWS);
  await topRow(page);
  await page.getByRole('button', { name: 'Columns' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox', { name: 'Node', exact: true }).press('Space');
  await waitFor('the column', async () => (await columns(page)).at(-1) === 'Node');
  await page.getByRole('button', { name: 'Move node to the left' }).press('Enter');
  await waitFor('the column before another', async () => (await columns(page)).at(-2) === 'Node');
  expect(new URL(page.url()).searchParams.get('columns')).toMatch(/,node,[a-z]+$/);
  await page.getByRole('button', { name: 'The usual columns' }).click();
  await waitFor('the usual ones', async () => !(await columns(page)).includes('Node'));
  await page.keyboard.press('Escape');
  expect(new URL(page.url()).searchParams.has('columns')).toBe(false);
});

test('[WEB-257] keys alone lead from cell to cell, into a flow and back, and filter', async () => {
  const page = await house.visit(FLOWS);
  await topRow(page);
  const grid = gridOf(page);
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('button', { name: /^Follow/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  const active = async (): Promise<string> => (await grid.getAttribute('aria-activedescendant')) ?? '';
  expect(await active()).toBe('flow-cell-1-1');
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary', { name: 'Flow', exact: true });
  await panel.waitFor();
  await waitFor('the focus in it', () => panel.evaluate((element) => element.contains(document.activeElement)));
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  expect(await grid.evaluate((element) => element === document.activeElement)).toBe(true);

  await page.keyboard.press('End');
  const total = Number(await grid.getAttribute('aria-rowcount')) - 1;
  expect(await active()).toBe(`flow-cell-${total - 1}-1`);
  await page.locator(`#flow-row-${total - 1}[aria-label*=" to "]`).waitFor();
  await page.keyboard.press('Home');
  await page.locator('#flow-row-0[aria-label*=" to "]').waitFor();
  await page.keyboard.press('Shift+Enter');
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  const verdict = (await page.locator('#flow-cell-0-1').textContent()) ?? '';
  await page.keyboard.press('x');
  await waitFor('others only', async () => (await rowNames(page)).every((name) => !name.startsWith(verdict)), PATIENCE);
  expect(new URL(page.url()).searchParams.get('q')).toBe(`-verdict:${verdict.toUpperCase()}`);
});

test('[WEB-261] a filter that nothing fits says so, and can be removed', async () => {
  const page = await house.visit(`${FLOWS}&q=namespace:nowhere`);
  await page.getByRole('heading', { name: 'No flow that is kept fits the filter' }).waitFor();
  await page.locator('.flows-table').getByRole('button', { name: 'Remove the filter' }).click();
  expect(await topRow(page)).not.toBe('');
});

test.each(['light', 'dark'] as const)(
  '[WEB-45] the table and a flow in full are accessible in the %s theme',
  async (theme) => {
    const page = await house.visit(`${FLOWS}&q=verdict:DROPPED&theme=${theme}`);
    await hold(page, /^Dropped/);
    await rowNamed(page, /^Dropped/).click({ position: { x: 20, y: 14 } });
    await page.getByLabel('The flow as JSON').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await rowNamed(page, /^Dropped/)
      .locator('[data-column=source] .cell-value')
      .click();
    await page.getByRole('menu').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  },
);

function gridOf(page: Page): Locator {
  return page.getByRole('grid', { name: /^Flows/ });
}

/** Waits for a row, and holds the table while it is in sight, as rows run away from a hand that follows them. */
async function hold(page: Page, name: RegExp): Promise<void> {
  await waitFor(
    'the row, held',
    async () => {
      await rowNamed(page, name).waitFor();
      await page.getByRole('button', { name: 'Following' }).click();
      await page.getByRole('button', { name: /^Follow(?!ing)/ }).waitFor();
      if ((await rowNamed(page, name).count()) > 0) return true;
      await page.getByRole('button', { name: /^Follow(?!ing)/ }).click();
      return false;
    },
    PATIENCE,
  );
}

/** The first of the rows that are shown whose name fits. */
function rowNamed(page: Page, name: RegExp): Locator {
  return page.getByRole('row', { name }).and(page.locator('.flow-row')).first();
}

async function topRow(page: Page): Promise<string> {
  await page.locator('#flow-row-0 [data-column=time]').waitFor();
  return (await page.locator('#flow-row-0').textContent()) ?? '';
}

async function columns(page: Page): Promise<readonly string[]> {
  return page.getByRole('columnheader').allTextContents();
}

function allAre(names: readonly string[], pattern: RegExp): boolean {
  return names.length > 0 && names.every((name) => pattern.test(name));
}

function isSorted(texts: readonly string[]): boolean {
  return texts.length > 1 && texts.every((text, i) => i === 0 || (texts[i - 1] ?? '') <= text);
}
