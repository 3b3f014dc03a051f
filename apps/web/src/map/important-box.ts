import type { Box, Scene } from './layout/scene.ts';
import type { Staged } from './staged.ts';
import type { MapModel } from './model/map-model.ts';
import { boxAround } from './paint/path-data.ts';
import { VERDICTS_WORST_FIRST } from '../view/edge-verdict.ts';

/** What the selected edge covers, or else the worst one; undefined without trouble. */
export function importantBox({ scene, model }: Staged, selected: string): Box | undefined {
  const key = model.edges.has(selected) ? selected : worstEdge(model);
  return key === undefined ? undefined : edgeBox(scene, key);
}

/** The way of an edge and its label. */
export function edgeBox(scene: Scene, key: string): Box | undefined {
  const points = scene.routes.find((route) => route.key === key)?.points ?? [];
  const label = scene.labels.find((placed) => placed.key === key)?.box;
  if (points.length === 0) return label;
  if (label === undefined) return boxAround(points, 0);
  const corner = { x: label.left + label.width, y: label.top + label.height };
  return boxAround([...points, { x: label.left, y: label.top }, corner], 0);
}

function worstEdge(model: MapModel): string | undefined {
  let worst: { readonly key: string; readonly rank: number; readonly weight: number } | undefined;
  for (const { key, verdict, weight, isTroubled } of model.edges.values()) {
    const rank = VERDICTS_WORST_FIRST.indexOf(verdict);
    if (!isTroubled || (worst !== undefined && (rank > worst.rank || (rank === worst.rank && weight <= worst.weight))))
      continue;
    worst = { key, rank, weight };
  }
  return worst?.key;
}
