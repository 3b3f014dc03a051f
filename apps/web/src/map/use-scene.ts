import { useEffect, useState, useSyncExternalStore } from 'react';
import type { MapModel } from './model/map-model.ts';
import type { Measure } from './model/topology-of.ts';
import { SceneStore, type PlacedMap } from './scene-store.ts';

/** Where everything on the map stands, from a worker that lives as long as the map is shown. */
export function useScene(
  model: MapModel | undefined,
  measure: Measure | undefined,
  plan: string,
  viewport: { readonly width: number; readonly height: number },
): { readonly placed: PlacedMap; readonly scenes: SceneStore } {
  const [scenes] = useState(() => new SceneStore());
  const placed = useSyncExternalStore(scenes.subscribe, () => scenes.placed);
  useEffect(() => {
    scenes.open();
    return () => scenes.close();
  }, [scenes]);
  useEffect(() => {
    if (model !== undefined && measure !== undefined) scenes.show(model, measure, plan, viewport);
  }, [scenes, model, measure, plan, viewport]);
  return { placed, scenes };
}
