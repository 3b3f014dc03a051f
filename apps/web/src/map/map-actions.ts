import type { View } from '../view/url-state.ts';
import type { MapModel } from './model/map-model.ts';

export type Go = (change: Partial<View>, how: 'push' | 'replace') => void;

/** Opens what a drawn edge stands for: the worst of its members. */
export function openEdge(model: MapModel, key: string, go: Go): void {
  const [worst] = model.edges.get(key)?.members ?? [];
  if (worst !== undefined) go({ edge: worst.key, end: '', tab: '' }, 'push');
}

/** A node that is one end is selected; one that stands for many is opened. */
export function openNode(model: MapModel, key: string, view: View, go: Go): void {
  const node = model.nodes.get(key);
  if (node === undefined) return;
  const [end] = node.ends;
  if (node.shape === 'quiet') openRegion(node.region, view, go);
  else if (node.shape === 'region' && view.grouping !== 'namespace') openRegion(key, view, go);
  else if (end !== undefined && node.ends.length === 1) go({ end: end.key, edge: '', tab: '' }, 'push');
}

/** The head of an open region closes it. */
export function closeRegion(key: string, view: View, go: Go): void {
  go({ opened: without(view.opened, key), closed: [...without(view.closed, key), key] }, 'push');
}

function openRegion(key: string, view: View, go: Go): void {
  go({ opened: [...without(view.opened, key), key], closed: without(view.closed, key) }, 'push');
}

function without(keys: readonly string[], key: string): readonly string[] {
  return keys.filter((other) => other !== key);
}
