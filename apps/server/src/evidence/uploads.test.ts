import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MOST_UPLOAD_BYTES, UploadError, Uploads } from './uploads.ts';

test('[PROOF-48] a file comes in pieces, in their order, and is gone when it was read', async () => {
  const { uploads } = setup();
  const id = await uploads.begin('../../flows.jsonl', 6);
  await uploads.append(id, 0, pieces('abc'));
  await uploads.append(id, 3, pieces('d', 'ef'));
  const read = await uploads.finish(id, async (path) => ({ path, text: readFileSync(path, 'utf8') }));
  expect(read.text).toBe('abcdef');
  expect(read.path).toMatch(/\/orrery-recording-[^/]+\/flows\.jsonl$/);
  expect(existsSync(read.path)).toBe(false);
});

test('[PROOF-48] what is too large, out of order, too early or unknown is refused', async () => {
  const { uploads } = setup();
  await expect(uploads.begin('a', MOST_UPLOAD_BYTES + 1)).rejects.toThrow(UploadError);
  const id = await uploads.begin('a', 4);
  await expect(uploads.append(id, 1, pieces('b'))).rejects.toThrow('the next piece begins at 0');
  await expect(uploads.append(id, 0, pieces('abcde'))).rejects.toThrow(UploadError);
  await uploads.append(id, 0, pieces('abc'));
  await expect(uploads.finish(id, async () => undefined)).rejects.toThrow('1 bytes are missing yet');
  await expect(uploads.append('other', 0, pieces('a'))).rejects.toThrow('begin again');
  await uploads.close();
});

test('[PROOF-48] past the bound the upload that was silent for longest is given up', async () => {
  const { uploads, pass } = setup();
  const [first, second] = [await uploads.begin('1', 1), await uploads.begin('2', 1)];
  pass(10);
  await uploads.append(first, 0, pieces('a'));
  const third = await uploads.begin('3', 1);
  await expect(uploads.append(second, 0, pieces('a'))).rejects.toThrow('begin again');
  await uploads.append(third, 0, pieces('a'));
  await uploads.finish(first, async (path) => expect(readFileSync(path, 'utf8')).toBe('a'));
  await uploads.close();
});

function setup(): { uploads: Uploads; pass: (ms: number) => void } {
  let now = 0;
  const uploads = new Uploads({ nowMs: () => now, monotonicMs: () => now });
  return { uploads, pass: (ms) => void (now += ms) };
}

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}
