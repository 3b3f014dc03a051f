import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import type { Config } from './config.ts';
import type { CaptureReport } from './evidence/capture.ts';
import { MemoryStore } from './history/memory-store.ts';
import type { OpenStore } from './history/open-store.ts';
import { Spool } from './history/spool.ts';
import type { CaptureDoor } from './http/http-deps.ts';
import { openCapture } from './opened-capture.ts';
import { buildRooms, intakeOf, runPipeline } from './pipeline.ts';

export interface CapturesOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly version: string;
  readonly webRoot: string;
}

interface Shown {
  readonly id: string;
  readonly server: Server;
  readonly end: () => Promise<void>;
}

/** Recordings that are shown at once; at the bound the one that was opened first is closed. */
const MOST_CAPTURES = 2;
const MB = 1024 * 1024;
/** Of one: half of what its file may have, as JSON is longer than what it says. */
const BOUNDS = { keptSeconds: Infinity, maxBytes: 64 * MB, maxFlowBytes: 128 * MB };
const KEPT_FLOWS_BYTES = 32 * MB;

/**
 * Recordings that pages brought: each is a house of its own, with its own graph, history and page under
 * `captures/ID/`, behind the door of this server. Nothing of it touches what is live.
 */
export class Captures implements CaptureDoor {
  readonly #options: CapturesOptions;
  readonly #shown: Shown[] = [];

  constructor(options: CapturesOptions) {
    this.#options = options;
  }

  serverAt(url: string): Server | undefined {
    return this.#shown.find(({ id }) => url.startsWith(this.#basePath(id)))?.server;
  }

  async open(path: string, signal: AbortSignal): Promise<{ readonly url: string; readonly report: CaptureReport }> {
    const { config, clock, log, random } = this.#options;
    const captureConfig = { ...config, keptFlowsBytes: Math.min(config.keptFlowsBytes, KEPT_FLOWS_BYTES), relays: [] };
    const intake = intakeOf(captureConfig, random);
    const environment = { clock, log: log.component('recording'), store: new MemoryStore(BOUNDS) };
    const opened = await openCapture(path, intake, environment, signal);
    const id = randomBytes(8).toString('hex');
    const store: OpenStore = {
      store: opened.history.store,
      spool: new Spool(undefined),
      disk: undefined,
      choice: { kind: 'memory' },
    };
    const rooms = buildRooms({
      ...this.#options,
      config: { ...captureConfig, store: { kind: 'memory' }, basePath: this.#basePath(id) },
      relays: [],
      store,
      opened,
    });
    const ending = new AbortController();
    const running = runPipeline(rooms, ending.signal);
    const end = async (): Promise<void> => {
      ending.abort();
      await running;
      await rooms.history.close();
    };
    this.#shown.push({ id, server: rooms.server, end });
    while (this.#shown.length > MOST_CAPTURES) await this.#shown.shift()?.end();
    return { url: this.#basePath(id), report: opened.report };
  }

  async close(): Promise<void> {
    for (const { end } of this.#shown.splice(0)) await end();
  }

  #basePath(id: string): string {
    return `${this.#options.config.basePath}captures/${id}/`;
  }
}
