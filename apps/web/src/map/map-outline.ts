import type { Box, Scene } from './layout/scene.ts';
import type { Staged } from './staged.ts';
import type { MapModel, MapRegion } from './model/map-model.ts';

/** What is kept of a map to show before the first flows are read: where namespaces stood, and no more. */
export interface MapOutline {
  readonly level: Scene['level'];
  readonly bounds: Box;
  readonly insideLeft: number;
  readonly insideRight: number;
  readonly regions: readonly { readonly key: string; readonly title: string; readonly box: Box }[];
}

const MOST_REGIONS = 200;

export function outlineOf({ scene, model }: Staged): MapOutline {
  const { level, bounds, insideLeft, insideRight, regions } = scene;
  const named = regions
    .slice(0, MOST_REGIONS)
    .map(({ key, box }) => ({ key, box, title: model.regions.get(key)?.title ?? '' }));
  return { level, bounds, insideLeft, insideRight, regions: named };
}

/** The outline as a map without nodes and edges. */
export function outlineMap({ level, bounds, insideLeft, insideRight, regions }: MapOutline): Staged {
  const placed = regions.map(({ key, box }) => ({ key, box }));
  const named = regions.map(({ key, title }): [string, MapRegion] => [
    key,
    { key, namespace: title, title, state: 'open', workloads: 0, inTrouble: 0 },
  ]);
  const none = {
    workloads: 0,
    edges: 0,
    drawn: 0,
    shared: 0,
    inside: 0,
    outside: 0,
    folded: 0,
    light: 0,
    traced: 0,
    troubled: 0,
  };
  const model: MapModel = {
    level,
    regions: new Map(named),
    nodes: new Map(),
    edges: new Map(),
    merged: none,
    nodeOf: new Map(),
  };
  const rest = { nodes: [], routes: [], labels: [], unlabelled: [] };
  return { scene: { level, bounds, insideLeft, insideRight, regions: placed, ...rest }, model };
}

export function isOutline(kept: unknown): kept is MapOutline {
  if (typeof kept !== 'object' || kept === null) return false;
  const { level, bounds, insideLeft, insideRight, regions } = kept as Partial<Record<keyof MapOutline, unknown>>;
  if (typeof level !== 'string' || typeof insideLeft !== 'number' || typeof insideRight !== 'number') return false;
  return isBox(bounds) && Array.isArray(regions) && (regions as readonly unknown[]).every(isKeptRegion);
}

function isKeptRegion(kept: unknown): boolean {
  if (typeof kept !== 'object' || kept === null) return false;
  const { key, title, box } = kept as Partial<Record<'key' | 'title' | 'box', unknown>>;
  return typeof key === 'string' && typeof title === 'string' && isBox(box);
}

function isBox(kept: unknown): kept is Box {
  if (typeof kept !== 'object' || kept === null) return false;
  const { left, top, width, height } = kept as Partial<Record<keyof Box, unknown>>;
  return [left, top, width, height].every((value) => typeof value === 'number' && Number.isFinite(value));
}
