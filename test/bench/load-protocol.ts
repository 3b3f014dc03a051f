import type { CountedRow } from './load-flows.ts';

/** What the load does until it is told something else. `flows` ends it by itself. */
export type LoadOrder =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'flat-out';
      readonly flows?: number;
      /** One DATA frame for each message as grpc-go sends them, or as many messages in each as fit. */
      readonly framing?: 'single' | 'packed';
    }
  | {
      readonly kind: 'paced';
      readonly flowsPerSecond: number;
      readonly flows?: number;
      /** Lose what the client does not take in time and report it as LostEvents, as agents do; else wait for it. */
      readonly isLossy?: boolean;
      /** A flow on an edge that never was before, this often. */
      readonly markerIntervalMs?: number;
    };

export interface LoadProgress {
  readonly sent: number;
  readonly lost: number;
  /** Nothing more to send, and the reports of losses are out. */
  readonly isDone: boolean;
  readonly streams: number;
}

export interface LoadLedger {
  readonly rows: readonly CountedRow[];
  readonly nodes: readonly { readonly name: string; readonly sent: number; readonly lost: number }[];
  readonly sentBytes: number;
  /** The ends of all marker edges. */
  readonly markers: readonly Marker[];
}

/** The one flow of a fresh edge: known by its port. */
export interface Marker {
  readonly port: number;
  readonly sentMs: number;
}

/** Over the channel of the process, each answered by a message with the same id. */
export type LoadRequest = { readonly id: number } & (
  | { readonly kind: 'order'; readonly order: LoadOrder }
  | { readonly kind: 'progress' }
  | { readonly kind: 'ledger' }
);

export type LoadAnswer =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: LoadProgress }
  | { readonly kind: 'ledger'; readonly id: number; readonly ledger: LoadLedger };
