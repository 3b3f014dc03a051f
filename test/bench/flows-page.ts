/// <reference lib="dom" />
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import type { TestBrowser } from '../browser/open-page.ts';
import { toldCounts, type ToldCounts } from './flows-figures.ts';

/** What the page notes about itself, from before its first script on. Times since navigation, milliseconds. */
interface Notes {
  readonly tasks: { readonly atMs: number; readonly ms: number }[];
  frames: number[];
  /** From the last click to the frame that shows what it opened. */
  openedMs: number | undefined;
}

const GRID = '.flow-grid';
const WHEEL_EVERY_MS = 16;
const NOTCH_PX = 240;

/** A page with the table of flows, and what it costs. */
export class FlowsPage {
  readonly #page: Page;
  readonly #session: CDPSession;
  readonly #worker: WorkerHeap;

  private constructor(page: Page, session: CDPSession, worker: WorkerHeap) {
    this.#page = page;
    this.#session = session;
    this.#worker = worker;
  }

  /** Comes back when the first rows are there. */
  static async open({ context }: TestBrowser, url: string): Promise<FlowsPage> {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const worker = await WorkerHeap.watch(session);
    await page.addInitScript(takeNotes);
    await page.goto(`${url}/?view=flows`);
    await page.locator('.flow-row').first().waitFor();
    return new FlowsPage(page, session, worker);
  }

  async nowMs(): Promise<number> {
    return this.#page.evaluate(() => performance.now());
  }

  /** Away from the top, which holds the table, and back to it, which lets it go on. */
  async scrollToAndFro(forMs: number): Promise<void> {
    const box = await this.#page.locator(GRID).boundingBox();
    if (box === null) throw new Error('the table is not shown');
    await this.#page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const endMs = performance.now() + forMs;
    while (performance.now() < endMs) {
      for (let i = 0; i < 30; i += 1) await this.#wheel(NOTCH_PX);
      for (let i = 0; i < 36; i += 1) await this.#wheel(-NOTCH_PX);
      await sleep(1000);
    }
  }

  /** Milliseconds from frame to frame while `act` goes on. */
  async framesDuring(act: () => Promise<void>): Promise<readonly number[]> {
    await this.#page.evaluate(() => {
      const frames: number[] = [];
      flowNotes().frames = frames;
      let lastMs = performance.now();
      const next = (nowMs: number): void => {
        frames.push(nowMs - lastMs);
        lastMs = nowMs;
        // Until they are counted anew.
        if (flowNotes().frames === frames) requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
    });
    await act();
    const frames = await this.#page.evaluate(() => flowNotes().frames.splice(0));
    await this.#page.evaluate(() => void (flowNotes().frames = []));
    return frames.slice(1);
  }

  /** The longest task of the main thread since then; 0 when none took 50 ms. */
  async longestTaskMs(fromMs: number): Promise<number> {
    const tasks = await this.#page.evaluate(() => flowNotes().tasks);
    return Math.max(0, ...tasks.filter(({ atMs }) => atMs >= fromMs).map(({ ms }) => ms));
  }

  /** Lets the table go on, if it does not. */
  async follow(): Promise<void> {
    const held = this.#page.locator('.flows-follow button[aria-pressed=false]');
    if ((await held.count()) > 0) await held.click();
    await this.#page.mouse.move(0, 0);
  }

  /** As the table tells them. */
  async counts(): Promise<ToldCounts> {
    return toldCounts((await this.#page.locator('.flows-table .table-foot').textContent()) ?? '');
  }

  /** What lives in the heap of the page's main thread, after everything that can go is gone. */
  async heapMb(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage');
    await this.#session.send('Performance.enable');
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 1024 / 1024;
  }

  /** Heap and buffers of the worker. */
  async workerMb(): Promise<number> {
    return (await this.#worker.usedBytes()) / 1024 / 1024;
  }

  /** Opens the row at this place of the screen, and closes it again. */
  async openRowMs(place: number): Promise<number> {
    const grid = await this.#page.locator(GRID).boundingBox();
    if (grid === null) throw new Error('the table is not shown');
    await this.#page.evaluate(watchOpening);
    await this.#page.mouse.click(grid.x + 40, grid.y + 32 + 28 * place + 14);
    await this.#page.waitForFunction(() => flowNotes().openedMs !== undefined);
    const ms = await this.#page.evaluate(() => flowNotes().openedMs ?? 0);
    await this.#page.keyboard.press('Escape');
    await this.#page.locator('.flow-panel').waitFor({ state: 'detached' });
    return ms;
  }

  async #wheel(byPx: number): Promise<void> {
    await this.#page.mouse.wheel(0, byPx);
    await sleep(WHEEL_EVERY_MS);
  }
}

/** The heap of the page's worker for flows, asked through the session of the page. */
class WorkerHeap {
  readonly #session: CDPSession;
  #worker = '';
  #asked = 0;
  readonly #waiting = new Map<number, (bytes: number) => void>();

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async watch(session: CDPSession): Promise<WorkerHeap> {
    const heap = new WorkerHeap(session);
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker' && targetInfo.url.includes('flow-worker')) heap.#worker = sessionId;
    });
    session.on('Target.receivedMessageFromTarget', ({ message }) => heap.#heard(message));
    await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    return heap;
  }

  async usedBytes(): Promise<number> {
    if (this.#worker === '') return 0;
    await this.#ask('HeapProfiler.collectGarbage');
    return this.#ask('Runtime.getHeapUsage');
  }

  async #ask(method: string): Promise<number> {
    this.#asked += 1;
    const id = this.#asked;
    const answer = new Promise<number>((resolve) => this.#waiting.set(id, resolve));
    await this.#session.send('Target.sendMessageToTarget', {
      sessionId: this.#worker,
      message: JSON.stringify({ id, method }),
    });
    return answer;
  }

  #heard(message: string): void {
    const { id, result } = JSON.parse(message) as {
      readonly id?: number;
      readonly result?: { readonly usedSize?: number; readonly backingStorageSize?: number };
    };
    if (id === undefined) return;
    this.#waiting.get(id)?.((result?.usedSize ?? 0) + (result?.backingStorageSize ?? 0));
    this.#waiting.delete(id);
  }
}

declare function flowNotes(): Notes;

/** Runs in the page. */
function takeNotes(): void {
  const notes: Notes = { tasks: [], frames: [], openedMs: undefined };
  Object.assign(globalThis, { flowNotes: () => notes });
  localStorage.setItem('orrery.hint', '1');
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) notes.tasks.push({ atMs: startTime, ms: duration });
  }).observe({ type: 'longtask', buffered: true });
}

/** Runs in the page: times the next click, from when it came to the frame after the one that shows the flow. */
function watchOpening(): void {
  const notes = flowNotes();
  notes.openedMs = undefined;
  const onClick = ({ timeStamp }: Event): void => {
    const look = (): void => {
      if (document.querySelector('.flow-panel .full-json') === null) requestAnimationFrame(look);
      else requestAnimationFrame((nowMs) => (notes.openedMs = nowMs - timeStamp));
    };
    requestAnimationFrame(look);
  };
  document.addEventListener('click', onClick, { once: true, capture: true });
}
