import { apiUrl } from '../base/api-url.ts';
import { refusalOf, type Refusal } from './refusal.ts';

/** A WebSocket does not tell a page why it was refused; an ordinary request to the same place does. */
export async function askWhyRefused(): Promise<Refusal> {
  try {
    const { status } = await fetch(apiUrl('live', {}), {
      cache: 'no-store',
      signal: AbortSignal.timeout(GIVEN_UP_AFTER_MS),
    });
    return refusalOf(status);
  } catch {
    return refusalOf(undefined);
  }
}

const GIVEN_UP_AFTER_MS = 4000;
