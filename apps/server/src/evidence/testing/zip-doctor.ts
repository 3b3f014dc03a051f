import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { openZip } from '../zip-reader.ts';

/** The files of a zip, whole. */
export async function filesOf(path: string): Promise<Map<string, Buffer>> {
  const zip = await openZip(path);
  const files = new Map<string, Buffer>();
  for (const name of zip.names) files.set(name, await buffer(await zip.read(name)));
  zip.close();
  return files;
}

export async function writeFilesTo(path: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  const zip = new ZipFile();
  for (const [name, bytes] of files) zip.addBuffer(bytes, name);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}
