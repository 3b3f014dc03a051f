/// <reference lib="dom" />
import { gzipSync } from 'node:zlib';
import type { CDPSession, Page } from 'playwright-core';
import { mapIsReady, MAP } from '../browser/map-probe.ts';
import type { TestBrowser } from '../browser/open-page.ts';
import { rounded } from './figures.ts';

/** What the page notes about itself, from before its first script on. Times since navigation, milliseconds. */
interface Notes {
  firstMapMs: number | undefined;
  readonly tasks: { readonly atMs: number; readonly ms: number }[];
  frames: number[];
}

/** A page with a map, and what it costs. */
export class MapPage {
  readonly page: Page;
  readonly #session: CDPSession;
  readonly #scripts: Promise<number>[];

  private constructor(page: Page, session: CDPSession, scripts: Promise<number>[]) {
    this.page = page;
    this.#session = session;
    this.#scripts = scripts;
  }

  /** Opened without a cache; comes back when the map can be read. */
  static async open({ context }: TestBrowser, url: string): Promise<MapPage> {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    const scripts: Promise<number>[] = [];
    page.on('response', (response) => {
      if (!new URL(response.url()).pathname.endsWith('.js')) return;
      scripts.push(response.body().then((body) => gzipSync(body, { level: 9 }).length));
    });
    await page.addInitScript(takeNotes, MAP);
    await page.goto(url);
    await mapIsReady(page);
    return new MapPage(page, session, scripts);
  }

  /** From navigation to the frame that shows the first map. */
  async firstMapMs(): Promise<number> {
    await this.page.waitForFunction(() => notesOfPage().firstMapMs !== undefined);
    return (await this.#notes()).firstMapMs ?? 0;
  }

  /** Of all scripts that came so far, those of workers too, gzipped. */
  async scriptKb(): Promise<number> {
    const sizes = await Promise.all(this.#scripts);
    return rounded(sizes.reduce((sum, size) => sum + size, 0) / 1000, 1);
  }

  /** Milliseconds from frame to frame while `act` goes on. */
  async framesDuring(act: () => Promise<void>): Promise<readonly number[]> {
    await this.page.evaluate(() => {
      const frames: number[] = [];
      notesOfPage().frames = frames;
      let lastMs = performance.now();
      const next = (nowMs: number): void => {
        frames.push(nowMs - lastMs);
        lastMs = nowMs;
        // Until they are counted anew.
        if (notesOfPage().frames === frames) requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
    });
    await act();
    return (await this.#notes()).frames.slice(1);
  }

  async nowMs(): Promise<number> {
    return this.page.evaluate(() => performance.now());
  }

  /** The longest task of the main thread that began in this time; 0 when none took 50 ms. */
  async longestTaskMs(fromMs: number, untilMs = Infinity): Promise<number> {
    const { tasks } = await this.#notes();
    return Math.max(0, ...tasks.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs).map(({ ms }) => ms));
  }

  /** What lives in the heap of the page's main thread, after everything that can go is gone. */
  async heapMb(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage');
    await this.#session.send('Performance.enable');
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 1024 / 1024;
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  async #notes(): Promise<Notes> {
    return this.page.evaluate(() => notesOfPage());
  }
}

declare function notesOfPage(): Notes;

/** Runs in the page. */
function takeNotes(map: string): void {
  const notes: Notes = { firstMapMs: undefined, tasks: [], frames: [] };
  Object.assign(globalThis, { notesOfPage: () => notes });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) notes.tasks.push({ atMs: startTime, ms: duration });
  }).observe({ type: 'longtask', buffered: true });
  const look = (): void => {
    if (document.querySelector(`${map}[data-ready=true]`) === null) requestAnimationFrame(look);
    // What was painted is on the screen with the next frame.
    else requestAnimationFrame((nowMs) => (notes.firstMapMs = nowMs));
  };
  requestAnimationFrame(look);
}
