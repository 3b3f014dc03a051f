/// <reference lib="dom" />
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startServer } from '../support/start-server.ts';
import { startSimulator } from '../support/start-simulator.ts';
import { waitFor } from '../support/wait-for.ts';
import { furnishHouse, INCIDENT, PATIENCE } from './house.ts';
import { edgeBetween, shareInColour } from './map-look.ts';
import { isInSight, mapIsReady, middleOf, onPage, readGeometry, type Box, type LiveGeometry } from './map-probe.ts';

const CART_TO_REDIS = /cart → redis:6379/;
/** The names are buttons, which sets them apart. */
const CART_TO_REDIS_PANEL = { name: /^cart → redis ?:6379$/ };
const house = furnishHouse(INCIDENT);

test('[WEB-162] an edge is red on the map and first in the list within two seconds of its first denied flow', async () => {
  const relay = await startSimulator('--scenario incident --incident-after 8s --rate 300 --seed 3'.split(' '));
  const fresh = await startServer(['--relay', relay.address]);
  try {
    const page = await house.visit('', `${fresh.url}/`);
    await mapIsReady(page);
    await waitFor('a calm edge', async () => edgeBetween(await geometryOf(page), '/cart', '/redis'), PATIENCE);
    const first = page
      .getByRole('listbox', { name: /^Troubles/ })
      .getByRole('option')
      .first();
    await waitFor(
      'cart -> redis to be red and first',
      async () => {
        const edge = edgeBetween(await geometryOf(page), '/cart', '/redis');
        if (edge?.isTroubled !== true || (await first.count()) === 0) return false;
        if (!CART_TO_REDIS.test(await first.innerText())) return false;
        return (await shareInColour(page, edge.key, 'denied')) > 0.2;
      },
      { ...PATIENCE, everyMs: 20 },
    );
    const delayMs = Date.now() - (await firstDeniedMs(fresh.url));
    expect(delayMs).toBeGreaterThanOrEqual(0);
    expect(delayMs).toBeLessThan(2000);
    expect(
      await page
        .getByRole('list', { name: /worst first/ })
        .getByRole('listitem')
        .first()
        .innerText(),
    ).toMatch(/cart.*redis.*denied/);
  } finally {
    await fresh.stop();
    await relay.stop();
  }
});

test('[WEB-163] what is selected in the list is selected on the map, in the table and in the matrix', async () => {
  const page = await house.visit('');
  await incidentIsShown(page);
  await troubles(page).getByRole('option').filter({ hasText: CART_TO_REDIS }).click();
  await page.getByRole('heading', CART_TO_REDIS_PANEL).waitFor();
  await waitFor(
    'the whole edge in sight',
    async () => {
      const geometry = await geometryOf(page);
      const edge = edgeBetween(geometry, '/cart', '/redis');
      const route = geometry.scene.routes.find(({ key }) => key === edge?.key);
      return route?.points.every(({ x, y }) => isInSight(geometry, { left: x, top: y, width: 0, height: 0 }));
    },
    PATIENCE,
  );
  await switchTo(page, 'Table');
  await page.getByRole('row', { name: /shop\/cart to data\/redis, port 6379/, selected: true }).waitFor();
  await page.getByRole('heading', CART_TO_REDIS_PANEL).waitFor();
  await switchTo(page, 'Matrix');
  await page.getByRole('gridcell', { selected: true }).first().waitFor();
  await switchTo(page, 'Map');
  await page.keyboard.press('Escape');
  await page.getByRole('complementary', { name: 'Selected edge' }).waitFor({ state: 'detached' });
  expect(new URL(page.url()).searchParams.has('edge')).toBe(false);
});

test('[WEB-163] a click on the label of an edge opens it, and one on a card its workload', async () => {
  const page = await house.visit('');
  await incidentIsShown(page);
  const geometry = await waitFor(
    'a label',
    async () => {
      const now = await geometryOf(page);
      return now.scene.labels.length > 0 ? now : undefined;
    },
    PATIENCE,
  );
  const label = geometry.scene.labels.find(({ box }) => isInSight(geometry, box));
  expect(label).toBeDefined();
  await clickOn(page, geometry, label!.box);
  await page.getByRole('complementary', { name: 'Selected edge' }).waitFor();
  const { now, node } = await waitFor('a card in sight', async () => {
    const geometryNow = await geometryOf(page);
    const card = geometryNow.scene.nodes.find(
      ({ key, box }) => key.startsWith('workload:') && isInSight(geometryNow, box),
    );
    return card && { now: geometryNow, node: card };
  });
  await clickOn(page, now, node.box);
  await page.getByRole('complementary', { name: 'Selected end' }).waitFor();
  expect(new URL(page.url()).searchParams.get('end')).toBe(node.key);
});

