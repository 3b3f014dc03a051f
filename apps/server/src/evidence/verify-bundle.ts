import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { LedgerEntry } from '../history/ledger-entry.ts';
import { FILES } from './bundle-ask.ts';
import { Breath } from './breath.ts';
import { readCsvLine } from './csv.ts';
import { ChainCheck } from './ledger-lines.ts';
import { FORMAT, FORMAT_VERSION, type Manifest, type ManifestFile } from './manifest.ts';
import { openZip, type ZipReader } from './zip-reader.ts';

export type Verified =
  | { readonly kind: 'fits'; readonly sentence: string }
  /** The first thing that does not fit, as a sentence that begins with where it is. */
  | { readonly kind: 'does not fit'; readonly sentence: string };

/** What cannot be verified any further. */
class Misfit extends Error {}

/** Checks a bundle: that all of it is there, unchanged, and says the same everywhere. */
export async function verifyBundle(path: string): Promise<Verified> {
  let zip: ZipReader | undefined;
  try {
    zip = await openZip(path);
    const manifest = await manifestIn(zip);
    await checkSums(zip, manifest);
    for (const file of manifest.files) await checkFile(zip, file, manifest);
    const known = new Set([...manifest.files.map(({ name }) => name), FILES.manifest, FILES.sums]);
    for (const name of zip.names)
      if (!known.has(name)) throw new Misfit(`${shown(name)}: the manifest does not know it`);
    return { kind: 'fits', sentence: sentenceOf(manifest) };
  } catch (error) {
    if (error instanceof Misfit) return { kind: 'does not fit', sentence: error.message };
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'does not fit', sentence: `${path}: it cannot be read as a zip: ${why}` };
  } finally {
    zip?.close();
  }
}

/** Of what is read whole: a manifest that is longer was not made by us. */
const MOST_MANIFEST_BYTES = 1024 * 1024;

