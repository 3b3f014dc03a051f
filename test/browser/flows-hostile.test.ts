import { describe, expect, test } from 'vitest';
import { tracesOfAttacks } from './attack-traces.ts';
import { furnishHouse } from './house.ts';

/** Which text is attacked how follows from the seed. */
describe.each([2, 9])('hostile names of seed %s', (seed) => {
  const house = furnishHouse(`--scenario incident --incident-after 1s --rate 300 --seed ${seed} --hostile`);

  test('[WEB-258] are text in the table, in the menu of a cell and in a flow in full', async () => {
    const page = await house.visit('?view=flows');
    const panel = page.getByRole('complementary', { name: 'Flow', exact: true });
    for (let round = 0; round < 4; round += 1) {
      // A table that is held gets no more rows.
      await page.locator('#flow-row-3 [data-column=source] .cell-value').waitFor();
      await page.getByRole('button', { name: 'Following' }).click();
      await page.locator('#flow-row-3 [data-column=source] .cell-value').click();
      await page.getByRole('menu').waitFor();
      expect(await tracesOfAttacks(page)).toEqual([]);
      await page.getByRole('menuitem', { name: 'Open this flow' }).click();
      await panel.getByLabel('The flow as JSON').waitFor();
      expect(await tracesOfAttacks(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: /^Follow/ }).click();
    }
  });
});
