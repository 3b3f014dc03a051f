import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Measure } from './model/topology-of.ts';
import { SceneStore, type PlacedMap } from './scene-store.ts';
import type { Told } from './use-map-model.ts';

/** Where everything on the map stands, from a worker that lives as long as the map is shown. */
export function useScene(
  told: Told | undefined,
  measure: Measure | undefined,
  viewport: { readonly width: number; readonly height: number },
): { readonly placed: PlacedMap; readonly scenes: SceneStore } {
  const [scenes] = useState(() => new SceneStore());
  const placed = useSyncExternalStore(scenes.subscribe, () => scenes.placed);
  useEffect(() => {
    scenes.open();
    return () => scenes.close();
  }, [scenes]);
  useEffect(() => {
    if (told !== undefined && measure !== undefined) scenes.show(told.model, measure, told.plan, viewport);
  }, [scenes, told, measure, viewport]);
  return { placed, scenes };
}
