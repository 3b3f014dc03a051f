import { createHash } from 'node:crypto';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A file of a bundle, made as it is read, in whole lines. */
export interface BundleFile {
  readonly name: string;
  lines(): AsyncIterable<string> | Iterable<string>;
}

/** What became of one that was written. */
export interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly lines: number;
}

const WRITE_CHARACTERS = 64 * 1024;

/**
 * Writes files into one zip, one after the other, at the pace of whoever takes it: what a file says may depend on those
 * before it, which `written` holds by then. At most a few writes' worth is held here.
 */
export async function writeZip(
  files: readonly BundleFile[],
  written: WrittenFile[],
  madeMs: number,
  out: Writable,
  signal: AbortSignal,
): Promise<void> {
  const zip = new ZipFile();
  let open: Readable | undefined;
  const options = { mtime: new Date(madeMs), mode: 0o100644, compress: true };
  for (const file of files) {
    zip.addReadStreamLazy(file.name, options, (give) => {
      open = Readable.from(recorded(file, written), { objectMode: false });
      give(null, open);
    });
  }
  zip.end();
  const output = Readable.from(zip.outputStream, { objectMode: false });
  zip.once('error', (error: Error) => output.destroy(error));
  try {
    await pipeline(output, out, { signal });
  } finally {
    open?.destroy();
  }
}

async function* recorded(file: BundleFile, written: WrittenFile[]): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let bytes = 0;
  let lines = 0;
  let waiting = '';
  const taken = (): Buffer => {
    const piece = Buffer.from(waiting);
    waiting = '';
    hash.update(piece);
    bytes += piece.length;
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines += 1;
    return piece;
  };
  for await (const text of file.lines()) {
    waiting += text;
    if (waiting.length >= WRITE_CHARACTERS) yield taken();
  }
  if (waiting !== '') yield taken();
  written.push({ name: file.name, bytes, sha256: hash.digest('hex'), lines });
}
