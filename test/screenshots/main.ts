/// <reference lib="dom" />
import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { mapIsReady } from '../browser/map-probe.ts';
import { startBrowser, type TestBrowser } from '../browser/open-page.ts';
import { ROOT, startServer, type StartedServer } from '../support/start-server.ts';
import { startSimulator, type StartedSimulator } from '../support/start-simulator.ts';
import { palettePng } from './palette-png.ts';
import { SHOTS, type Shot, type World } from './shots.ts';

/**
 *     npm run screenshots              all, into docs/images
 *     npm run screenshots -- NAME...   some; a part of a name will do
 *     npm run screenshots -- --into FOLDER
 */
const WORLDS: Readonly<Record<World, string>> = {
  shop: '--scenario shop --seed 1 --rate 400',
  incident: '--scenario incident --incident-after 30s --seed 1 --rate 400',
  scale: '--scenario scale --seed 1 --rate 3000 --workloads 1500 --namespaces 40 --edges 1000 --trouble 0.02',
};
/** How long a world goes on before the first picture, so that windows are full. */
const WARM_UP_MS = 75_000;
/** From the first map to the picture: transitions have ended, figures were updated a few times. */
const SETTLE_MS = 3000;
/** From the end of the relay to the picture of it. */
const AWAY_MS = 12_000;

for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(1));
await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  const intoAt = args.indexOf('--into');
  const folder = intoAt < 0 ? `${ROOT}/docs/images` : (args[intoAt + 1] ?? '.');
  const names = intoAt < 0 ? args : args.toSpliced(intoAt, 2);
  const wanted = SHOTS.filter(({ name }) => names.length === 0 || names.some((part) => name.includes(part)));
  mkdirSync(folder, { recursive: true });
  const browser = await startBrowser();
  const running = new Map<World, RunningWorld>();
  try {
    const worlds = new Set(wanted.map(({ world }) => world));
    for (const world of worlds) running.set(world, await startWorld(WORLDS[world]));
    process.stderr.write(`${worlds.size} worlds warm up for ${WARM_UP_MS / 1000} s\n`);
    await sleep(WARM_UP_MS);
    for (const shot of wanted.filter(({ isAfterTheRelay }) => isAfterTheRelay !== true)) {
      await take(browser, shot, running.get(shot.world), folder);
    }
    for (const shot of wanted.filter(({ isAfterTheRelay }) => isAfterTheRelay === true)) {
      await take(browser, shot, running.get(shot.world), folder);
    }
  } finally {
    await browser.close();
    for (const { server, simulator } of running.values()) {
      await server.stop();
      await simulator.stop();
    }
  }
}

interface RunningWorld {
  readonly simulator: StartedSimulator;
  readonly server: StartedServer;
}

async function startWorld(args: string): Promise<RunningWorld> {
  const simulator = await startSimulator(args.split(' '));
  return { simulator, server: await startServer(['--relay', simulator.address, '--log-level', 'warn']) };
}

async function take(browser: TestBrowser, shot: Shot, world: RunningWorld | undefined, folder: string): Promise<void> {
  if (world === undefined) return;
  const page = await browser.context.newPage();
  try {
    await page.emulateMedia({ colorScheme: shot.theme });
    await page.setViewportSize({ width: shot.width, height: shot.height });
    await page.addInitScript(() => localStorage.setItem('orrery.hint', '1'));
    await page.goto(`${world.server.url}/${shot.search}`);
    await ready(page, shot);
    await shot.prepare?.(page);
    if (shot.isAfterTheRelay === true) {
      await world.simulator.process.kill();
      await sleep(AWAY_MS);
    }
    // On the bar at the top, where it points at nothing.
    await page.mouse.move(20, 24);
    await sleep(SETTLE_MS);
    const png = palettePng(await page.screenshot());
    writeFileSync(`${folder}/${shot.name}.png`, png);
    process.stdout.write(`${shot.name}.png ${Math.round(png.length / 1000)} kB\n`);
  } finally {
    await page.close();
  }
}

/** On a phone the list of troubles is the first page. */
async function ready(page: Page, { search, width }: Shot): Promise<void> {
  if (width < 720) await page.getByRole('listbox').first().waitFor();
  else if (/view=(?:http|dns)/.test(search)) await page.locator('.l7-row').first().waitFor();
  else if (search.includes('view=')) await page.getByRole('grid').first().waitFor();
  else await mapIsReady(page);
}
