import type { Refusal } from './refusal.ts';

/**
 * How a page hears the server. Figures are live in `live` only; in every other state they are as old as the last
 * frame.
 *
 *     connecting ── snapshot ──► live ── 5 s of silence ──► silent ── 10 s more ──► waiting
 *         ▲                        ◄──────── a frame ─────────┘                        │
 *         └──────────────────────────── backoff is over ──────────────────────────────┘
 */
export type ConnectionState =
  | { readonly kind: 'connecting'; readonly attempt: number; readonly refusal?: Refusal | undefined }
  | { readonly kind: 'live' }
  | { readonly kind: 'silent' }
  | {
      readonly kind: 'waiting';
      readonly attempt: number;
      readonly retryAtMs: number;
      readonly why: string;
      /** Set when the connection did not open; told while it is tried again, too. */
      readonly refusal: Refusal | undefined;
    };
