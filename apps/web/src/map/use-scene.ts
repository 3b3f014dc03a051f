import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Measure } from './model/measure.ts';
import { SceneStore, type PersonsPart, type PlacedMap } from './scene-store.ts';
import type { Told } from './use-map-model.ts';

/** Where everything on the map stands, from a worker that lives as long as the map is shown. */
export function useScene(
  told: Told | undefined,
  measure: Measure | undefined,
  viewport: { readonly width: number; readonly height: number },
  { question, isTouched }: PersonsPart,
): { readonly placed: PlacedMap; readonly scenes: SceneStore } {
  const [scenes] = useState(() => new SceneStore());
  const placed = useSyncExternalStore(scenes.subscribe, () => scenes.placed);
  useEffect(() => {
    scenes.open();
    return () => scenes.close();
  }, [scenes]);
  useEffect(() => {
    if (told !== undefined && measure !== undefined)
      scenes.show(told.model, measure, told.plan, viewport, { question, isTouched });
  }, [scenes, told, measure, viewport, question, isTouched]);
  return { placed, scenes };
}
