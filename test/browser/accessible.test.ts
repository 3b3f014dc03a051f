import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { seriousFindings } from './axe.ts';
import { furnishHouse, INCIDENT } from './house.ts';
import { mapIsReady } from './map-probe.ts';

const house = furnishHouse(INCIDENT);

interface State {
  readonly name: string;
  readonly search: string;
  readonly reach: (page: Page) => Promise<void>;
}

const STATES: readonly State[] = [
  { name: 'the map', search: '', reach: mapIsReady },
  { name: 'the table', search: '?view=table', reach: gridIsThere },
  { name: 'the matrix', search: '?view=matrix', reach: gridIsThere },
  { name: 'the panel of an edge', search: '', reach: (page) => worstEdgeIsOpen(page, 'Why') },
  { name: 'its HTTP tab', search: '', reach: (page) => worstEdgeIsOpen(page, 'HTTP') },
  { name: 'its flows', search: '', reach: (page) => worstEdgeIsOpen(page, 'Flows') },
  { name: 'a filter that is being written', search: '', reach: filterIsOpen },
  { name: 'what is missing', search: '', reach: completenessIsOpen },
  { name: 'the help', search: '', reach: helpIsOpen },
];

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test.each(STATES)('[WEB-172] axe finds nothing serious in $name', async ({ search, reach }) => {
    const page = await house.visit(search);
    await page.emulateMedia({ colorScheme });
    await page.getByRole('listbox', { name: /^Troubles/ }).waitFor();
    await reach(page);
    expect(await seriousFindings(page)).toEqual([]);
  });
});

async function gridIsThere(page: Page): Promise<void> {
  await page.getByRole('grid').first().getByRole('row').nth(3).waitFor();
}

async function worstEdgeIsOpen(page: Page, tab: string): Promise<void> {
  await mapIsReady(page);
  await page
    .getByRole('listbox', { name: /^Troubles/ })
    .getByRole('option')
    .first()
    .click();
  const panel = page.getByRole('complementary', { name: 'Selected edge' });
  await panel.getByRole('tab', { name: tab }).click();
  await panel.getByRole('tabpanel').waitFor();
}

async function filterIsOpen(page: Page): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.type('verdict:');
  await page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option').first().waitFor();
}

async function completenessIsOpen(page: Page): Promise<void> {
  await page.getByRole('button', { name: /complete/ }).click();
  await page.getByRole('region', { name: 'What is missing' }).waitFor();
}

async function helpIsOpen(page: Page): Promise<void> {
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys and help' }).waitFor();
}
