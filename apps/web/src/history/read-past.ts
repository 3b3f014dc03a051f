import { apiUrl } from '../base/api-url.ts';
import { member, textMember } from '../base/json-member.ts';
import type { LiveGraph } from '../live/live-graph.ts';
import { formatTime } from '../view/past-range.ts';
import { upperFirst } from '../view/time-window.ts';
import type { PastAsked } from '../view/past-shown.ts';
import { pastGraphOf } from './past-graph.ts';

/** Where the snapshot of a stretch of the past is, under a query that can be read. */
export function pastUrl(asked: PastAsked, query: string): URL {
  switch (asked.kind) {
    case 'range': {
      const { fromMs, toMs } = asked.range;
      return apiUrl('past', { q: query, since: formatTime(fromMs), until: formatTime(toMs) });
    }
    case 'incident':
      return apiUrl(`incidents/${encodeURIComponent(asked.id)}/map`, { q: query });
  }
}

/** The graph of a snapshot of the past. Throws with words that can be shown. */
export async function readPast(url: URL, signal: AbortSignal): Promise<LiveGraph> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(await problemOf(response));
  return pastGraphOf(new Uint8Array(await response.arrayBuffer()));
}

/** What the server says is wrong, or its status where it says nothing. Hostile text. */
export async function problemOf(response: Response): Promise<string> {
  try {
    const message = textMember(member(await response.json(), 'error'), 'message');
    if (message !== '') return withoutPreamble(message);
  } catch {
    // An answer that is not of our server: its status tells more.
  }
  return `The server answered ${response.status}.`;
}

/** What the page says itself is not said again. */
function withoutPreamble(message: string): string {
  const told = message.replace(/^the history cannot be read now: /, '').replace(/[.\s]+$/, '');
  return `${upperFirst(told)}.`;
}
