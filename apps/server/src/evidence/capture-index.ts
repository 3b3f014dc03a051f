import { closeSync, createReadStream, openSync, readSync } from 'node:fs';

/** One line that has a time: where it is in the file. */
interface IndexedLine {
  readonly timeMs: number;
  readonly offset: number;
  readonly bytes: number;
  /** Counted from 1. */
  readonly line: number;
}

export interface BadLine {
  readonly line: number;
  readonly reason: string;
}

/** Lines of a recording in the order of their time. Each takes about 32 bytes here. */
export interface CaptureIndex {
  readonly lines: readonly IndexedLine[];
  readonly badLines: number;
  readonly firstBad: BadLine | undefined;
  /** Lines past the bound, which are not read. */
  readonly leftOut: number;
}

/** More lines than this are left out, and counted. */
const MOST_LINES = 5_000_000;
/** A line that is longer is none of the hubble CLI's. */
const MOST_LINE_BYTES = 1024 * 1024;

/**
 * Looks through a file once, for the times of its lines only: recordings are put together, cut and turned round, and
 * windows want them in order.
 */
export async function indexCapture(path: string, signal: AbortSignal): Promise<CaptureIndex> {
  const lines: IndexedLine[] = [];
  let [line, offset, badLines, leftOut] = [0, 0, 0, 0];
  let firstBad: BadLine | undefined;
  for await (const text of linesOf(path, signal)) {
    line += 1;
    const from = offset;
    offset += text.length + 1;
    if (isBlank(text)) continue;
    if (lines.length >= MOST_LINES) {
      leftOut += 1;
      continue;
    }
    const time = text.length > MOST_LINE_BYTES ? 'longer than 1 MiB' : timeOf(text);
    if (typeof time === 'number') lines.push({ timeMs: time, offset: from, bytes: text.length, line });
    else {
      badLines += 1;
      firstBad ??= { line, reason: time };
    }
  }
  const isInOrder = lines.every(({ timeMs }, index) => index === 0 || timeMs >= (lines[index - 1]?.timeMs ?? 0));
  if (!isInOrder) lines.sort((a, b) => a.timeMs - b.timeMs || a.line - b.line);
  return { lines, badLines, firstBad, leftOut };
}

const BLOCK_BYTES = 256 * 1024;

/** Reads lines again, wherever they are: neighbours of one that was read are held. */
export class LineReader {
  readonly #file: number;
  #block = Buffer.alloc(0);
  #from = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
  }

  read({ offset, bytes }: IndexedLine): string {
    if (offset < this.#from || offset + bytes > this.#from + this.#block.length) this.#fetch(offset, bytes);
    const at = offset - this.#from;
    return this.#block.toString('utf8', at, at + bytes);
  }

  close(): void {
    closeSync(this.#file);
  }

  /** With what is around it, for files that are read backwards. */
  #fetch(offset: number, bytes: number): void {
    this.#from = offset < this.#from ? Math.max(0, offset + bytes - BLOCK_BYTES) : offset;
    if (bytes > BLOCK_BYTES) this.#from = offset;
    const block = Buffer.allocUnsafe(Math.max(bytes, BLOCK_BYTES));
    this.#block = block.subarray(0, readSync(this.#file, block, 0, block.length, this.#from));
  }
}

/** Lines as bytes, without what ends them. */
async function* linesOf(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024, signal }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      rest.push(chunk.subarray(from, end));
      yield rest.length === 1 && rest[0] !== undefined ? rest[0] : Buffer.concat(rest);
      rest = [];
      from = end + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

function isBlank(text: Buffer): boolean {
  return text.every((byte) => byte === 32 || byte === 13 || byte === 9);
}

/** Milliseconds since 1970, or why there is none. */
function timeOf(text: Buffer): number | string {
  let json: unknown;
  try {
    json = JSON.parse(text.toString('utf8'));
  } catch {
    return 'not JSON';
  }
  const told = textAt(textAt(json, 'flow'), 'time') ?? textAt(json, 'time');
  if (typeof told !== 'string') return 'no time';
  const timeMs = Date.parse(told);
  return Number.isFinite(timeMs) && timeMs > 0 ? timeMs : 'a time that is none';
}

function textAt(json: unknown, name: string): unknown {
  return json !== null && typeof json === 'object' && Object.hasOwn(json, name)
    ? (json as Record<string, unknown>)[name]
    : undefined;
}
