/// <reference lib="dom" />
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readJson } from '../support/read-api.ts';
import { startServer } from '../support/start-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { seriousFindings } from './axe.ts';
import { clippedTexts } from './clipped-text.ts';
import { furnishHouse, INCIDENT, PATIENCE } from './house.ts';
import { mapIsReady } from './map-probe.ts';

const house = furnishHouse(INCIDENT);
const directory = mkdtempSync(join(tmpdir(), 'orrery-history-'));
/** Seconds of the incident that have to be written down before the first test. */
const INCIDENT_SECONDS = 10;
const STARTS = { timeoutMs: 100_000, everyMs: 250 };

interface HistoryJson {
  readonly from: string | null;
  readonly to: string | null;
  readonly timeline: { readonly start: string; readonly step_seconds: number; readonly dropped: number[] } | null;
}

beforeAll(async () => {
  await house.server.stop();
  house.server = await startServer(serverArgs());
  await waitFor('an incident that is written down', () => incident(INCIDENT_SECONDS), STARTS);
}, 300_000);

afterAll(async () => {
  await house.server.stop();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

test('[WEB-321] a pasted range shows what was then, never as live, and the key l is live again', async () => {
  const range = await incident(INCIDENT_SECONDS);
  const page = await house.visit(`?since=${range?.since}&until=${range?.until}`);
  await isPast(page);
  await deniedIsFirst(page);
  const shown = page.getByRole('banner');
  expect(await shown.getByText('Live', { exact: true }).count()).toBe(0);
  await shown.getByText(/complete/).waitFor();

  await page.reload();
  await isPast(page);
  await deniedIsFirst(page);

  await page.keyboard.press('l');
  await shown.getByText('Live', { exact: true }).waitFor();
  expect(new URL(page.url()).search).toBe('');
  await page.goBack();
  await isPast(page);
});

test('[WEB-322] the keyboard opens the history, chooses a range, moves it and changes its length', async () => {
  await waitFor('half a minute to move in', () => incident(30), STARTS);
  const page = await house.visit('');
  await mapIsReady(page);
  await page.keyboard.press('h');
  const reader = page.getByRole('slider', { name: /^Flows of the history/ });
  await waitFor('bars to stand on', () => hasBars(page), PATIENCE);
  await reader.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  const chosen = await addressRange(page);
  await isPast(page);

  const range = page.getByRole('slider', { name: /^Range: arrows move it/ });
  await range.focus();
  await page.keyboard.press('Shift+ArrowLeft');
  const shorter = await addressRange(page, chosen);
  expect([shorter.since, shorter.until < chosen.until]).toEqual([chosen.since, true]);
  await range.focus();
  await page.keyboard.press('ArrowRight');
  const later = await addressRange(page, shorter);
  expect(later.since > shorter.since).toBe(true);
  expect(length(later)).toBe(length(shorter));
  await isPast(page);
});

test('[WEB-323] a range is typed as people write times, and what is no time changes nothing', async () => {
  const page = await house.visit('?strip=fit');
  await mapIsReady(page);
  const from = page.getByRole('textbox', { name: 'From' });
  await from.fill('half past');
  await from.press('Enter');
  await page.getByRole('alert').getByText('Not a time').waitFor();
  expect(new URL(page.url()).searchParams.get('since')).toBe(null);
  await from.fill('-30s');
  await from.press('Enter');
  const typed = await addressRange(page);
  expect(Math.abs(Date.parse(typed.since) - (Date.now() - 30_000))).toBeLessThan(60_000);
  await isPast(page);
});

test('[WEB-324] a pointer draws a range, and takes hold of its ends; Escape lets go, a double click is live', async () => {
  const page = await house.visit('?strip=fit');
  await mapIsReady(page);
  await waitFor('bars to stand on', () => hasBars(page), PATIENCE);
  const box = await page.locator('.brush').boundingBox();
  if (box === null) throw new Error('there is no brush');
  const at = (share: number): [number, number] => [box.x + box.width * share, box.y + box.height / 2];
  const drag = async (from: number, to: number): Promise<void> => {
    await page.mouse.move(...at(from));
    await page.mouse.down();
    await page.mouse.move(...at((from + to) / 2), { steps: 3 });
    await page.mouse.move(...at(to), { steps: 3 });
  };
  await drag(0.999, 0.99);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  expect(new URL(page.url()).searchParams.get('since')).toBe(null);

  await drag(0.999, 0.97);
  await page.mouse.up();
  const drawn = await addressRange(page);
  await isPast(page);
  await page.locator('.brush').dblclick({ position: { x: 40, y: 20 } });
  await page.getByRole('banner').getByText('Live', { exact: true }).waitFor();
  expect(drawn.since < drawn.until).toBe(true);
  expect(new URL(page.url()).search).toBe('');
});

test.each(['light', 'dark'] as const)(
  '[WEB-172] axe finds nothing serious in the past, in the %s theme',
  async (theme) => {
    const range = await incident(INCIDENT_SECONDS);
    const page = await house.visit(`?since=${range?.since}&until=${range?.until}&theme=${theme}`);
    await isPast(page);
    await deniedIsFirst(page);
    await waitFor('bars to stand on', () => hasBars(page), PATIENCE);
    await page.getByRole('button', { name: /^since / }).click();
    await page.getByRole('region', { name: 'About the history' }).getByText('Figures per minute').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  },
);

test.each([1440, 1280, 1024, 390])('[WEB-333] what says that it is the past is whole, %i px wide', async (width) => {
  const range = await incident(INCIDENT_SECONDS);
  const page = await house.visit(`?since=${range?.since}&until=${range?.until}`);
  await page.setViewportSize({ width, height: 844 });
  if (width < 720) await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Map' }).click();
  await isPast(page);
  await waitFor('bars to stand on', () => hasBars(page), PATIENCE);
  expect((await clippedTexts(page)).filter((text) => !text.includes('canvas'))).toEqual([]);
  const outside = await page.locator('.strip-history').evaluate((strip) => {
    const whole = strip.getBoundingClientRect();
    return [...strip.querySelectorAll('button, input')]
      .filter((part) => part.getBoundingClientRect().right > whole.right)
      .map((part) => part.textContent);
  });
  expect(outside).toEqual([]);
});

test('[WEB-325] what was is shown when relay and server were gone meanwhile, and nothing of now is told as of then', async () => {
  const range = await incident(INCIDENT_SECONDS);
  const port = new URL(house.server.url).port;
  await house.simulator.process.kill();
  await house.server.stop();
  house.server = await startServer([...serverArgs(), '--listen', `127.0.0.1:${port}`]);
  const page = await house.visit(`?since=${range?.since}&until=${range?.until}`);
  await isPast(page);
  await deniedIsFirst(page);
  expect(await page.getByText(/Stale since/).count()).toBe(0);
  await page.keyboard.press('.');
  const panel = page.getByRole('complementary', { name: 'Selected edge' });
  await panel.getByText('denied/min').first().waitFor();
  expect(await panel.getByText(/the last \d/).count()).toBe(0);
});

function serverArgs(): readonly string[] {
  return ['--relay', house.simulator.address, '--log-level', 'warn', '--store', `chdb:${directory}`];
}

/** From before the incident until so long after it began; undefined until that is written down. */
async function incident(seconds: number): Promise<{ readonly since: string; readonly until: string } | undefined> {
  const { to, timeline } = await readJson<HistoryJson>(house.server.url, '/api/v1/history');
  const step = timeline?.dropped.findIndex((flows) => flows > 0) ?? -1;
  if (timeline === null || to === null || step < 0) return undefined;
  const beganMs = Date.parse(timeline.start) + step * timeline.step_seconds * 1000;
  const time = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const untilMs = beganMs + seconds * 1000;
  return Date.parse(to) < untilMs ? undefined : { since: time(beganMs), until: time(untilMs) };
}

async function isPast(page: Page): Promise<void> {
  await page.getByRole('banner').getByText('Past', { exact: true }).waitFor({ timeout: 60_000 });
}

async function deniedIsFirst(page: Page): Promise<void> {
  const first = page
    .getByRole('listbox', { name: /^Troubles/ })
    .getByRole('option')
    .first();
  await waitFor(
    'cart -> redis to be first in the list',
    async () => (await first.textContent().catch(() => ''))?.includes('redis'),
    PATIENCE,
  );
}

async function hasBars(page: Page): Promise<boolean> {
  return page.evaluate(() => (document.querySelector('.strip-past .bar-forwarded')?.getAttribute('d') ?? '') !== '');
}

interface Range {
  readonly since: string;
  readonly until: string;
}

/** As the address has it, once that is another one. */
async function addressRange(page: Page, before?: Range): Promise<Range> {
  return waitFor(
    'another range in the address',
    () => {
      const given = new URL(page.url()).searchParams;
      const [since, until] = [given.get('since'), given.get('until')];
      if (since === null || until === null) return undefined;
      return since === before?.since && until === before.until ? undefined : { since, until };
    },
    PATIENCE,
  );
}

function length({ since, until }: Range): number {
  return Date.parse(until) - Date.parse(since);
}
