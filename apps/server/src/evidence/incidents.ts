import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gunzipSync } from 'node:zlib';
import type { Clock } from '../base/clock.ts';
import type { IncidentHead, IncidentPart, IncidentPartName, IncidentShelf } from '../history/incident-shelf.ts';
import type { PastPicture } from '../publish/past-frame.ts';
import { writeBundle, type BundleSums } from './bundle.ts';
import type { BundleAsk, BundleSource } from './bundle-ask.ts';
import { ChunkSink } from './chunk-sink.ts';
import { frozenFlowLines } from './frozen-flows.ts';
import { freezeRange, thawRange } from './frozen-picture.ts';
import { FrozenStore } from './frozen-store.ts';
import { freezeTrends, type TrendSteps } from './frozen-trends.ts';

/** How much may be frozen: past it nothing new is, and nothing old is given up by itself. */
export interface IncidentBounds {
  readonly incidents: number;
  /** Of all together. */
  readonly bytes: number;
  /** Of one. */
  readonly bundleBytes: number;
  /** In the bundle, and for the page. */
  readonly flows: number;
  readonly shownFlows: number;
}

const MB = 1024 * 1024;
const ON_DISK: IncidentBounds = {
  incidents: 500,
  bytes: 4096 * MB,
  bundleBytes: 64 * MB,
  flows: 20_000,
  shownFlows: 20_000,
};
const IN_MEMORY: IncidentBounds = { incidents: 20, bytes: 64 * MB, bundleBytes: 8 * MB, flows: 5000, shownFlows: 2000 };
/** Those that somebody looks at; each is as large as its graph and its flows. */
const MOST_OPENED = 2;

export const MOST_NAME_CHARACTERS = 120;
export const MOST_NOTE_CHARACTERS = 10_000;
export const MOST_VIEW_CHARACTERS = 8000;

/** What the person says of it. */
export interface Wording {
  readonly name: string;
  readonly note: string;
}

/** How it is frozen. */
interface Frame extends Wording {
  /** The search part of the address that it is seen under. */
  readonly view: string;
  /** In which the page tells how an edge went. */
  readonly steps: TrendSteps;
}

/** Nothing more can be frozen, in a sentence for the person. */
export class NoRoomError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NoRoomError';
  }
}

/** Ranges that people froze: the map, the evidence, the note. They lie in the store, and outlive its rows. */
export class Incidents {
  readonly #shelf: IncidentShelf;
  readonly #clock: Clock;
  /** By id; the one that was opened first leaves. */
  readonly #opened = new Map<string, FrozenStore>();

  constructor(shelf: IncidentShelf, clock: Clock) {
    this.#shelf = shelf;
    this.#clock = clock;
  }

  /** False when they are gone with this process. */
  get isLasting(): boolean {
    return this.#shelf.isLasting;
  }

  get bounds(): IncidentBounds {
    return this.#shelf.isLasting ? ON_DISK : IN_MEMORY;
  }

  list(): Promise<readonly IncidentHead[]> {
    return this.#shelf.list();
  }

  async find(id: string): Promise<IncidentHead | undefined> {
    const heads = await this.#shelf.list();
    return heads.find((head) => head.id === id);
  }

