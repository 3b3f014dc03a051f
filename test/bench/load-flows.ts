import { Random } from './random.ts';
import type { LedgerRow, LoadScripts } from './load-scripts.ts';
import { ABSENT } from './load-templates.ts';

/** Connections that are under way at once; their events are interleaved. */
const OPEN_CONNECTIONS = 512;
const FIRST_CLIENT_PORT = 32_768;
const CLIENT_PORTS = 28_000;

export interface CountedRow extends LedgerRow {
  readonly flows: number;
}

/**
 * Draws flow after flow and writes each into a buffer: a copy of its template in which uuid, times, client port,
 * request id and path ids are its own. Counts what it wrote.
 */
export class LoadFlows {
  readonly #scripts: LoadScripts;
  readonly #random: Random;
  readonly #sentByRow: Float64Array;
  readonly #sentByNode: Float64Array;
  readonly #script = new Int32Array(OPEN_CONNECTIONS);
  readonly #step = new Int32Array(OPEN_CONNECTIONS);
  readonly #port = new Int32Array(OPEN_CONNECTIONS);
  readonly #connectionId = new Uint32Array(OPEN_CONNECTIONS);
  #connections = 0;
  #flows = 0;
  /** Five-byte varints, both of constant width: short nanos are padded, which is valid. */
  readonly #time = Buffer.from([0x08, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0]);
  #nanos = 0;

  constructor(scripts: LoadScripts, nodeCount: number, seed: number) {
    this.#scripts = scripts;
    this.#random = new Random(seed);
    this.#sentByRow = new Float64Array(scripts.rows.length);
    this.#sentByNode = new Float64Array(nodeCount);
    for (let slot = 0; slot < OPEN_CONNECTIONS; slot++) this.#open(slot);
  }

  get maxMessageBytes(): number {
    return this.#scripts.templates.maxLength;
  }

  get sentByNode(): Float64Array {
    return this.#sentByNode;
  }

  counted(): CountedRow[] {
    const rows: CountedRow[] = [];
    for (const [index, row] of this.#scripts.rows.entries()) {
      const flows = this.#sentByRow[index];
      if (flows > 0) rows.push({ ...row, flows });
    }
    return rows;
  }

  /** Following flows happen from then on, a microsecond apart. */
  setTime(nowMs: number): void {
    this.#nanos = Math.floor((nowMs % 1000) * 1_000_000);
    putVarint5(this.#time, 1, Math.floor(nowMs / 1000));
  }

  /** The template of the next flow. */
  draw(): number {
    const slot = this.#random.below(OPEN_CONNECTIONS);
    this.#slot = slot;
    const script = this.#script[slot];
    return this.#scripts.firstTemplate[script] + this.#step[slot];
  }
  #slot = 0;

  /** After `draw`, whether or not the flow was written. */
  advance(): void {
    const slot = this.#slot;
    const step = this.#step[slot] + 1;
    if (step < this.#scripts.templateCount[this.#script[slot]]) this.#step[slot] = step;
    else this.#open(slot);
  }

  nodeOf(template: number): number {
    return this.#scripts.templates.node[template];
  }

  /** Writes the drawn flow as a DATA frame of `streamId` and returns where it ends. `out` has room for maxMessageBytes. */
  write(template: number, out: Buffer, at: number, streamId: number): number {
    const table = this.#scripts.templates;
    const start = table.start[template];
    const length = table.length[template];
    table.bytes.copy(out, at, start, start + length);
    out[at + 5] = streamId >>> 24;
    out[at + 6] = (streamId >>> 16) & 255;
    out[at + 7] = (streamId >>> 8) & 255;
    out[at + 8] = streamId & 255;

    this.#nanos += 1000;
    putVarint5(this.#time, 7, this.#nanos % 1_000_000_000);
    const time = this.#time;
    const flowTimeAt = at + table.flowTimeAt[template];
    const envelopeTimeAt = at + table.envelopeTimeAt[template];
    for (let byte = 0; byte < 12; byte++) {
      out[flowTimeAt + byte] = time[byte]!;
      out[envelopeTimeAt + byte] = time[byte]!;
    }
    // The first word never repeats within 2^32 flows; the others are noise.
    putUuid(out, at + table.uuidAt[template], scramble(++this.#flows), this.#random.uint32());

    const port = this.#port[this.#slot];
    const portAt = at + table.clientPortAt[template];
    out[portAt] = (port & 127) | 128;
    out[portAt + 1] = ((port >>> 7) & 127) | 128;
    out[portAt + 2] = port >>> 14;

    const requestIdAt = table.requestIdAt[template];
    if (requestIdAt !== ABSENT) {
      const id = this.#connectionId[this.#slot];
      putUuid(out, at + requestIdAt, scramble(id), scramble(id ^ 0x5bd1e995));
      for (let place = 0; place < 2; place++) {
        const pathIdAt = table.pathIdAt[template * 2 + place];
        if (pathIdAt !== ABSENT) putDigits(out, at + pathIdAt, scramble(id ^ 0x2545f491));
      }
    }
    this.#sentByRow[table.row[template]]++;
    this.#sentByNode[table.node[template]]++;
    return at + length;
  }

  #open(slot: number): void {
    this.#script[slot] = this.#scripts.draw(this.#random);
    this.#step[slot] = 0;
    this.#port[slot] = FIRST_CLIENT_PORT + this.#random.below(CLIENT_PORTS);
    this.#connectionId[slot] = ++this.#connections;
  }
}

/** A bijection of 32-bit numbers that looks random. */
function scramble(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

function putVarint5(out: Buffer, at: number, value: number): void {
  const low = value >>> 0;
  out[at] = (low & 127) | 128;
  out[at + 1] = ((low >>> 7) & 127) | 128;
  out[at + 2] = ((low >>> 14) & 127) | 128;
  out[at + 3] = ((low >>> 21) & 127) | 128;
  out[at + 4] = low >>> 28;
}

const HEX = Buffer.from('0123456789abcdef');

function putHex(out: Buffer, at: number, word: number, digits: number): void {
  for (let digit = 0; digit < digits; digit++) out[at + digit] = HEX[(word >>> (28 - 4 * digit)) & 15]!;
}

/** Writes the digits of a uuid; the dashes, the version and the variant are there already. */
function putUuid(out: Buffer, at: number, first: number, noise: number): void {
  const more = Math.imul(noise, 0x9e3779b1);
  putHex(out, at, first, 8);
  putHex(out, at + 9, noise, 4);
  putHex(out, at + 15, noise << 16, 3);
  putHex(out, at + 20, more, 3);
  putHex(out, at + 24, more << 8, 4);
  putHex(out, at + 28, noise ^ more, 8);
}

/** Ten decimal digits. */
function putDigits(out: Buffer, at: number, value: number): void {
  let rest = value;
  for (let digit = 9; digit >= 0; digit--) {
    out[at + digit] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}
