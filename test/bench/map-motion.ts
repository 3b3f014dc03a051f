import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** Time from one movement of the pointer to the next. */
const STEP_MS = 16;

/** Drags the map to and fro and zooms in and out, as a hand would, all the time. */
export async function panAndZoom(page: Page, forMs: number): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 1440, height: 900 };
  const middle = { x: Math.round(width * 0.55), y: Math.round(height * 0.5) };
  const endMs = performance.now() + forMs;
  for (let round = 0; performance.now() < endMs; round += 1) {
    const angle = round * 2.4;
    await drag(page, middle, { x: 260 * Math.cos(angle), y: 160 * Math.sin(angle) }, endMs);
    await zoom(page, round % 2 === 0 ? -120 : 120, endMs);
  }
}

async function drag(page: Page, from: Place, by: Place, endMs: number): Promise<void> {
  const steps = 30;
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let step = 1; step <= steps && performance.now() < endMs; step += 1) {
    await page.mouse.move(from.x + (by.x * step) / steps, from.y + (by.y * step) / steps);
    await sleep(STEP_MS);
  }
  await page.mouse.up();
}

async function zoom(page: Page, notch: number, endMs: number): Promise<void> {
  for (let step = 0; step < 8 && performance.now() < endMs; step += 1) {
    await page.mouse.wheel(0, notch / 2);
    await sleep(2 * STEP_MS);
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
}
