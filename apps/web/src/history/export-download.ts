import { problemOf } from './read-past.ts';

/** Where a file of any size goes piece by piece. */
interface FileTarget {
  write(piece: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Called once, when all of it is there. */
  finish(): Promise<void>;
  /** Nothing of it is to be left. */
  giveUp(): Promise<void>;
}

/** What Chromium has, and others do not. */
interface WithFilePicker {
  showSaveFilePicker?: (options: { readonly suggestedName: string }) => Promise<FileHandle>;
}
interface FileHandle {
  createWritable(): Promise<WritableFile>;
}
interface WritableFile {
  write(piece: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}

/**
 * Saves an answer under a name that the person chooses where the browser lets them, and then piece by piece; else the
 * browser holds it, on its disk when it is large, until it is whole. Throws with words that can be shown.
 */
export async function download(
  url: URL,
  name: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const target = (await pickedFile(name)) ?? heldFile(name);
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || response.body === null) throw new Error(await problemOf(response));
    let bytes = 0;
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      await target.write(value);
      bytes += value.length;
      onBytes(bytes);
    }
    await target.finish();
  } catch (error) {
    await target.giveUp();
    throw error;
  }
}

/** Undefined where the browser cannot. Throws AbortError when the person changed their mind. */
async function pickedFile(suggestedName: string): Promise<FileTarget | undefined> {
  const pick = (globalThis as WithFilePicker).showSaveFilePicker;
  if (pick === undefined || navigator.webdriver) return undefined;
  const file = await (await pick({ suggestedName })).createWritable();
  return { write: (piece) => file.write(piece), finish: () => file.close(), giveUp: () => file.abort() };
}

/** Pieces that are joined while they are still few. */
const PIECES_AT_ONCE = 64;

function heldFile(name: string): FileTarget {
  let whole = new Blob([]);
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  const join = (): void => {
    whole = new Blob([whole, ...pieces], { type: 'application/zip' });
    pieces = [];
  };
  return {
    write: async (piece) => {
      pieces.push(piece);
      if (pieces.length >= PIECES_AT_ONCE) join();
    },
    finish: async () => {
      join();
      const href = URL.createObjectURL(whole);
      const link = document.createElement('a');
      link.href = href;
      link.download = name;
      link.click();
      // The browser reads it after this turn.
      setTimeout(() => URL.revokeObjectURL(href), 60_000);
    },
    giveUp: async () => {
      pieces = [];
      whole = new Blob([]);
    },
  };
}
