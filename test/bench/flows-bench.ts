import { setTimeout as sleep } from 'node:timers/promises';
import { startBrowser } from '../browser/open-page.ts';
import { readStatus } from '../support/read-api.ts';
import { startServer } from '../support/start-server.ts';
import { startSimulator } from '../support/start-simulator.ts';
import { waitFor } from '../support/wait-for.ts';
import { quantile, rounded, type BenchOptions, type Figures } from './figures.ts';
import { FlowsPage } from './flows-page.ts';
import { median, slopePerMinute } from './map-figures.ts';

const FLOWS_PER_SECOND = 5000;
const RATE_SHARE = 0.9;
const SETTLE_MS = 5000;
const MOVING_MS = 10_000;
const HEAP_EVERY_MS = 5000;
const OPENED_ROWS = 10;

/**
 * The table of flows in a headless Chromium that paints in software, with the simulated relay and the server beside it.
 * Frames are the times between animation frames while it follows, and is scrolled away and back again and again.
 */
export async function benchFlows({ minutes }: BenchOptions): Promise<Figures> {
  const simulator = await startSimulator(
    `--scenario scale --seed 1 --rate ${FLOWS_PER_SECOND} --workloads 600 --namespaces 20 --edges 1000`.split(/\s+/),
  );
  try {
    const server = await startServer(['--relay', simulator.address, '--log-level', 'warn']);
    try {
      await waitFor(
        'the flows to come',
        async () => (await readStatus(server.url)).flows_per_second >= FLOWS_PER_SECOND * RATE_SHARE,
        { timeoutMs: 60_000, everyMs: 1000 },
      );
      const browser = await startBrowser();
      try {
        const opened = await FlowsPage.open(browser, server.url);
        await sleep(SETTLE_MS);
        const figures = {
          ...(await moving(opened)),
          ...(await following(opened, minutes)),
          ...(await opening(opened)),
        };
        const { flows_per_second } = await readStatus(server.url);
        return { ...figures, minutes, flows_per_second: Math.round(flows_per_second) };
      } finally {
        await browser.close();
      }
    } finally {
      await server.stop();
    }
  } finally {
    await simulator.stop();
  }
}

async function moving(opened: FlowsPage): Promise<Figures> {
  const fromMs = await opened.nowMs();
  const frames = await opened.framesDuring(() => opened.scrollToAndFro(MOVING_MS));
  return {
    frame_p50_ms: rounded(quantile(frames, 0.5), 1),
    frame_p95_ms: rounded(quantile(frames, 0.95), 1),
    frame_max_ms: rounded(quantile(frames, 1), 1),
    frames: frames.length,
    longest_task_ms: Math.round(await opened.longestTaskMs(fromMs)),
  };
}

/** Heaps while the table follows, of the page and of its worker, and how many flows it follows. */
async function following(opened: FlowsPage, minutes: number): Promise<Figures> {
  await opened.follow();
  const samples: { readonly atMs: number; readonly value: number }[] = [];
  const workers: number[] = [];
  const startMs = performance.now();
  const before = await opened.counts();
  do {
    samples.push({ atMs: performance.now(), value: await opened.heapMb() });
    workers.push(await opened.workerMb());
    await sleep(HEAP_EVERY_MS);
  } while (performance.now() < startMs + minutes * 60_000);
  const seconds = (performance.now() - startMs) / 1000;
  const { rows, gone, leftOut, missed } = await opened.counts();
  return {
    heap_mb: rounded(Math.max(...samples.map(({ value }) => value)), 1),
    heap_slope_mb_per_min: rounded(slopePerMinute(samples), 2),
    worker_mb: rounded(Math.max(...workers), 1),
    rows,
    followed_per_second: Math.round((rows + gone - before.rows - before.gone) / seconds),
    left_out: leftOut,
    missed,
  };
}

/** From the click on a row to the frame that shows the flow in full. */
async function opening(opened: FlowsPage): Promise<Figures> {
  const times: number[] = [];
  for (let i = 0; i < OPENED_ROWS; i += 1) times.push(await opened.openRowMs(2 + i));
  return { open_row_ms: rounded(median(times), 1), open_row_max_ms: rounded(Math.max(...times), 1) };
}
