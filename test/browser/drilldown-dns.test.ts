import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { furnishHouse, PATIENCE } from './house.ts';

const house = furnishHouse('--scenario dns --rate 400 --seed 1');

test('[WEB-285] every way in which a name can fail is told as what it is', async () => {
  const page = await house.visit('?view=dns&window=300');
  for (const [name, outcome] of [
    ['telemetry.vendor.example', 'refused by policy'],
    ['fx.rates.example', 'no answer'],
    ['broken.zone.example', 'SERVFAIL'],
    ['mongo.legacy.svc', 'NXDOMAIN: no such name'],
    ['api.stripe.example', 'found after search domains'],
  ] as const) {
    await rowOf(page, name, outcome).waitFor({ timeout: PATIENCE.timeoutMs });
    expect(await rowOf(page, name, outcome).getByText('policy').count()).toBe(outcome.includes('policy') ? 1 : 0);
  }
});

test('[WEB-274] a storm of NXDOMAIN stands under the name that was meant, with every search domain', async () => {
  const page = await house.visit('?view=dns&window=300');
  await rowOf(page, 'mongo.legacy.svc', 'NXDOMAIN').waitFor({ timeout: PATIENCE.timeoutMs });
  await page.getByRole('button', { name: /^mongo\.legacy\.svc/ }).click();
  await page.getByText(/NXDOMAIN answers come from 3 search domains; the name exists under none/).waitFor();
  await page.getByText('svc.cluster.local', { exact: true }).waitFor();
  await page.getByText('as written', { exact: true }).waitFor();
  await page.getByRole('checkbox', { name: 'Names as sent' }).check();
  const sent = page.getByRole('button', { name: /^mongo\.legacy\.svc\.svc\.cluster\.local/ });
  await sent.waitFor({ timeout: PATIENCE.timeoutMs });
  expect(new URL(page.url()).searchParams.has('raw')).toBe(true);
});

test('[WEB-283] a name leads to the connections to it, and such an edge to the names that led there', async () => {
  const page = await house.visit('?view=dns&window=300');
  await page.getByRole('button', { name: /^api\.stripe\.example/ }).click({ timeout: PATIENCE.timeoutMs });
  await page.getByRole('button', { name: /^payments\/api → api\.stripe\.example ?:443$/ }).click();
  const panel = page.getByRole('complementary', { name: 'Selected edge' });
  await panel.getByRole('heading', { name: /^api → api\.stripe\.example ?:443$/ }).waitFor();
  await panel.getByRole('tab', { name: 'DNS' }).click();
  await panel.getByText('Names that led').waitFor();
  await panel.getByRole('button', { name: /^api\.stripe\.example A/ }).waitFor();
  expect(await panel.locator('.l7-item').count()).toBe(1);
});

function rowOf(page: Page, name: string, outcome: string): Locator {
  return page.getByRole('row').filter({ hasText: name }).filter({ hasText: outcome }).first();
}
