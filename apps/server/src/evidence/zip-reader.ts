import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';

/** A zip on disk: what it holds, by name, read one after the other. */
export interface ZipReader {
  readonly names: ReadonlySet<string>;
  read(name: string): Promise<Readable>;
  close(): void;
}

/** A zip with more files was not made by us. */
const MOST_FILES = 1000;

export async function openZip(path: string): Promise<ZipReader> {
  const zip: ZipFile = await openPromise(path, { lazyEntries: true, autoClose: false });
  const entries = new Map<string, Entry>();
  try {
    if (zip.entryCount > MOST_FILES) throw new Error(`it holds ${zip.entryCount} files`);
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName)) throw new Error('it holds two files of one name');
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    zip.close();
    throw error;
  }
  return {
    names: new Set(entries.keys()),
    close: () => zip.close(),
    read: (name) => {
      const entry = entries.get(name);
      if (entry === undefined) throw new Error(`there is no ${name}`);
      return zip.openReadStreamPromise(entry, {});
    },
  };
}
