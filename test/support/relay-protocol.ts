// An import declaration would not lead from one built folder to the other.
/* oxlint-disable typescript/consistent-type-imports */

export type FaultSettings = import('../../apps/relay-sim/src/faults/faults.ts').FaultSettings;
export type LedgerJson = import('../../apps/relay-sim/src/ledger/ledger.ts').LedgerJson;
export type RawAnswer = import('../../apps/relay-sim/src/raw/raw-server.ts').RawAnswer;
export type RelayPlay = Omit<
  import('../../apps/relay-sim/src/start-scenario.ts').ScenarioSimulatorOptions,
  'host' | 'port'
>;

/** What the relay process does next. `play` puts something new behind the same port. */
export type RelayOrder =
  | { readonly kind: 'play'; readonly play: RelayPlay }
  | { readonly kind: 'raw'; readonly answers: readonly RawAnswer[] }
  | { readonly kind: 'restart'; readonly downMs: number; readonly abrupt: boolean }
  | { readonly kind: 'fault'; readonly change: Partial<FaultSettings> }
  | { readonly kind: 'remove-node'; readonly node: string; readonly how: 'crash' | 'leave'; readonly keepRing: boolean }
  | { readonly kind: 'add-node'; readonly node: string }
  | { readonly kind: 'down' }
  | { readonly kind: 'tell' }
  | { readonly kind: 'tell-ledger' };

/** Told after every order. */
export interface RelayState {
  /** Of the relay; of all agents with `as: 'agents'`; of the raw servers in the order of their answers. */
  readonly addresses: readonly string[];
  readonly nodes: readonly string[];
  readonly flows: number;
  readonly connections: number;
  readonly goaways: number;
  readonly isTotalReached: boolean;
  /** Calls of GetFlows that each raw server answered. */
  readonly rawCalls: readonly number[];
}

export interface RelayRequest {
  readonly id: number;
  readonly order: RelayOrder;
}

export type RelayAnswer =
  | { readonly id: number; readonly kind: 'done'; readonly state: RelayState }
  | { readonly id: number; readonly kind: 'ledger'; readonly ledger: LedgerJson }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string };
