import { apiUrl } from '../base/api-url.ts';
import type { Subscription } from './live-connection.ts';

/** The WebSocket of the server that gave us this page. */
export function openLiveSocket({ query, windowSeconds }: Subscription): WebSocket {
  const url = apiUrl('live', { q: query, window: String(windowSeconds) });
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(url);
}
