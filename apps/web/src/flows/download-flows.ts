import { apiUrl } from '../base/api-url.ts';
import type { PastRange } from '../view/past-range.ts';
import { rangeParameters } from './range-parameters.ts';
import { clockTime } from '../base/numbers.ts';

/** What the server gives at once, and how much of it a file holds at most. */
const PAGE = 10_000;
const MOST_PAGES = 10;

export interface Download {
  readonly lines: readonly Blob[];
  /** The server has more that fits. */
  readonly isCut: boolean;
}

/** Flows that fit the query, as lines that `hubble observe --input-file` reads, the newest first. */
export async function readLines(query: string, range: PastRange | undefined, signal: AbortSignal): Promise<Download> {
  const lines: Blob[] = [];
  let cursor = '';
  do {
    const url = apiUrl('flows', { q: query, ...rangeParameters(range), limit: String(PAGE), cursor });
    const response = await fetch(url, { signal, headers: { Accept: 'application/x-ndjson' } });
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    lines.push(await response.blob());
    cursor = response.headers.get('Orrery-Next-Cursor') ?? '';
  } while (cursor !== '' && lines.length < MOST_PAGES);
  return { lines, isCut: cursor !== '' };
}

/** Saves what was read as a file. */
export function saveLines(lines: readonly Blob[]): void {
  const link = document.createElement('a');
  const url = URL.createObjectURL(new Blob([...lines], { type: 'application/x-ndjson' }));
  link.href = url;
  link.download = `orrery-flows-${clockTime(Date.now()).replaceAll(':', '')}.jsonl`;
  link.click();
  // The browser has taken the file by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
