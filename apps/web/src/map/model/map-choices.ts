import type { Layer7 } from '../../view/edge-routes.ts';
import type { Level } from '../layout/topology.ts';
import type { MapModel } from './map-model.ts';

/** What the person chose to see, and what the map remembers of the last tick. */
export interface MapChoices {
  readonly level: Level;
  /** Namespaces, by key of their region or by name, against what the level would do by itself. */
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  /** Draws every member of a fan. */
  readonly unfoldFans: boolean;
  /** Of the server; undefined while it is not known. */
  readonly listeningSinceMs: number | undefined;
  /** Writes the time at which a new edge was first seen: "02:58". */
  readonly clock: (ms: number) => string;
  /** For rows of methods and paths, and for reasons by code. */
  readonly layer7?: Layer7;
  /** Of the tick before, so that nothing flips for a figure that wavers, and what did not change stays the same object. */
  readonly previous: MapModel | undefined;
}