test('[WEB-164] camera, grouping, folded namespaces, filter and selection survive reload, back, forward and a pasted link', async () => {
  const page = await house.visit('');
  await incidentIsShown(page);
  await page.getByLabel('Filter', { exact: true }).fill('-to-port:9153');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await addressHas(page, 'q', '-to-port:9153');
  const before = await geometryOf(page);
  const region = before.scene.regions.find(({ key }) => key.endsWith('/identity'));
  const head = onPage(before, { x: region!.box.left + 24, y: region!.box.top + 14 });
  await page.mouse.click(head.x, head.y);
  await addressHas(page, 'closed', /identity/);
  await waitFor(
    'the namespace to be folded',
    async () => (await geometryOf(page)).scene.regions.every(({ key }) => key !== region!.key),
    PATIENCE,
  );
  await troubles(page).getByRole('option').filter({ hasText: CART_TO_REDIS }).click();
  await page.getByRole('heading', CART_TO_REDIS_PANEL).waitFor();
  const { free } = await geometryOf(page);
  await page.mouse.move(free.left + free.width / 2, free.top + free.height / 2);
  await page.mouse.down();
  await page.mouse.move(free.left + free.width / 2 - 60, free.top + free.height / 2 - 30, { steps: 4 });
  await page.mouse.up();
  await addressHas(page, 'at', /^middle,/);
  await sleep(600);
  const address = new URL(page.url());
  const shown = await geometryOf(page);
  const wanted = { search: address.search, isFolded: true, offBy: 0 };
  const same = async (again: Page): Promise<void> => {
    await again.getByRole('heading', CART_TO_REDIS_PANEL).waitFor();
    await expect
      .poll(
        async () => {
          const { scene, sight } = await geometryOf(again);
          const isFolded = scene.regions.every(({ key }) => key !== region!.key);
          return { search: new URL(again.url()).search, isFolded, offBy: offBy(sight, shown.sight) };
        },
        { timeout: 20_000 },
      )
      .toEqual(wanted);
  };
  await page.reload();
  await same(page);
  await same(await house.visit(address.search));
  for (let step = 0; step < 3; step += 1) await page.goBack();
  await addressHas(page, 'q', null);
  for (let step = 0; step < 3; step += 1) await page.goForward();
  await same(page);
  await page.getByRole('button', { name: 'Namespace', exact: true }).click();
  await addressHas(page, 'group', 'namespace');
  await waitFor('namespaces', async () =>
    (await geometryOf(page)).scene.nodes.some(({ key }) => key.startsWith('namespace:')),
  );
  await page.goBack();
  await same(page);
  expect(new URL(page.url()).search).toBe(address.search);
});

test('[WEB-165] a held picture does not change, says since when, and goes on where the world is', async () => {
  const page = await house.visit('');
  await incidentIsShown(page);
  await page.keyboard.press('Space');
  await page.getByText(/^Paused \d\d:\d\d:\d\d/).waitFor();
  // The map takes a moment to come to rest.
  await sleep(2500);
  const held = await figures(page);
  await sleep(3000);
  expect(await figures(page)).toBe(held);
  expect(await page.getByText(/\d+ s behind/).count()).toBe(1);
  await page.keyboard.press('Space');
  await page.getByText(/^Paused/).waitFor({ state: 'detached' });
  await waitFor('other figures', async () => (await figures(page)) !== held, PATIENCE);
});

test('[WEB-166] the keyboard alone leads from page load to the panel of an edge: by the list, the map, the table and the matrix', async () => {
  const page = await house.visit('');
  await incidentIsShown(page);
  const panel = page.getByRole('complementary', { name: /^Selected/ });
  const leave = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  };
  await page.keyboard.press('t');
  await waitFor('the list to have the focus', async () => (await focusedRole(page)) === 'listbox');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await panel.getByRole('heading', CART_TO_REDIS_PANEL).waitFor();
  expect(await panel.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await leave();
  expect(await focusedRole(page)).toBe('listbox');

  await page.keyboard.press('m');
  await waitFor('the map to have the focus', async () => (await focusedRole(page)) === 'application');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('.');
  await waitFor('the map to say the edge', async () =>
    / to /.test((await page.locator('#map-said').textContent()) ?? ''),
  );
  await page.keyboard.press('Enter');
  await panel.waitFor();
  await leave();

  for (const view of ['table', 'matrix']) {
    await page.keyboard.press('v');
    await addressHas(page, 'view', view);
    const grid = page.getByRole('grid').first();
    await grid.waitFor();
    await waitFor('the grid to have the focus', async () => {
      await page.keyboard.press('Tab');
      return (await focusedRole(page)) === 'grid';
    });
    await waitFor('an edge to be opened', async () => {
      await page.keyboard.press('ArrowDown');
      if (view === 'matrix') await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      return (await panel.count()) > 0;
    });
    await leave();
  }
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys and help' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
});

