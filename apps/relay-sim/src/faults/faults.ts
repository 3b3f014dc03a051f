/** What goes wrong on purpose. All of it can be switched while the simulator runs. */
export interface FaultSettings {
  /** Share of flows after which an already sent flow is sent again. */
  readonly duplicateShare: number;
  /** Share of flows after which a message is sent that cannot be decoded. */
  readonly malformedShare: number;
  /** Share of flows that are held back for up to `reorderMs`. */
  readonly reorderShare: number;
  readonly reorderMs: number;
  /** Lost events a second, of all three sources in turn, spread over the nodes. */
  readonly lostFloodPerSecond: number;
  /** Added to the clock of a node, by node name. */
  readonly clockSkewMs: ReadonlyMap<string, number>;
  /** The relay delivers nothing, although its connections stay. */
  readonly silent: boolean;
}

const NO_FAULTS: FaultSettings = {
  duplicateShare: 0,
  malformedShare: 0,
  reorderShare: 0,
  reorderMs: 200,
  lostFloodPerSecond: 0,
  clockSkewMs: new Map(),
  silent: false,
};

/** The current settings; shared by everything that looks at them. */
export class Faults {
  #settings: FaultSettings;

  constructor(settings: Partial<FaultSettings>) {
    this.#settings = { ...NO_FAULTS, ...settings };
  }

  get now(): FaultSettings {
    return this.#settings;
  }

  set(change: Partial<FaultSettings>): void {
    this.#settings = { ...this.#settings, ...change };
  }
}
