/// <reference lib="dom" />
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser, type TestBrowser } from '../browser/open-page.ts';
import { palettePng } from './palette-png.ts';

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

test('[WEB-161] a picture with fewer colours is smaller, of the same size, and no pixel is far from what it was', async () => {
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: 400, height: 300 });
  await page.setContent(`
    <body style="margin:0;background:linear-gradient(90deg,#fff,#08c 60%,#111);font:13px sans-serif">
    <p style="background:#be2a1c;color:#fff">312 /min denied</p><p>${'text on a slope '.repeat(60)}</p>`);
  const before = await page.screenshot();
  const after = palettePng(before);
  expect(after.length).toBeLessThan(before.length);
  const [worst, width, height] = await page.evaluate(
    async ([one, other]) => {
      const pixels = async (base64: string): Promise<ImageData> => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, image.width, image.height);
      };
      const [a, b] = [await pixels(one), await pixels(other)];
      let worst = 0;
      for (let i = 0; i < a.data.length; i += 1) worst = Math.max(worst, Math.abs(a.data[i] - b.data[i]));
      return [worst, b.width, b.height];
    },
    [before.toString('base64'), after.toString('base64')] as const,
  );
  expect([width, height]).toEqual([400, 300]);
  expect(worst).toBeLessThanOrEqual(24);
});
