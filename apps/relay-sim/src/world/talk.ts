import type { DropReason, Endpoint, Policy, Verdict } from '@orrery/proto/flow/flow_pb';
import type { Cluster } from './cluster.ts';
import type { Party } from './party.ts';
import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';

/** What every maker of events needs. */
export interface World {
  readonly cluster: Cluster;
  readonly random: Random;
  readonly timeline: Timeline;
}

export interface Talk {
  readonly client: Party;
  readonly server: Party;
  readonly protocol: 'TCP' | 'UDP' | 'ICMPv4';
  readonly clientPort: number;
  /** 0 for ICMP. */
  readonly serverPort: number;
}

export interface VerdictDetail {
  readonly verdict: Verdict;
  /** Of the packet: FORWARDED, REDIRECTED, AUDIT carry policies that allow, DROPPED those that deny. */
  readonly by: readonly Policy[];
  readonly proxyPort?: number;
  /** Set for DROPPED. */
  readonly reason?: DropReason;
  /** How the verdict writes the server, where that differs from every other event. */
  readonly serverEndpoint?: Endpoint;
}

export type Point = 'TO_ENDPOINT' | 'TO_OVERLAY' | 'TO_STACK' | 'TO_NETWORK' | 'TO_PROXY';
