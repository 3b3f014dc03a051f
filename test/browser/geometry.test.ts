import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type StartedServer } from '../support/start-server.ts';
import { startSimulator, type StartedSimulator } from '../support/start-simulator.ts';
import { clippedTexts } from './clipped-text.ts';
import { mapIsReady, readGeometry, type LiveGeometry } from './map-probe.ts';
import { openPage, startBrowser, type TestBrowser } from './open-page.ts';

/** Each picture is watched for so long: a moment here, and a minute with ORRERY_WATCH_SECONDS=60. */
const WATCH_MS = Number(process.env['ORRERY_WATCH_SECONDS'] ?? 0.4) * 1000;
const LOOK_EVERY_MS = 200;
/** Nine pictures of a scenario, and the rest. */
const PATIENCE_MS = 9 * WATCH_MS + 240_000;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
  { width: 1024, height: 768 },
] as const;
const SCENARIOS = [
  'shop --rate 300',
  'incident --rate 300 --incident-after 3s',
  'audit --rate 300',
  'dns --rate 300',
  'scale --rate 2000 --workloads 600 --namespaces 20 --newcomers 20 --newcomers-after 8s',
] as const;

type Check = (topology: LiveGeometry['topology'], scene: LiveGeometry['scene']) => readonly string[];

let browser: TestBrowser;
let complaintsAboutScene: Check;
beforeAll(async () => {
  // The page is no part of what these tests are built from.
  const check = new URL('../../apps/web/src/map/layout/complaints.ts', import.meta.url).href;
  ({ complaintsAboutScene } = (await import(check)) as { readonly complaintsAboutScene: Check });
  browser = await startBrowser();
});
afterAll(() => browser.close());

describe.each(SCENARIOS)('%s', (scenario) => {
  let simulator: StartedSimulator;
  let server: StartedServer;
  beforeAll(async () => {
    simulator = await startSimulator(['--seed', '1', '--scenario', ...scenario.split(' ')]);
    server = await startServer(['--relay', simulator.address, '--log-level', 'warn']);
  });
  afterAll(async () => {
    await server?.stop();
    await simulator?.stop();
  });

  test(
    '[WEB-171] [WEB-215] no label lies on a card or a label, no edge runs through a card and no text is cut off',
    { timeout: PATIENCE_MS },
    async () => {
      const visited = await openPage(browser, `${server.url}/`);
      const { page } = visited;
      await mapIsReady(page);
      const found = new Set<string>();
      let scenes = 0;
      for (const size of SIZES) {
        await page.setViewportSize(size);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          for (const group of colorScheme === 'light'
            ? (['namespace', 'workload'] as const)
            : (['workload'] as const)) {
            await groupBy(page, group);
            const complain = (sentence: string): void =>
              void found.add(`${size.width} ${colorScheme} ${group}: ${sentence}`);
            scenes += await watch(page, complain);
            for (const sentence of await clippedTexts(page)) complain(sentence);
          }
        }
      }
      expect(scenes).toBeGreaterThan(SIZES.length);
      expect([...found]).toEqual([]);
      expect(await visited.complaints()).toEqual([]);
      await page.close();
    },
  );

  // The other views say the same things of every scenario.
  test.runIf(scenario.startsWith('incident'))('[WEB-215] no text is cut off in any view or panel', async () => {
    const visited = await openPage(browser, `${server.url}/`);
    const { page } = visited;
    const found = new Set<string>();
    for (const size of SIZES) {
      await page.setViewportSize(size);
      for (const view of VIEWS) {
        await page.goto(`${server.url}/${view}`);
        await page.locator('.honesty').waitFor();
        await sleep(LOOK_EVERY_MS * 4);
        for (const sentence of await clippedTexts(page)) found.add(`${size.width} ${view}: ${sentence}`);
      }
      await page.goto(`${server.url}/`);
      await mapIsReady(page);
      if (!(await openFirstTrouble(page))) continue;
      for (const sentence of await clippedTexts(page)) found.add(`${size.width} panel: ${sentence}`);
    }
    expect([...found]).toEqual([]);
    await page.close();
  });
});

/** A row of the list of troubles, the panel that it opens, and the other views. */
const VIEWS = ['', '?view=table', '?view=matrix', '?view=http', '?view=dns', '?view=flows'] as const;

/** Whether there is one. In a narrow window the list is behind a column of signs. */
async function openFirstTrouble(page: Page): Promise<boolean> {
  const column = page.locator('.trouble-column');
  if (await column.isVisible()) await column.click();
  const [first] = await page.getByRole('listbox').getByRole('option').all();
  if (first === undefined) return false;
  await first.click();
  await page.locator('.edge-panel').waitFor();
  await sleep(LOOK_EVERY_MS * 4);
  return true;
}

/** Looks again and again; gives how many scenes there were to look at. */
async function watch(page: Page, complain: (sentence: string) => void): Promise<number> {
  const endMs = performance.now() + WATCH_MS;
  let looks = 0;
  let last = '';
  do {
    await sleep(LOOK_EVERY_MS);
    const geometry = await readGeometry(page);
    if (geometry === undefined) continue;
    const now = JSON.stringify(geometry.scene);
    if (now === last) continue;
    last = now;
    looks += 1;
    for (const sentence of complaintsAboutScene(geometry.topology, geometry.scene)) complain(sentence);
    for (const sentence of geometry.textComplaints) complain(sentence);
  } while (performance.now() < endMs);
  return looks;
}

async function groupBy(page: Page, group: string): Promise<void> {
  const name = group === 'workload' ? 'Workload' : 'Namespace';
  await page.getByRole('group', { name: 'Group by' }).getByRole('button', { name, exact: true }).click();
}
