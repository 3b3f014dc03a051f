import type { FaultSettings, RelayPlay } from '../support/relay-protocol.ts';

export const FLOWS = 200_000;
export const SCENARIOS: readonly RelayPlay['scenario'][] = ['shop', 'incident', 'audit', 'dns', 'scale'];

export interface Disturbance {
  readonly title: string;
  readonly faults?: Partial<FaultSettings>;
  readonly restarts?: number;
}

const NOISE = { duplicateShare: 0.01, malformedShare: 0.01, reorderShare: 0.05 };
const FLOOD = { lostFloodPerSecond: 30_000 };

export const DISTURBANCES = {
  restarts: { title: 'the relay restarts three times', restarts: 3 },
  noise: { title: '1 % copies, 1 % malformed, 5 % reordered', faults: NOISE },
  flood: { title: '30,000 lost events a second', faults: FLOOD },
  all: { title: 'all of that together', restarts: 3, faults: { ...NOISE, ...FLOOD } },
} as const satisfies Readonly<Record<string, Disturbance>>;

/** One scenario for each disturbance. All of them with all of them take ten minutes. */
export const DISTURBED: readonly (Disturbance & { readonly scenario: RelayPlay['scenario'] })[] = [
  { scenario: 'incident', ...DISTURBANCES.restarts },
  { scenario: 'audit', ...DISTURBANCES.noise },
  { scenario: 'dns', ...DISTURBANCES.flood },
  { scenario: 'scale', ...DISTURBANCES.all },
];
