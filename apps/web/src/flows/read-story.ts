import { apiUrl } from '../base/api-url.ts';
import type { PastRange } from '../view/past-range.ts';
import { rangeParameters } from './range-parameters.ts';
import { storyOf, type Story } from './story.ts';

/** Undefined when the flow is not kept any more; in a range it is looked for in the history, too. */
export async function readStory(
  uuid: string,
  range: PastRange | undefined,
  signal: AbortSignal,
): Promise<Story | undefined> {
  const response = await fetch(apiUrl('story', { uuid, ...rangeParameters(range) }), { signal });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return storyOf(await response.json());
}
