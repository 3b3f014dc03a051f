import { apiUrl } from '../base/api-url.ts';
import { storyOf, type Story } from './story.ts';

/** Undefined when the flow is not kept any more. */
export async function readStory(uuid: string, signal: AbortSignal): Promise<Story | undefined> {
  const response = await fetch(apiUrl('story', { uuid }), { signal });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return storyOf(await response.json());
}