  /** Throws NoRoomError, and TooLargeError for a range whose evidence is too much. */
  async freeze(
    source: BundleSource,
    ask: BundleAsk,
    picture: PastPicture,
    { name, note, view, steps }: Frame,
    signal: AbortSignal,
  ): Promise<IncidentHead> {
    await this.#checkRoom();
    const id = newId();
    const parts: IncidentPart[] = [];
    try {
      const { store } = source;
      const [http, dns, coverage, counts] = await Promise.all([
        store.readHttp(ask.range),
        store.readDns(ask.range),
        store.readCoverage(ask.range),
        store.readFlowCounts(ask.range),
      ]);
      const graph = this.#put(id, 'graph', parts);
      const trends = await freezeTrends(store, picture.graph, steps);
      graph.end(await freezeRange({ picture, http, dns, coverage, counts, trends }));
      await finished(graph);
      const lines = frozenFlowLines(store, ask.range, this.bounds.shownFlows);
      await pipeline(Readable.from(lines), createGzip(), this.#put(id, 'flows', parts), { signal });
      const bundle = this.#put(id, 'bundle', parts);
      const sums: BundleSums = await writeBundle(source, ask, bundle, signal);
      await finished(bundle);
      const nowMs = this.#clock.nowMs();
      const { flows, keptFlows, completeness } = sums;
      const told = { range: ask.range, query: ask.canonical, view, flows, keptFlows, completeness };
      const head = { id, name, note, createdMs: nowMs, changedMs: nowMs, ...told, parts: parts.map(plainPart) };
      await this.#shelf.putHead(head);
      return head;
    } catch (error) {
      await this.#sweep(id, parts);
      throw error;
    }
  }

  /** Undefined when there is no such incident. */
  async change(id: string, wording: Partial<Wording>): Promise<IncidentHead | undefined> {
    const before = await this.find(id);
    if (before === undefined) return undefined;
    const changedMs = Math.max(this.#clock.nowMs(), before.changedMs + 1);
    const head = { ...before, ...wording, changedMs };
    await this.#shelf.putHead(head);
    return head;
  }

  async remove(id: string): Promise<boolean> {
    const head = await this.find(id);
    if (head === undefined) return false;
    this.#opened.delete(id);
    await this.#shelf.remove({ ...head, changedMs: Math.max(this.#clock.nowMs(), head.changedMs) });
    return true;
  }

  /** The range as it was, as a store that has nothing else. */
  async open(head: IncidentHead): Promise<FrozenStore> {
    const known = this.#opened.get(head.id);
    if (known !== undefined) return known;
    const [graph, flows] = await Promise.all([this.#whole(head, 'graph'), this.#whole(head, 'flows')]);
    const store = new FrozenStore(thawRange(graph));
    await store.takeFlows(flows.length === 0 ? '' : gunzipSync(flows).toString('utf8'));
    this.#opened.set(head.id, store);
    for (const id of this.#opened.keys()) if (this.#opened.size > MOST_OPENED) this.#opened.delete(id);
    return store;
  }

  async #whole(head: IncidentHead, name: IncidentPartName): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.read(head, name)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /** Throws when a piece is not there any more, or was not there yet. */
  async *read({ id, parts }: IncidentHead, name: IncidentPartName): AsyncGenerator<Uint8Array> {
    const part = parts.find((one) => one.name === name);
    for (let chunk = 0; chunk < (part?.chunks ?? 0); chunk += 1) {
      const bytes = await this.#shelf.readChunk(id, name, chunk);
      if (bytes === undefined) throw new Error(`piece ${chunk} of ${name} of incident ${id} is not there`);
      yield bytes;
    }
  }

  async #checkRoom(): Promise<void> {
    const heads = await this.#shelf.list();
    const { incidents, bytes } = this.bounds;
    if (heads.length >= incidents) {
      throw new NoRoomError(`there are ${heads.length} frozen incidents, which is as many as fit; delete one first`);
    }
    const used = heads.reduce((sum, head) => sum + bytesOf(head), 0);
    if (used >= bytes)
      throw new NoRoomError(`frozen incidents take ${used} bytes, the bound is ${bytes}; delete one first`);
  }

  #put(id: string, name: IncidentPartName, parts: IncidentPart[]): ChunkSink {
    const sink = new ChunkSink(this.bounds.bundleBytes, (chunk, bytes) => this.#shelf.putChunk(id, name, chunk, bytes));
    parts.push({
      name,
      get chunks() {
        return sink.chunks;
      },
      get bytes() {
        return sink.bytes;
      },
    });
    return sink;
  }

  /** What was written of one that did not come about is nobody's; that it is left is no harm but its space. */
  async #sweep(id: string, parts: readonly IncidentPart[]): Promise<void> {
    const nobody = { name: '', note: '', createdMs: 0, changedMs: this.#clock.nowMs(), range: { from: 0, to: 0 } };
    const rest = { query: '', view: '', flows: 0, keptFlows: 0, completeness: 0 };
    await this.#shelf.remove({ id, ...nobody, ...rest, parts: parts.map(plainPart) }).catch(() => undefined);
  }
}

export function bytesOf({ parts }: IncidentHead): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

function plainPart({ name, chunks, bytes }: IncidentPart): IncidentPart {
  return { name, chunks, bytes };
}

/** 50 bits in letters and digits that are not taken for one another. */
function newId(): string {
  return Array.from(randomBytes(10), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz0';

function finished(sink: ChunkSink): Promise<void> {
  if (sink.writableFinished) return Promise.resolve();
  return new Promise((resolve, reject) => {
    sink.once('finish', resolve);
    sink.once('error', reject);
  });
}
