import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { readGeometry, type LiveGeometry } from '../browser/map-probe.ts';
import { startBrowser, type TestBrowser } from '../browser/open-page.ts';
import { readStatus } from '../support/read-api.ts';
import { startServer } from '../support/start-server.ts';
import { startSimulator } from '../support/start-simulator.ts';
import { waitFor } from '../support/wait-for.ts';
import { quantile, rounded, type BenchOptions, type Figures } from './figures.ts';
import { median, onScreen, shiftsPx, slopePerMinute } from './map-figures.ts';
import { panAndZoom } from './map-motion.ts';
import { MapPage } from './map-page.ts';

const WORKLOADS = 1000;
const NAMESPACES = 40;
const EDGES = 5000;
const FLOWS_PER_SECOND = 10_000;
const NEWCOMERS = 50;
/** After the start of the simulated relay: when everything is known, and the page has stood for a while. */
const NEWCOMERS_AFTER_MS = 80_000;
/** Of the edges asked for, so many have to be known before the first page is opened. */
const KNOWN_SHARE = 0.95;
const FIRST_MAPS = 3;
const SETTLE_MS = 5000;
const MOVING_MS = 10_000;
const HEAP_EVERY_MS = 5000;

/**
 * The whole house on this machine: simulated relay, server, and a headless Chromium that paints in software. Frames are
 * the times between animation frames while the map is dragged and zoomed and figures come in four times a second.
 */
export async function benchMap({ minutes }: BenchOptions): Promise<Figures> {
  const startMs = performance.now();
  const simulator = await startSimulator(
    `--scenario scale --seed 1 --rate ${FLOWS_PER_SECOND} --workloads ${3 * WORKLOADS} --namespaces ${NAMESPACES}
     --edges ${EDGES} --newcomers ${NEWCOMERS} --newcomers-after ${NEWCOMERS_AFTER_MS}ms`
      .trim()
      .split(/\s+/),
  );
  let browser: TestBrowser | undefined;
  try {
    const server = await startServer(['--relay', simulator.address, '--log-level', 'warn']);
    try {
      await waitFor('the edges to be known', async () => (await liveEdges(server.url)) >= EDGES * KNOWN_SHARE, {
        timeoutMs: 60_000,
        everyMs: 1000,
      });
      browser = await startBrowser();
      const shift = await shiftFigures(browser, server.url, startMs + NEWCOMERS_AFTER_MS);
      const first = await firstMaps(browser, server.url);
      const live = await liveFigures(browser, server.url, minutes);
      const { flows_per_second } = await readStatus(server.url);
      return {
        ...first,
        ...live,
        ...shift,
        minutes,
        flows_per_second: Math.round(flows_per_second),
        edges_live: await liveEdges(server.url),
      };
    } finally {
      await browser?.close();
      await server.stop();
    }
  } finally {
    await simulator.stop();
  }
}

/** The middle one of a few, each in a page of its own and without a cache. */
async function firstMaps(browser: TestBrowser, url: string): Promise<Figures> {
  const times: number[] = [];
  let scriptKb = 0;
  for (let round = 0; round < FIRST_MAPS; round += 1) {
    const opened = await MapPage.open(browser, url);
    times.push(await opened.firstMapMs());
    scriptKb = await opened.scriptKb();
    await opened.close();
  }
  return {
    first_map_ms: Math.round(median(times)),
    first_map_max_ms: Math.round(Math.max(...times)),
    js_gzip_kb: scriptKb,
  };
}

async function liveFigures(browser: TestBrowser, url: string, minutes: number): Promise<Figures> {
  const opened = await MapPage.open(browser, url);
  try {
    await sleep(SETTLE_MS);
    const settledMs = await opened.nowMs();
    const frames = await opened.framesDuring(() => panAndZoom(opened.page, MOVING_MS));
    const longestMoving = await opened.longestTaskMs(settledMs);
    const samples: { atMs: number; value: number }[] = [];
    const endMs = performance.now() + minutes * 60_000;
    do {
      samples.push({ atMs: performance.now(), value: await opened.heapMb() });
      await sleep(HEAP_EVERY_MS);
    } while (performance.now() < endMs);
    const scene = (await readGeometry(opened.page))?.scene;
    return {
      frame_p50_ms: rounded(quantile(frames, 0.5), 1),
      frame_p95_ms: rounded(quantile(frames, 0.95), 1),
      frame_max_ms: rounded(quantile(frames, 1), 1),
      frames: frames.length,
      longest_task_ms: Math.round(longestMoving),
      longest_task_loading_ms: Math.round(await opened.longestTaskMs(0, settledMs)),
      heap_mb: rounded(Math.max(...samples.map(({ value }) => value)), 1),
      heap_slope_mb_per_min: rounded(slopePerMinute(samples), 2),
      nodes_drawn: scene?.nodes.length ?? 0,
      routes_drawn: scene?.routes.length ?? 0,
    };
  } finally {
    await opened.close();
  }
}

/**
 * Two pages wait for the newcomers: one as it opens, and one where every namespace shows its workloads. A shift is what
 * is seen on the screen; the worse page counts.
 */
async function shiftFigures(browser: TestBrowser, url: string, newcomersMs: number): Promise<Figures> {
  const opened = Array.from({ length: NAMESPACES }, (_, row) => `open=team-${String(row).padStart(2, '0')}`).join('&');
  const whole = await MapPage.open(browser, url);
  const open = await MapPage.open(browser, `${url}/?${opened}`);
  try {
    await sleep(Math.max(SETTLE_MS, newcomersMs - performance.now() - 1000));
    const before = { whole: await geometryOf(whole.page), open: await geometryOf(open.page) };
    const isInTime = performance.now() < newcomersMs;
    const after = await waitFor(
      'the newcomers on the map',
      async () => {
        const now = await geometryOf(open.page);
        return newcomersIn(now) >= NEWCOMERS * KNOWN_SHARE ? now : undefined;
      },
      { timeoutMs: 60_000, everyMs: 500 },
    );
    const wholeShifts = shiftsPx(onScreen(before.whole), onScreen(await geometryOf(whole.page)));
    const openShifts = shiftsPx(onScreen(before.open), onScreen(after));
    const mapShifts = shiftsPx(before.open.scene.nodes, after.scene.nodes);
    return {
      layout_shift_px: rounded(Math.max(quantile(openShifts, 0.95), quantile(wholeShifts, 0.95)), 1),
      layout_shift_p50_px: rounded(Math.max(quantile(openShifts, 0.5), quantile(wholeShifts, 0.5)), 1),
      layout_shift_max_px: rounded(Math.max(quantile(openShifts, 1), quantile(wholeShifts, 1)), 1),
      layout_shift_first_view_px: rounded(quantile(wholeShifts, 0.95), 1),
      layout_shift_on_map_px: rounded(quantile(mapShifts, 0.95), 1),
      shift_nodes: openShifts.length,
      newcomers_seen: newcomersIn(after),
      shift_in_time: isInTime,
    };
  } finally {
    await whole.close();
    await open.close();
  }
}

async function geometryOf(page: Page): Promise<LiveGeometry> {
  return waitFor('a map', () => readGeometry(page));
}

function newcomersIn({ scene }: LiveGeometry): number {
  return scene.nodes.filter(({ key }) => key.includes('/new-')).length;
}

async function liveEdges(url: string): Promise<number> {
  const { edges } = await readStatus(url);
  return (edges as { readonly live: number }).live;
}
