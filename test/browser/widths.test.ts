/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { furnishHouse, INCIDENT, PATIENCE } from './house.ts';

const house = furnishHouse(INCIDENT);
const FILTERED = '?view=table&q=namespace:shop%20-to-port:53';

test.each([1440, 1280, 1024])('[WEB-233] the bar at the top holds all of it, %i px wide', async (width) => {
  const page = await house.visit(FILTERED);
  await page.setViewportSize({ width, height: 800 });
  await page.getByRole('status').getByText('Live').waitFor();
  await page
    .getByRole('banner')
    .getByText(/hidden/)
    .waitFor();
  expect(await overflowing(page, '.honesty')).toEqual([]);
  for (const name of ['Map', 'Table', 'Matrix', 'Flows', 'HTTP', 'DNS']) {
    await page.getByRole('group', { name: 'View' }).getByRole('button', { name, exact: true }).waitFor();
  }
});

test('[WEB-233] on a phone every page is a tab, the shown one is in sight, and what was filtered for can be read', async () => {
  const page = await house.visit(FILTERED);
  await page.setViewportSize({ width: 390, height: 844 });
  const tabs = page.getByRole('navigation', { name: 'Pages' });
  for (const name of ['DNS', 'HTTP', 'Flows', 'Matrix', 'Map', 'Table']) {
    await tabs.getByRole('button', { name, exact: true }).click();
    expect(await tabs.getByRole('button', { name, exact: true }).getAttribute('aria-pressed')).toBe('true');
  }
  expect(await overflowing(page, '.honesty')).toEqual([]);
  const chips = await page.locator('.filter-chip-text').all();
  expect(chips).toHaveLength(2);
  for (const chip of chips) expect(await chip.evaluate((text) => text.scrollWidth - text.clientWidth)).toBe(0);
  await tabs.getByRole('button', { name: /^Troubles/ }).click();
  await page.getByRole('button', { name: /complete/ }).click();
  const missing = page.getByRole('region', { name: 'What is missing' });
  await missing.getByText('Received').waitFor();
  const box = await missing.boundingBox();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
  expect(await missing.evaluate(isOnTop)).toBe(true);
});

test('[WEB-228] a page with hundreds of opened and closed namespaces can be loaded again', async () => {
  const page = await house.visit('?view=matrix');
  await page.getByRole('grid').first().waitFor();
  const names = Array.from({ length: 60 }, (_, at) => `closed=namespace%3Akind%2Fteam-with-a-long-name-${at}`);
  await page.goto(`${house.server.url}/?view=matrix&${names.join('&')}`);
  const fold = page.getByRole('gridcell').or(page.getByRole('rowheader')).getByText('shop', { exact: true }).first();
  await fold.click();
  await waitFor('the address', async () => page.url().includes('shop'), PATIENCE);
  expect(page.url().length).toBeLessThan(8000);
  const answer = await page.reload();
  expect(answer?.status()).toBe(200);
  await page.getByRole('grid').first().waitFor();
});

/** Parts of the element that reach out of it. */
async function overflowing(page: Page, selector: string): Promise<string[]> {
  return page.locator(selector).evaluate((bar) => {
    const { left, right } = bar.getBoundingClientRect();
    return [...bar.querySelectorAll('button, .honesty-figure, .pill, .badge')]
      .filter((part) => {
        const box = part.getBoundingClientRect();
        return box.width > 0 && (box.left < left - 0.5 || box.right > right + 0.5);
      })
      .map((part) => part.textContent ?? '');
  });
}

function isOnTop(element: Element): boolean {
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  return element.contains(document.elementFromPoint(x, y));
}
