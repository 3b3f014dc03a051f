/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startServer } from '../support/start-server.ts';
import { startSimulator } from '../support/start-simulator.ts';
import { waitFor } from '../support/wait-for.ts';
import { furnishHouse, INCIDENT, PATIENCE } from './house.ts';
import { mapIsReady } from './map-probe.ts';

const house = furnishHouse(INCIDENT);

test('[WEB-44] while the relay is away the page says so, and it goes on when the relay is back', async () => {
  const page = await house.visit('');
  await incidentIsShown(page);
  const { address } = house.simulator;
  await house.simulator.process.kill();
  await isStaleWithin(page, 5000);
  await isPast(page);
  await page.getByRole('button', { name: /complete/ }).click();
  await page
    .getByText(/not connected since/)
    .first()
    .waitFor();
  house.simulator = await startSimulator([
    '--listen',
    address,
    '--scenario',
    'incident',
    '--incident-after',
    '1s',
    '--seed',
    '1',
  ]);
  await page.getByRole('banner').getByText('3 of 3', { exact: true }).waitFor({ timeout: 60_000 });
  await page.getByRole('status').getByText('Live').waitFor();
  await incidentIsShown(page);
  expect(await page.getByText(/Stale since/).count()).toBe(0);
});

test('[WEB-44] while the server is away old figures are not shown as live, and it goes on when the server is back', async () => {
  const page = await house.visit('');
  await incidentIsShown(page);
  const port = new URL(house.server.url).port;
  await house.server.process.kill();
  await isStaleWithin(page, 5000);
  await isPast(page);
  await page
    .getByText(/as of \d\d:\d\d:\d\d/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Retry now' }).waitFor();
  expect(await page.getByRole('status').getByText('Live').count()).toBe(0);
  house.server = await startServer(['--relay', house.simulator.address, '--listen', `127.0.0.1:${port}`]);
  await page.getByRole('status').getByText('Live').waitFor({ timeout: 60_000 });
  await incidentIsShown(page);
});

test('[WEB-44] a server that is silent makes the page stale, and live again when it speaks', async () => {
  const page = await house.visit('');
  await incidentIsShown(page);
  const stopped = house.server.process;
  stopped.signal('SIGSTOP');
  try {
    await isStaleWithin(page, 7000);
    await page.getByText('the server is silent').waitFor();
  } finally {
    stopped.signal('SIGCONT');
  }
  await page.getByRole('status').getByText('Live').waitFor({ timeout: 60_000 });
  expect(await page.getByText(/Stale since/).count()).toBe(0);
});

async function incidentIsShown(page: Page): Promise<void> {
  await mapIsReady(page);
  const first = page
    .getByRole('listbox', { name: /^Troubles/ })
    .getByRole('option')
    .first();
  await waitFor(
    'cart -> redis to be first in the list',
    async () => (await first.count()) > 0 && /cart → redis:6379/.test(await first.innerText()),
    PATIENCE,
  );
}

/** From now on; the page looks at its clock once a second. */
async function isStaleWithin(page: Page, ms: number): Promise<void> {
  const startMs = performance.now();
  await page.getByText(/Stale since \d\d:\d\d:\d\d/).waitFor();
  expect(performance.now() - startMs).toBeLessThan(ms + 1000);
}

/** No figure of before is shown as one of now. */
async function isPast(page: Page): Promise<void> {
  const banner = page.getByRole('banner');
  await waitFor('the past tense', async () => /was\s*3 of 3\s*nodes/.test(await banner.innerText()), PATIENCE);
  const rates = await page.locator('.trouble-rate').allInnerTexts();
  expect(rates.length).toBeGreaterThan(0);
  expect(rates.filter((rate) => !rate.startsWith('was'))).toEqual([]);
}
