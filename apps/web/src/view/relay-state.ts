import { Source_State, type Source, type Status } from '@orrery/proto/orrery/live/v1/live_pb';

/** Whether the server hears the relays that it was told to read. */
export type RelayState =
  | { readonly kind: 'connected'; readonly names: readonly string[]; readonly isSimulated: boolean }
  | { readonly kind: 'partly'; readonly connected: number; readonly all: number; readonly away: readonly Source[] }
  | { readonly kind: 'away'; readonly sinceMs: number; readonly retryAtMs: number; readonly why: string }
  | { readonly kind: 'connecting'; readonly names: readonly string[] }
  | { readonly kind: 'none' };

/** Times are of the server's clock; `retryAtMs` is 0 when no try is due. */
export function relayState({ sources, simulated: isSimulated }: Status): RelayState {
  if (sources.length === 0) return { kind: 'none' };
  const connected = sources.filter(({ state }) => state === Source_State.CONNECTED);
  if (connected.length === sources.length) {
    return { kind: 'connected', names: sources.map(({ name }) => name), isSimulated };
  }
  const away = sources.filter(({ state }) => state !== Source_State.CONNECTED);
  if (connected.length > 0) return { kind: 'partly', connected: connected.length, all: sources.length, away };
  const waiting = away.find(({ error, state }) => error !== '' || state === Source_State.WAITING);
  if (waiting === undefined) return { kind: 'connecting', names: sources.map(({ name }) => name) };
  const retries = away.flatMap(({ retryAtMs }) => (retryAtMs > 0 ? [retryAtMs] : []));
  return {
    kind: 'away',
    sinceMs: Math.min(...away.map(({ sinceMs }) => sinceMs)),
    retryAtMs: retries.length === 0 ? 0 : Math.min(...retries),
    why: waiting.error === '' ? 'not connected' : waiting.error,
  };
}

/** Rounded away from "all is well": 100 % is said only when nothing is missing. */
export function completenessText(share: number): string {
  if (share >= 1) return '100 %';
  const tenths = Math.floor(Math.max(0, share) * 1000) / 10;
  return `${Math.min(tenths, 99.9).toFixed(1)} %`;
}

/** What a picture that leaves the page says of itself. */
export function trustWords({ completeness, simulated }: Pick<Status, 'completeness' | 'simulated'>): string {
  return `${completenessText(completeness)} complete${simulated ? ', simulated' : ''}`;
}

/** A relay that hangs looks like one that has nothing to tell; '' while flows come. */
export function quietWords(received: number, sinceMs: number, nowMs: number): string {
  const seconds = Math.floor((nowMs - sinceMs) / 1000);
  if (seconds < QUIET_AFTER_SECONDS) return '';
  const time = seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
  return received === 0 ? 'no flow yet' : `no flow for ${time}`;
}

const QUIET_AFTER_SECONDS = 5;

/** Why a relay is away, in words; an error that nobody foresaw stays as it is, and is hostile text. */
export function awayWords(error: string): string {
  const known = AWAY_WORDS.find(([pattern]) => pattern.test(error));
  return known === undefined ? error : known[1];
}

const AWAY_WORDS: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'relay refused the connection'],
  [/ENOTFOUND|EAI_AGAIN/, 'the name of the relay is not known'],
  [/EHOSTUNREACH|ENETUNREACH/, 'no way leads to the relay'],
  [/ETIMEDOUT|deadline|timed? ?out|does not answer|nothing heard/i, 'relay does not answer'],
  [/certificate|self.signed|CERT_/i, 'the certificate of the relay is not accepted'],
];
