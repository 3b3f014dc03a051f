import { describe, expect, test } from 'vitest';
import { tracesOfAttacks } from './attack-traces.ts';
import { furnishHouse, PATIENCE } from './house.ts';

describe.each(['incident --incident-after 1s', 'dns'])('hostile text in scenario %s', (scenario) => {
  const house = furnishHouse(`--scenario ${scenario} --hostile --rate 400 --seed 5`);

  test.each(['http', 'dns'])('[WEB-169] is text on the page of %s, in each row that is opened', async (view) => {
    const page = await house.visit(`?view=${view}&window=300`);
    const rows = page.locator('.l7-open');
    await rows.nth(3).waitFor({ timeout: PATIENCE.timeoutMs });
    await page.getByRole('checkbox').check();
    for (let row = 0; row < 4; row += 1) {
      await rows.nth(row).click();
      await page.locator('.l7-about').waitFor();
      expect(await tracesOfAttacks(page)).toEqual([]);
      await rows.nth(row).click();
    }
  });

  test('[WEB-169] is text in each tab of a workload', async () => {
    const page = await house.visit('?view=table');
    await page.getByRole('grid').first().getByRole('row').nth(2).click();
    await page.getByRole('complementary', { name: 'Selected edge' }).locator('.end-button').first().click();
    const panel = page.getByRole('complementary', { name: 'Selected end' });
    for (const tab of await panel.getByRole('tab').all()) {
      await tab.click();
      expect(await tracesOfAttacks(page)).toEqual([]);
    }
  });
});
