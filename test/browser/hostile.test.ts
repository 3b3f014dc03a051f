/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { countMistakes } from '../exactness/run-exactness.ts';
import { readMap, readStatus } from '../support/read-api.ts';
import { Relay } from '../support/relay-client.ts';
import { startServer, type StartedServer } from '../support/start-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { SUSPICIOUS, tracesOfAttacks } from './attack-traces.ts';
import { isInSight, mapIsReady, middleOf, onPage, readGeometry } from './map-probe.ts';
import { openPage, startBrowser, type OpenedPage, type TestBrowser } from './open-page.ts';

const PATIENCE = { timeoutMs: 60_000, everyMs: 100 };
/** Which text is attacked how follows from the seed: between them, names, namespaces and paths meet most attacks. */
const SEEDS = [2, 9] as const;
const VIEWS = [
  '?group=workload',
  '?group=namespace',
  '?group=identity',
  '?view=table&group=identity',
  '?view=matrix',
  '?view=matrix&group=namespace',
] as const;

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

describe.each(SEEDS)('hostile names of seed %s', (seed) => {
  let relay: Relay;
  let server: StartedServer;
  let visited: OpenedPage;

  beforeAll(async () => {
    const playing = await Relay.playing({
      scenario: 'incident',
      incidentAfterMs: 500,
      isHostile: true,
      seed,
      rate: 300,
    });
    relay = playing.relay;
    server = await startServer(['--relay', playing.address, '--log-level', 'warn']);
    await waitFor('edges', async () => (await readMap(server.url)).edges.length > 40, PATIENCE);
  });
  afterAll(async () => {
    await server?.stop();
    await relay?.kill();
  });
  afterEach(async () => {
    assert.deepEqual(await visited.complaints(), []);
    await visited.page.close();
  });

  test.each(VIEWS)('[WEB-46] are text everywhere in %s, and execute nothing', async (search) => {
    visited = await openPage(browser, `${server.url}/${search}`);
    const { page } = visited;
    if (search.includes('view=')) await page.getByRole('grid').first().waitFor();
    else await mapIsReady(page);
    expect(await tracesOfAttacks(page)).toEqual([]);
    if (search.includes('view=')) await walkGrid(page, 12);
    else await hoverNodes(page, 8);
  });

  test('[WEB-169] are text in the panel of an edge, in each of its tabs', async () => {
    visited = await openPage(browser, `${server.url}/?view=table`);
    const { page } = visited;
    const grid = page.getByRole('grid').first();
    await grid.getByRole('row').nth(5).waitFor();
    const panel = page.getByRole('complementary', { name: /^Selected/ });
    for (let row = 0; row < 4; row += 1) {
      await grid.focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await panel.waitFor();
      for (const tab of await panel.getByRole('tab').all()) {
        await tab.click();
        expect(await tracesOfAttacks(page)).toEqual([]);
      }
    }
  });

  test('[WEB-170] are text in the exported picture, which is valid and holds no script', async () => {
    visited = await openPage(browser, server.url);
    const { page } = visited;
    await mapIsReady(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      (async () => {
        await page.getByRole('button', { name: 'Export', exact: true }).click();
        await page.getByRole('button', { name: /^SVG/ }).click();
      })(),
    ]);
    const picture = readFileSync((await download.path()) ?? '', 'utf8');
    expect(picture.length).toBeGreaterThan(5000);
    expect(picture).not.toMatch(SUSPICIOUS);
    // The page itself may not parse markup.
    const reader = await browser.context.newPage();
    const findings = await reader.evaluate((source) => {
      const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
      const elements = [...parsed.querySelectorAll('*')];
      const attributes = elements.flatMap((element) => [...element.attributes].map(({ name }) => name));
      return {
        error: parsed.querySelector('parsererror')?.textContent ?? '',
        names: [...new Set(elements.map(({ localName }) => localName))],
        handlers: attributes.filter((name) => /^on|href$/i.test(name)),
      };
    }, picture);
    await reader.close();
    expect(findings.error).toBe('');
    expect(findings.names.filter((name) => /script|foreignobject|image|^a$|iframe|animate/i.test(name))).toEqual([]);
    expect(findings.handlers).toEqual([]);
  });
});

test('[SIM-84] the whole server counts a hostile cluster exactly', async () => {
  const total = 10_000;
  const { relay, address } = await Relay.playing({
    scenario: 'incident',
    seed: 5,
    rate: 0,
    total,
    incidentAfterMs: 2000,
    isHostile: true,
    ring: 16_383,
  });
  try {
    const server = await startServer(['--relay', address, '--log-level', 'warn']);
    try {
      const status = await waitFor(
        'all flows',
        async () => {
          const now = await readStatus(server.url);
          return now.conservation.counted >= total ? now : undefined;
        },
        PATIENCE,
      );
      expect(countMistakes(await relay.ledger(), await readMap(server.url), status)).toEqual([]);
    } finally {
      await server.stop();
    }
  } finally {
    await relay.kill();
  }
});

async function hoverNodes(page: Page, atMost: number): Promise<void> {
  const geometry = await waitFor('the map', () => readGeometry(page), PATIENCE);
  const tip = page.getByRole('tooltip').first();
  let tips = 0;
  const seen = geometry.scene.nodes.filter(({ box }) => isInSight(geometry, box));
  for (const { box } of seen.slice(0, atMost)) {
    const { x, y } = onPage(geometry, middleOf(box));
    await page.mouse.move(x, y);
    await sleep(120);
    tips += await tip.count();
    expect(await tracesOfAttacks(page)).toEqual([]);
  }
  expect(tips).toBeGreaterThan(0);
}

async function walkGrid(page: Page, steps: number): Promise<void> {
  const grid = page.getByRole('grid').first();
  await grid.focus();
  for (let step = 0; step < steps; step += 1) {
    await page.keyboard.press(step % 3 === 2 ? 'ArrowRight' : 'ArrowDown');
    if (step % 4 === 3) expect(await tracesOfAttacks(page)).toEqual([]);
  }
}
