/// <reference lib="dom" />
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { seriousFindings } from './axe.ts';
import { furnishHouse, INCIDENT, PATIENCE } from './house.ts';
import { edgeBetween } from './map-look.ts';
import { isInSight, mapIsReady, middleOf, onPage, readGeometry } from './map-probe.ts';

const house = furnishHouse(INCIDENT);
const edgePanel = (page: Page): Locator => page.getByRole('complementary', { name: 'Selected edge' });
const endPanel = (page: Page): Locator => page.getByRole('complementary', { name: 'Selected end' });

test('[WEB-284] from the map to the refused request, its 403 and its JSON in three clicks; GET stays as it was', async () => {
  const page = await house.visit('');
  await mapIsReady(page);
  const clicks = await countClicks(page);
  const label = await labelOf(page, '/frontend', '/cart');

  await page.mouse.click(label.x, label.y);
  const panel = edgePanel(page);
  await panel.getByRole('tab', { name: 'HTTP' }).click();
  const row = panel.getByRole('button', { name: /^DELETE \/cart\/\{id\}/ });
  await row.click();

  const proof = panel.getByRole('region', { name: 'Refused request' });
  await proof.getByRole('button', { name: /^DROPPED DELETE http:\/\/cart:8080\/cart\/\d+/ }).waitFor();
  await proof.getByText('answered by the policy proxy').waitFor();
  const json = proof.locator('pre');
  expect(await isOnScreen(json)).toBe(true);
  const shown = JSON.parse(await json.innerText()) as { flow: unknown };
  expect(shown.flow).toMatchObject({ verdict: 'DROPPED', l7: { http: { method: 'DELETE' } } });
  expect(await clicks()).toBe(3);

  await proof.getByRole('button', { name: /403/ }).click();
  expect(await json.innerText()).toMatch(/"code": 403/);
  await panel.getByText(/DELETE is (partly )?answered 403 by the policy proxy\..*GET/).waitFor();
  const get = panel.getByRole('row', { name: /GET \/cart\/\{id\}/ });
  expect(await get.locator('.glyph.verdict-forwarded').count()).toBe(1);
  expect(await get.innerText()).not.toMatch(/policy/);
});

test('[WEB-270] what the application itself answers 403 or 503 is not called policy', async () => {
  const page = await house.visit('?view=http&window=900');
  for (const [path, code] of [
    ['/v1/flags', '503'],
    ['/session', '403'],
  ] as const) {
    const row = page.getByRole('row', { name: new RegExp(`${path}.*${code}`) });
    await row.first().waitFor({ timeout: PATIENCE.timeoutMs });
    expect(await row.first().innerText()).not.toMatch(/policy/);
    await row.first().getByRole('button').first().click();
    await page.getByText(new RegExp(`${code} ×\\d+.* by the application: policy let`)).waitFor();
    await row.first().getByRole('button').first().click();
  }
});

test('[WEB-285] a refused name is explained, with the flow that proves it', async () => {
  const page = await house.visit('?view=dns');
  const name = page.getByRole('button', { name: /^models\.ml\.example/ });
  await name.waitFor({ timeout: PATIENCE.timeoutMs });
  await page.getByRole('row', { name: /models\.ml\.example.*refused by policy/ }).waitFor();
  await name.click();
  await page.getByText(/questions? refused by an L7 DNS rule: the DNS proxy did not pass/).waitFor();
  const proof = page.getByRole('region', { name: 'Refused question' });
  expect(await proof.locator('pre').innerText()).toMatch(/"query": "models\.ml\.example\."/);
  await page.getByRole('row', { name: /features\.internal.*NXDOMAIN: no such name/ }).waitFor();
  await proof.getByRole('button', { name: 'The whole connection' }).click();
  await page.getByRole('complementary', { name: 'Flow' }).waitFor();
  expect(new URL(page.url()).searchParams.get('flow')).not.toBeNull();
});

