/** The constants of Hubble Relay 1.19. */
export interface RelaySettings {
  readonly sortBufferLength: number;
  readonly drainMs: number;
  readonly errorWindowMs: number;
  readonly peerUpdateMs: number;
  readonly version: string;
  /** The name that node status messages carry. */
  readonly name: string;
}

export const RELAY_DEFAULTS: RelaySettings = {
  sortBufferLength: 100,
  drainMs: 1000,
  errorWindowMs: 10_000,
  peerUpdateMs: 2000,
  version: '1.19.4',
  name: 'default/hubble-relay',
};
