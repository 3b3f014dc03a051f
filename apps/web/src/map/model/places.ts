import { quietKey } from './node-keys.ts';
import type { OutsidePlan } from './outside-plan.ts';
import type { RegionPlan } from './region-plan.ts';

/** Which node shows an end, by their keys: where it calls, and where it is called. Inside they are the same. */
export interface Places {
  readonly calling: ReadonlyMap<string, string>;
  readonly called: ReadonlyMap<string, string>;
}

export function placesOf(regions: ReadonlyMap<string, RegionPlan>, outside: readonly OutsidePlan[]): Places {
  const calling = new Map<string, string>();
  for (const { key, state, ends, drawn } of regions.values()) {
    const rest = state === 'collapsed' ? key : quietKey(key);
    for (const end of ends) calling.set(end.key, drawn.has(end.key) ? end.key : rest);
  }
  const called = new Map(calling);
  for (const { key, side, kind, ends } of outside) {
    for (const end of ends) {
      if (side === 'callers') calling.set(end.key, key);
      if (side === 'callees' || kind === 'ingress') called.set(end.key, key);
    }
  }
  return { calling, called };
}

/** One node for each end: of two, that which is drawn, and of two that are drawn, where it is called. */
export function mainPlaces(
  { calling, called }: Places,
  drawn: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, string> {
  const main = new Map<string, string>();
  for (const places of [calling, called]) {
    for (const [end, node] of places) if (drawn.has(node)) main.set(end, node);
  }
  return main;
}
