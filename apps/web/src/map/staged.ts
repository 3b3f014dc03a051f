import type { Scene } from './layout/scene.ts';
import type { MapModel } from './model/map-model.ts';

/** What stands where, and what it says. Both are of one level. */
export interface Staged {
  readonly scene: Scene;
  readonly model: MapModel;
}
