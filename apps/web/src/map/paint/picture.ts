import type { MapModel } from '../model/map-model.ts';
import type { Box, Scene } from '../layout/scene.ts';
import { edgeShapes } from './edge-shapes.ts';
import { groundShapes, regionShapes } from './ground-shapes.ts';
import { labelShapes } from './label-shapes.ts';
import type { Look } from './look.ts';
import { nodeShapes } from './node-shapes.ts';
import type { Shape } from './shape.ts';

/** Everything on the map but the ground, from the lowest to the highest. */
export function pictureOf(scene: Scene, model: MapModel, look: Look): readonly Shape[] {
  return [
    ...regionShapes(scene, model, look),
    ...edgeShapes(scene, model, look),
    ...nodeShapes(scene, model, look),
    ...labelShapes(scene, model, look),
  ];
}

/** The ground and the map on it, as far as `sight` reaches. */
export function wholePicture(scene: Scene, model: MapModel, look: Look, sight: Box): readonly Shape[] {
  return [...groundShapes(scene, sight, look), ...pictureOf(scene, model, look)];
}
