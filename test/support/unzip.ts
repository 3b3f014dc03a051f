import { buffer } from 'node:stream/consumers';
import { openPromise } from 'yauzl';

/** The files of a zip by name, whole. */
export async function unzip(path: string): Promise<ReadonlyMap<string, Buffer>> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false });
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry, {})));
  }
  zip.close();
  return files;
}
