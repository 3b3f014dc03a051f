import type { Page } from 'playwright-core';

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
  { ...DESK, name: 'calm-light', world: 'shop', search: '?q=-to-port:8081%20-to-port:53', theme: 'light' },
  { ...DESK, name: 'table-light', world: 'incident', search: '?view=table', theme: 'light' },
  { ...DESK, name: 'matrix-light', world: 'incident', search: '?view=matrix', theme: 'light' },
  { name: 'narrow-light', world: 'incident', search: '', theme: 'light', width: 1024, height: 768 },
  { name: 'phone-light', world: 'incident', search: '', theme: 'light', width: 390, height: 844 },
  { ...DESK, name: 'stale-light', world: 'incident', search: '', theme: 'light', isAfterTheRelay: true },
];

async function selectFirstTrouble(page: Page): Promise<void> {
  await page.getByRole('listbox').getByRole('option').first().click();
}