async function manifestIn(zip: ZipReader): Promise<Manifest> {
  const text = await textIn(zip, FILES.manifest);
  let manifest: Partial<Manifest> | null;
  try {
    manifest = JSON.parse(text) as Partial<Manifest> | null;
  } catch (error) {
    throw new Misfit(`${FILES.manifest}: it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (manifest?.format !== FORMAT || !Array.isArray(manifest.files)) {
    throw new Misfit(`${FILES.manifest}: it is not that of a bundle`);
  }
  if (manifest.format_version !== FORMAT_VERSION) {
    throw new Misfit(`${FILES.manifest}: it has version ${String(manifest.format_version)}, which is not known here`);
  }
  return manifest as Manifest;
}

/** `SHA256SUMS` speaks of the manifest and of everything that it names. */
async function checkSums(zip: ZipReader, manifest: Manifest): Promise<void> {
  const manifestText = await textIn(zip, FILES.manifest);
  const manifestSum = createHash('sha256').update(manifestText).digest('hex');
  const sums = await textIn(zip, FILES.sums);
  const said = new Map(sums.split('\n').flatMap((line) => (line === '' ? [] : [[line.slice(66), line.slice(0, 64)]])));
  const wanted = new Map(manifest.files.map(({ name, sha256 }) => [name, sha256]));
  if (said.get(FILES.manifest) !== manifestSum)
    throw new Misfit(`${FILES.manifest}: it is not what ${FILES.sums} says`);
  for (const [name, sha256] of wanted) {
    if (said.get(name) !== sha256)
      throw new Misfit(`${FILES.sums}: it says something else of ${shown(name)} than the manifest`);
  }
  if (said.size !== wanted.size + 1 || sums !== [...said].map(([name, sum]) => `${sum}  ${name}\n`).join('')) {
    throw new Misfit(`${FILES.sums}: it has lines that do not belong there`);
  }
}

async function checkFile(zip: ZipReader, file: ManifestFile, manifest: Manifest): Promise<void> {
  const name = shown(file.name);
  if (!zip.names.has(file.name)) throw new Misfit(`${name}: it is missing`);
  const reading = readerOf(file.name, manifest);
  const hash = createHash('sha256');
  const breath = new Breath();
  let bytes = 0;
  let lines = 0;
  let rest = '';
  const decoder = new TextDecoder();
  for await (const piece of await unpacked(zip, file.name)) {
    await breath.take();
    bytes += piece.length;
    if (bytes > file.bytes) break;
    hash.update(piece);
    const texts = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) {
      lines += 1;
      reading?.line(text, lines);
    }
  }
  if (bytes !== file.bytes)
    throw new Misfit(
      `${name}: it has ${bytes > file.bytes ? 'more than ' : ''}${Math.min(bytes, file.bytes)} bytes, the manifest says ${file.bytes}`,
    );
  if (hash.digest('hex') !== file.sha256) throw new Misfit(`${name}: its SHA-256 is not the one of the manifest`);
  const rows = file.name.endsWith('.csv') ? lines - 1 : lines;
  if (rows !== file.rows) throw new Misfit(`${name}: it has ${rows} rows, the manifest says ${file.rows}`);
  reading?.end(rows);
}

/** What a file says beside its bytes. Complaints wait for the end: a changed file is told as changed. */
interface FileReading {
  line(text: string, number: number): void;
  end(rows: number): void;
}

function readerOf(name: string, manifest: Manifest): FileReading | undefined {
  switch (name) {
    case FILES.edges:
      return new EdgesReading(manifest);
    case FILES.flows:
      return new FlowsReading(manifest);
    case FILES.ledger:
      return new LedgerReading(manifest);
    default:
      return undefined;
  }
}

class EdgesReading implements FileReading {
  readonly #manifest: Manifest;
  #columns: readonly string[] = [];
  readonly #sums = new Map<string, number>();

  constructor(manifest: Manifest) {
    this.#manifest = manifest;
  }

  line(text: string, number: number): void {
    const cells = readCsvLine(text.trimEnd());
    if (number === 1) {
      this.#columns = cells;
      return;
    }
    for (const [index, column] of this.#columns.entries()) {
      if (!Object.hasOwn(this.#manifest.totals.figures, column)) continue;
      this.#sums.set(column, (this.#sums.get(column) ?? 0) + Number(cells[index]));
    }
  }

  end(rows: number): void {
    const { edges, figures } = this.#manifest.totals;
    if (rows !== edges) throw new Misfit(`${FILES.edges}: it has ${rows} edges, the manifest says ${edges}`);
    for (const [column, wanted] of Object.entries(figures)) {
      const sum = this.#sums.get(column) ?? 0;
      if (sum !== wanted) throw new Misfit(`${FILES.edges}: ${column} adds up to ${sum}, the manifest says ${wanted}`);
    }
  }
}

class FlowsReading implements FileReading {
  readonly #wanted: number;

  constructor({ totals }: Manifest) {
    this.#wanted = totals.flows_written;
  }

  line(): void {}

  end(rows: number): void {
    if (rows !== this.#wanted)
      throw new Misfit(`${FILES.flows}: it has ${rows} flows, the manifest says ${this.#wanted}`);
  }
}

class LedgerReading implements FileReading {
  readonly #manifest: Manifest;
  readonly #chain = new ChainCheck();
  #problem: string | undefined;

  constructor(manifest: Manifest) {
    this.#manifest = manifest;
  }

  line(text: string, number: number): void {
    if (this.#problem !== undefined) return;
    try {
      this.#problem = this.#chain.add(JSON.parse(text) as LedgerEntry);
    } catch {
      this.#problem = `line ${number} is no batch`;
    }
  }

  end(): void {
    if (this.#problem !== undefined) throw new Misfit(`${FILES.ledger}: the chain is broken: ${this.#problem}`);
    if (JSON.stringify(this.#chain.told()) !== JSON.stringify(this.#manifest.ledger)) {
      throw new Misfit(`${FILES.ledger}: the chain is not the one of the manifest`);
    }
  }
}

async function textIn(zip: ZipReader, name: string): Promise<string> {
  if (!zip.names.has(name)) throw new Misfit(`${name}: it is missing`);
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of await unpacked(zip, name)) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MOST_MANIFEST_BYTES) throw new Misfit(`${name}: it is longer than ${MOST_MANIFEST_BYTES} bytes`);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** What is damaged inside of the zip is told of the file that it is in. */
async function unpacked(zip: ZipReader, name: string): Promise<AsyncIterable<Buffer>> {
  return readingOf(name, () => zip.read(name));
}

async function* readingOf(name: string, open: () => Promise<Readable>): AsyncGenerator<Buffer> {
  try {
    yield* (await open()) as AsyncIterable<Buffer>;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Misfit(`${shown(name)}: it cannot be unpacked: ${why}`);
  }
}

function sentenceOf({ range, totals, ledger, files }: Manifest): string {
  const flows = `${totals.edges} edges, ${totals.flows_written} single flows`;
  return `${files.length} files fit: ${range.since} to ${range.until}, ${flows}, ${ledger.entries} batches in a chain`;
}

/** Bounded, and without what could move a terminal's cursor. */
function shown(name: string): string {
  return name.slice(0, 80).replaceAll(/[^\x20-\x7e]/g, '?');
}
