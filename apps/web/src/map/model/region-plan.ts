import type { End, GroupedGraph } from '../../view/grouped-graph.ts';
import type { EndFacts } from './end-facts.ts';
import type { MapChoices } from './map-choices.ts';
import type { RegionState } from './map-model.ts';

/** One namespace, and how much of it is drawn. */
export interface RegionPlan {
  readonly key: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly state: RegionState;
  /** By key. */
  readonly ends: readonly End[];
  /** Of `ends`, those drawn as a node of their own. */
  readonly drawn: ReadonlySet<string>;
  readonly inTrouble: number;
}

export function regionKey({ cluster, namespace }: Pick<End, 'cluster' | 'namespace'>): string {
  return `namespace:${cluster}/${namespace}`;
}

/**
 * Which workloads stand alone. From afar a namespace is one node, unless something in it is to be seen:
 *
 *     all quiet        collapsed        ( orders  38 workloads )
 *     some in trouble  partly           [ shop   cart   frontend   61 quiet ]
 *
 * `mustShow` are the ends of the troubled edges that get a line of their own. What a person opened or closed stays so.
 */
export function planRegions(
  grouped: GroupedGraph,
  facts: ReadonlyMap<string, EndFacts>,
  mustShow: ReadonlySet<string>,
  choices: Pick<MapChoices, 'level' | 'opened' | 'closed'>,
): ReadonlyMap<string, RegionPlan> {
  const members = new Map<string, End[]>();
  for (const end of grouped.ends.values()) {
    if (end.namespace === '') continue;
    const key = regionKey(end);
    const known = members.get(key);
    if (known === undefined) members.set(key, [end]);
    else known.push(end);
  }
  const opened = new Set(choices.opened);
  const closed = new Set(choices.closed);
  const plans = new Map<string, RegionPlan>();
  for (const [key, ends] of members) {
    const [{ cluster, namespace }] = ends;
    const isIn = (names: ReadonlySet<string>): boolean => names.has(key) || names.has(namespace);
    const shown = ends.filter((end) => mustShow.has(end.key)).length;
    const isOneNode = grouped.grouping === 'namespace' || isIn(closed);
    const state = isOneNode ? 'collapsed' : isIn(opened) ? 'open' : usualState(choices.level, shown, ends.length);
    const drawn = ends.filter((end) => state === 'open' || (state === 'partly' && mustShow.has(end.key)));
    plans.set(key, {
      key,
      cluster,
      namespace,
      state,
      ends,
      drawn: new Set(drawn.map((end) => end.key)),
      inTrouble: ends.filter((end) => (facts.get(end.key)?.verdict ?? 'forwarded') !== 'forwarded').length,
    });
  }
  return plans;
}

/** One quiet workload is named rather than counted. */
function usualState(level: MapChoices['level'], shown: number, all: number): RegionState {
  if (level !== 'far') return 'open';
  if (shown === 0) return 'collapsed';
  return all - shown <= 1 ? 'open' : 'partly';
}