test('[WEB-167] the map is dark in the dark theme, and light again in the light one', async () => {
  const page = await house.visit('');
  await incidentIsShown(page);
  const light = await groundOf(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await waitFor('another ground', async () => brightness(await groundOf(page)) < 60);
  expect(brightness(light)).toBeGreaterThan(200);
  const edge = edgeBetween(await geometryOf(page), '/cart', '/redis');
  await waitFor(
    'the edge in the red of the dark theme',
    async () => (await shareInColour(page, edge?.key ?? '', 'denied')) > 0.2,
  );
  await page.emulateMedia({ colorScheme: 'light' });
  await waitFor('the first ground', async () => brightness(await groundOf(page)) > 200);
});

test('[WEB-168] a first visit is told how to read the picture, once', async () => {
  const page = await house.visit('');
  await page.evaluate(() => localStorage.removeItem('orrery.hint'));
  const another = await house.browser.context.newPage();
  await another.goto(page.url());
  const hint = another.getByRole('complementary', { name: 'How to read it' });
  await hint.waitFor();
  await hint.getByRole('button').click();
  await hint.waitFor({ state: 'detached' });
  await another.reload();
  await mapIsReady(another);
  expect(await hint.count()).toBe(0);
  await another.close();
});

function troubles(page: Page) {
  return page.getByRole('listbox', { name: /^Troubles/ });
}

async function incidentIsShown(page: Page): Promise<void> {
  await mapIsReady(page);
  await troubles(page).getByRole('option').filter({ hasText: CART_TO_REDIS }).waitFor();
  await waitFor(
    'cart -> redis on the map',
    async () => edgeBetween(await geometryOf(page), '/cart', '/redis')?.isTroubled,
    PATIENCE,
  );
}

async function geometryOf(page: Page): Promise<LiveGeometry> {
  return waitFor('a map', () => readGeometry(page), PATIENCE);
}

async function switchTo(page: Page, name: string): Promise<void> {
  await page.getByRole('group', { name: 'View' }).getByRole('button', { name, exact: true }).click();
}

async function clickOn(page: Page, geometry: LiveGeometry, box: Box): Promise<void> {
  const { x, y } = onPage(geometry, middleOf(box));
  await page.mouse.click(x, y);
}

async function addressHas(page: Page, name: string, value: string | RegExp | null): Promise<void> {
  await waitFor(`${name} in the address`, () => {
    const found = new URL(page.url()).searchParams.get(name);
    return value instanceof RegExp ? value.test(found ?? '') : found === value;
  });
}

/** All that would change: the list, and the words of the map. */
async function figures(page: Page): Promise<string> {
  const list = await troubles(page).innerText();
  const map = await page.getByRole('list', { name: /worst first/ }).allInnerTexts();
  return `${list}\n${map.join('\n')}`;
}

async function focusedRole(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute('role') ?? null);
}

/** How far the middle of the window is from where it was, in pixels; 0 for what rounding in the address may do. */
function offBy(a: LiveGeometry['sight'], b: LiveGeometry['sight']): number {
  const middle = { x: 720, y: 450 };
  const [was, is] = [b, a].map(({ scale, x, y }) => ({ x: (middle.x - x) / scale, y: (middle.y - y) / scale }));
  const px = Math.hypot(is.x - was.x, is.y - was.y);
  return px < 6 && Math.abs(a.scale / b.scale - 1) < 0.03 ? 0 : Math.round(px);
}

/** The colour of the map where nothing stands. */
async function groundOf(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas.map-canvas');
    const copy = new OffscreenCanvas(1, 1).getContext('2d');
    if (canvas === null || copy === null) return [];
    copy.drawImage(canvas, -4, 4 - canvas.height);
    return [...copy.getImageData(0, 0, 1, 1).data];
  });
}

function brightness(colour: readonly number[]): number {
  return (colour[0] + colour[1] + colour[2]) / 3;
}

/** The time of the first flow that the policy between cart and redis denied. */
async function firstDeniedMs(url: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/map?q=verdict:DROPPED%20to-port:6379`);
  const { edges } = (await response.json()) as { edges: { causes: { kind: string; first_seen: string }[] }[] };
  const denials = edges.flatMap(({ causes }) => causes.filter(({ kind }) => kind === 'denied'));
  return Math.min(...denials.map(({ first_seen: time }) => Date.parse(time)));
}