test('[WEB-286] a workload has callers and callees, requests, questions and flows, which the keys 1 to 4 open', async () => {
  const page = await house.visit('?end=workload:kind-kind/shop/Deployment/recommend');
  const panel = endPanel(page);
  await panel.getByRole('heading', { name: /^Callees/ }).waitFor();
  await panel.getByRole('heading', { name: /^Pods seen in \d+ kept flows$/ }).waitFor();
  await panel.getByText(/^\d+ attempts denied/).waitFor({ timeout: PATIENCE.timeoutMs });
  await page.keyboard.press('2');
  await panel.getByRole('tab', { name: 'HTTP', selected: true }).waitFor();
  await panel.getByRole('button', { name: /^ForUser shop\.v1\.Recommend gRPC/ }).waitFor();
  await page.keyboard.press('3');
  await panel.getByRole('button', { name: /^models\.ml\.example/ }).waitFor();
  await page.keyboard.press('4');
  await panel
    .getByRole('button', { name: /Dropped.*models\.ml\.example/ })
    .first()
    .waitFor();
  await page.keyboard.press('1');
  await panel.getByRole('button', { name: /coredns, port 53|to kube-system\/coredns:53/ }).click();
  await edgePanel(page)
    .getByRole('heading', { name: /^recommend → coredns ?:53$/ })
    .waitFor();
  expect(new URL(page.url()).searchParams.get('end')).toBeNull();
});

test('[WEB-287] raw paths stand in the address, and survive a reload', async () => {
  const page = await house.visit('?view=http');
  await page.getByRole('row', { name: /DELETE \/cart/ }).waitFor({ timeout: PATIENCE.timeoutMs });
  await page.getByRole('checkbox', { name: 'Raw paths' }).check();
  await page
    .getByText(/^\/cart\/\d+$/)
    .first()
    .waitFor();
  expect(new URL(page.url()).searchParams.has('raw')).toBe(true);
  await page.reload();
  await page
    .getByText(/^\/cart\/\d+$/)
    .first()
    .waitFor();
  await page.getByRole('searchbox', { name: /Find a method/ }).fill('flags');
  await waitFor('only flags', async () => (await page.locator('.l7-item').count()) === 1);
});

test('[WEB-279] a click on the head of a column sorts by it, another one the other way', async () => {
  const page = await house.visit('?view=http');
  await page.getByRole('row', { name: /DELETE \/cart/ }).waitFor({ timeout: PATIENCE.timeoutMs });
  const head = page.getByRole('button', { name: /^p95: sort by/ });
  await head.click();
  await page.locator('[aria-sort=descending]').waitFor();
  await head.click();
  await page.locator('[aria-sort=ascending]').waitFor();
  const shown = await page.locator('.l7-row .l7-p95').allInnerTexts();
  const figures = shown
    .map((text) => Number.parseFloat(text) * (text.endsWith(' s') ? 1000 : 1))
    .filter((ms) => ms > 0);
  expect(figures.length).toBeGreaterThan(5);
  expect(figures).toEqual(figures.toSorted((a, b) => a - b));
});

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test.each([
    ['the HTTP page', '?view=http', /^DELETE/],
    ['the DNS page', '?view=dns', /^models/],
    ['the HTTP tab of a workload', '?end=workload:kind-kind/shop/Deployment/cart&tab=http', /^DELETE/],
    ['the DNS tab of a workload', '?end=workload:kind-kind/shop/Deployment/recommend&tab=dns', /^models/],
  ])('[WEB-172] axe finds nothing serious in %s', async (_, search, name) => {
    const page = await house.visit(search);
    await page.emulateMedia({ colorScheme });
    await page.getByRole('button', { name }).first().click({ timeout: PATIENCE.timeoutMs });
    await page
      .getByRole('region', { name: /^Refused/ })
      .locator('pre')
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });
});

/** Where the label of an edge is on the page, once the edge is in trouble. */
async function labelOf(page: Page, source: string, destination: string): Promise<{ x: number; y: number }> {
  return waitFor(
    `the label of ${source} -> ${destination}`,
    async () => {
      const geometry = await readGeometry(page);
      if (geometry === undefined) return undefined;
      const edge = edgeBetween(geometry, source, destination);
      const label = geometry.scene.labels.find(({ key }) => key === edge?.key);
      if (edge?.isTroubled !== true || label === undefined || !isInSight(geometry, label.box)) return undefined;
      return onPage(geometry, middleOf(label.box));
    },
    PATIENCE,
  );
}

/** Clicks on the page from now on. */
async function countClicks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const seen = { clicks: 0 };
    Object.assign(globalThis, { seen });
    addEventListener('pointerdown', () => (seen.clicks += 1), { capture: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { seen: { clicks: number } }).seen.clicks);
}

/** Whether something begins where no scrolling is needed to see it. */
async function isOnScreen(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => {
    const { left, top } = element.getBoundingClientRect();
    const at = document.elementFromPoint(left + 12, top + 24);
    return at !== null && (element.contains(at) || at.contains(element));
  });
}
