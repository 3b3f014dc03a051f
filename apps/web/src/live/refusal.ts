/** Why a connection that never opened was not taken, as far as a page can find out by asking for something else. */
export type Refusal =
  | { readonly kind: 'unreachable' }
  /** The server, or a proxy before it, wants somebody else, or a login. */
  | { readonly kind: 'forbidden'; readonly status: number }
  /** Requests are answered, WebSockets are not. */
  | { readonly kind: 'no-socket' }
  | { readonly kind: 'answered'; readonly status: number };

/** Asked for a WebSocket by an ordinary request, our server answers that it is one. */
const UPGRADE_REQUIRED = 426;

/** By the status of what was asked for; undefined where nothing was answered. */
export function refusalOf(status: number | undefined): Refusal {
  if (status === undefined) return { kind: 'unreachable' };
  if (status === UPGRADE_REQUIRED) return { kind: 'no-socket' };
  return { kind: status === 401 || status === 403 || status === 407 ? 'forbidden' : 'answered', status };
}

/** As part of a sentence. */
export function refusalWords(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'unreachable':
      return 'the server cannot be reached';
    case 'forbidden':
      return `you may not look at this (${refusal.status})`;
    case 'no-socket':
      return 'the server takes no WebSocket';
    case 'answered':
      return `the server answers ${refusal.status}`;
  }
}
