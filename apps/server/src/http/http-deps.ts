import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

import type { GraphView, KeptFlowsView, L7View, LedgerView } from '../aggregate/graph-view.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { CaptureReport } from '../evidence/capture.ts';
import type { PastStatus, PastStore } from '../history/past-store.ts';
import type { FlowStats, FollowWish } from '../publish/flow-publisher.ts';
import type { SourceStatus } from '../relay/source-status.ts';

/** Everything that the HTTP room reads. It owns none of it and writes to none of it. */
export interface HttpDeps {
  readonly graph: GraphView;
  readonly l7: L7View;
  readonly kept: KeptFlowsView;
  readonly ledger: LedgerView;
  sources(): readonly SourceStatus[];
  readonly live: LiveDoor;
  /** What is written down; undefined when nothing is. */
  readonly past: PastDoor | undefined;
  readonly flows: FlowDoor;
  readonly config: HttpConfig;
  readonly clock: Clock;
  readonly log: Log;
  /** Of this program. */
  readonly version: string;
  /** The built page: a folder with `index.html`. */
  readonly webRoot: string;
  /** The recording that is shown instead of a relay. */
  readonly opened?: CaptureReport | undefined;
  /** Recordings that pages bring; undefined where none can be. */
  readonly captures?: CaptureDoor | undefined;
}

/** Shows recordings beside what is live. */
export interface CaptureDoor {
  /** The server of the recording that a request is for. */
  serverAt(url: string): Server | undefined;
  /** Reads a whole file. Throws NothingReadableError. */
  open(path: string, signal: AbortSignal): Promise<{ readonly url: string; readonly report: CaptureReport }>;
}

/** What was before the windows of the living graph. */
export interface PastDoor {
  readonly store: PastStore;
  /** Up to here, in seconds since 1970, everything is written down. */
  readonly writtenTo: number;
  /** What an operator wants to know of it. */
  status(): PastStatus;
}

/** The part of the configuration that is about HTTP. */
export interface HttpConfig {
  readonly listen: { readonly host: string; readonly port: number };
  /** Begins and ends with `/`. */
  readonly basePath: string;
  /** Names beside the listen address under which people reach us: `name` or `name:port`. */
  readonly allowedHosts: readonly string[];
  readonly store: { readonly kind: string };
  /** Empty: the simulated relay is shown. */
  readonly relays: readonly unknown[];
}

/** Where WebSockets go after their Host, Origin and path were found good. */
export interface LiveDoor {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, wish: LiveWish): void;
  stats(): LiveStats;
  /** True from when pages are told to connect again, as this server stops. */
  readonly isClosing: boolean;
}

/** Where WebSockets go that follow single flows. */
export interface FlowDoor {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, wish: FollowWish): void;
  stats(): FlowStats;
}

export type SocketDoors = Pick<HttpDeps, 'live' | 'flows'>;

/** What a socket wants to see before it has said anything. The query is not parsed yet. */
export interface LiveWish {
  readonly query: string;
  /** 60, 300 or 900; 0 is for the receiver to decide. */
  readonly windowSeconds: number;
}

export interface LiveStats {
  readonly sockets: number;
  /** Distinct pairs of query and window. */
  readonly views: number;
  /** Sockets that wait for room. */
  readonly behind: number;
  /** Bytes that wait in sockets of slow viewers. */
  readonly bufferedBytes: number;
  readonly framesSent: number;
  readonly bytesSent: number;
  /** Sockets that we ended, and upgrades that we refused, by reason. */
  readonly ended: ReadonlyMap<string, number>;
  readonly refused: ReadonlyMap<string, number>;
}
