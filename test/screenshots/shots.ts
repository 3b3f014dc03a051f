/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { mapIsReady } from '../browser/map-probe.ts';

export type World = 'shop' | 'incident' | 'scale';

/** One picture: what is shown, how large, and what a person would do first. */
export interface Shot {
  readonly name: string;
  readonly world: World;
  readonly search: string;
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
  readonly prepare?: (page: Page) => Promise<void>;
  /** Whether the relay is gone by then. Such pictures are taken last. */
  readonly isAfterTheRelay?: boolean;
}

const DESK = { width: 1440, height: 900 } as const;

export const SHOTS: readonly Shot[] = [
  ...(['light', 'dark'] as const).flatMap((theme): Shot[] => [
    { ...DESK, name: `shop-${theme}`, world: 'shop', search: '', theme },
    { ...DESK, name: `incident-${theme}`, world: 'incident', search: '', theme, prepare: selectFirstTrouble },
    { ...DESK, name: `collapsed-${theme}`, world: 'scale', search: '', theme },
  ]),
  ...(['light', 'dark'] as const).map((theme): Shot => {
    return { ...DESK, name: `compare-${theme}`, world: 'incident', search: '', theme, prepare: compareWithBefore };
  }),
  { ...DESK, name: 'calm-light', world: 'shop', search: '?q=-to-port:8081%20-to-port:53', theme: 'light' },
  { ...DESK, name: 'table-light', world: 'incident', search: '?view=table', theme: 'light' },
  { ...DESK, name: 'matrix-light', world: 'incident', search: '?view=matrix', theme: 'light' },
  { ...DESK, name: 'request-light', world: 'incident', search: '', theme: 'light', prepare: openRefusedRequest },
  { ...DESK, name: 'flows-light', world: 'incident', search: '?view=flows', theme: 'light' },
  { ...DESK, name: 'http-dark', world: 'incident', search: '?view=http', theme: 'dark' },
  { ...DESK, name: 'dns-light', world: 'incident', search: '?view=dns', theme: 'light' },
  { name: 'narrow-light', world: 'incident', search: '', theme: 'light', width: 1024, height: 768 },
  { name: 'phone-light', world: 'incident', search: '', theme: 'light', width: 390, height: 844 },
  { ...DESK, name: 'stale-light', world: 'incident', search: '', theme: 'light', isAfterTheRelay: true },
];

async function selectFirstTrouble(page: Page): Promise<void> {
  await page.getByRole('listbox').getByRole('option').first().click();
}

/** The edge on which some requests are refused, its HTTP tab, and the method that is. */
async function openRefusedRequest(page: Page): Promise<void> {
  await page.getByRole('listbox').getByRole('option').filter({ hasText: 'frontend' }).first().click();
  await page.getByRole('tab', { name: 'HTTP' }).click();
  await page.locator('.edge-panel .l7-row').filter({ hasText: 'DELETE' }).first().click();
}

const BUCKET_MS = 10_000;

/** Half a minute on both sides of the rollout, and the edge that it broke. */
async function compareWithBefore(page: Page): Promise<void> {
  const times = await page.evaluate(async () => {
    const { anchors } = (await (await fetch('api/v1/anchors')).json()) as { anchors: { at: string }[] };
    return anchors.map(({ at }) => Date.parse(at));
  });
  const [beganMs, endedMs] = [Math.min(...times), Math.max(...times)];
  const text = (ms: number): string => new Date(Math.floor(ms / BUCKET_MS) * BUCKET_MS).toISOString();
  const ranges = {
    since: text(endedMs + BUCKET_MS),
    until: text(endedMs + 4 * BUCKET_MS),
    before_since: text(beganMs - 2 * BUCKET_MS),
    before_until: text(beganMs),
  };
  await page.goto(`${new URL(page.url()).origin}/?${new URLSearchParams(ranges)}`);
  await mapIsReady(page);
  await page.getByRole('listbox', { name: 'Changes, worst first' }).getByRole('option').first().click();
  // Into the room that is left beside the panel.
  await page.locator('.edge-panel').waitFor();
  await page.getByRole('button', { name: 'Tidy up' }).click();
  await page.getByRole('button', { name: /^(?:Workloads|Namespaces)$/ }).click();
}
