import type { Box } from './layout/scene.ts';
import type { Staged } from './staged.ts';
import type { MapModel } from './model/map-model.ts';
import { boxAround } from './paint/path-data.ts';
import { VERDICTS_WORST_FIRST } from '../view/edge-verdict.ts';

/** What is selected, or else the worst edge; undefined without trouble. */
export function importantBox(staged: Staged, edge: string, node: string): Box | undefined {
  if (edge === '' && node !== '') return nodeBox(staged, node);
  const key = staged.model.edges.has(edge) ? edge : worstEdge(staged.model);
  return key === undefined ? undefined : edgeBox(staged, key);
}

export function nodeBox({ scene }: Staged, key: string): Box | undefined {
  return scene.nodes.find((node) => node.key === key)?.box;
}

/** The way of an edge, its label, and both of its ends. */
export function edgeBox(staged: Staged, key: string): Box | undefined {
  const { scene, model } = staged;
  const points = scene.routes.find((route) => route.key === key)?.points ?? [];
  const { source = '', destination = '' } = model.edges.get(key) ?? {};
  const boxes = [
    nodeBox(staged, source),
    nodeBox(staged, destination),
    scene.labels.find((one) => one.key === key)?.box,
  ];
  const corners = boxes.flatMap((box) =>
    box === undefined
      ? []
      : [
          { x: box.left, y: box.top },
          { x: box.left + box.width, y: box.top + box.height },
        ],
  );
  const all = [...points, ...corners];
  return all.length === 0 ? undefined : boxAround(all, 0);
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
