import { isTold } from '../../view/edge-change.ts';
import type { GroupedEdge, GroupedGraph } from '../../view/grouped-graph.ts';
import type { Span } from '../../view/trouble-rate.ts';
import { endFacts, type EndFacts } from './end-facts.ts';
import { foldFans, NO_FANS, type Fans } from './fans.ts';
import { isEqual, keepIdentity, keepStrings } from './keep-identity.ts';
import { planLines, type Lines } from './lines.ts';
import type { MapChoices } from './map-choices.ts';
import { mapEdges } from './map-edges.ts';
import type { MapModel, MergedCounts } from './map-model.ts';
import { mapNodes, mapRegions } from './map-nodes.ts';
import { planOutside, type OutsidePlan } from './outside-plan.ts';
import { pickAlone } from './pick-alone.ts';
import { mainPlaces, placesOf, type Places } from './places.ts';
import { planRegions, type RegionPlan } from './region-plan.ts';

/** Which node shows which end, and which edges share a line: the map before it is put into words. */
export interface MapPlan {
  readonly grouped: GroupedGraph;
  readonly choices: MapChoices;
  readonly facts: ReadonlyMap<string, EndFacts>;
  readonly regions: ReadonlyMap<string, RegionPlan>;
  readonly outside: readonly OutsidePlan[];
  readonly places: Places;
  readonly fans: Fans;
  readonly planned: Lines;
}

/**
 * What the map says of a graph at one level:
 *
 *     edges ──► the worst ones ──► regions and outside: which node shows which end
 *                                      │
 *                                      └──► fans ──► lines ──► words and figures
 */
export function mapModel(grouped: GroupedGraph, choices: MapChoices): MapModel {
  return tellMap(planMap(grouped, choices));
}

/** The first half of the work, up to the lines. */
export function planMap(grouped: GroupedGraph, choices: MapChoices): MapPlan {
  const facts = endFacts(grouped);
  const alone = pickAlone(grouped, choices);
  const mustShow = endsOf(alone.values());
  const regions = planRegions(grouped, facts, mustShow, choices);
  const outside = planOutside(grouped, facts, mustShow, choices);
  const places = placesOf(regions, outside);
  const fans = choices.unfoldFans ? NO_FANS : foldFans(forwardedOf(grouped), places, choices.previous);
  const planned = planLines(grouped, places, alone, fans, choices);
  return { grouped, choices, facts, regions, outside, places, fans, planned };
}

/** The second half: words and figures. */
export function tellMap({ grouped, choices, facts, regions, outside, places, fans, planned }: MapPlan): MapModel {
  const { previous, level } = choices;
  const span: Span = { ...grouped, listeningSinceMs: choices.listeningSinceMs };
  const met = outside.filter((plan) => isMet(plan, planned, fans));
  const nodes = mapNodes(grouped, { regions, outside: met, facts, fans, inner: planned.inner }, span, choices);
  const model: MapModel = {
    level,
    regions: keepIdentity(previous?.regions, mapRegions(regions)),
    nodes: keepIdentity(previous?.nodes, nodes),
    edges: keepIdentity(previous?.edges, mapEdges(grouped, planned.lines, nodes, choices)),
    merged: mergedCounts(grouped, regions, met, fans.folded.size, planned),
    nodeOf: keepStrings(previous?.nodeOf, mainPlaces(places, nodes)),
  };
  return previous !== undefined && isEqual(previous, model, 1) ? previous : model;
}

function endsOf(edges: Iterable<GroupedEdge>): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { source, destination } of edges) keys.add(source.key).add(destination.key);
  return keys;
}

/** What is outside is drawn for the sake of its lines. */
function isMet({ key }: OutsidePlan, { lines, inner }: Lines, fans: Fans): boolean {
  return (
    fans.hubs.has(key) ||
    inner.has(key) ||
    lines.some(({ source, destination }) => source === key || destination === key)
  );
}

function* forwardedOf({ edges }: GroupedGraph): Generator<GroupedEdge> {
  for (const edge of edges.values()) if (edge.verdict === 'forwarded' && !isTold(edge.change)) yield edge;
}

function mergedCounts(
  { edges }: GroupedGraph,
  regions: ReadonlyMap<string, RegionPlan>,
  outside: readonly OutsidePlan[],
  folded: number,
  { lines, inside, traced, light, unseen }: Lines,
): MergedCounts {
  const membersOf = (some: Lines['lines']): number => some.reduce((sum, { members }) => sum + members.length, 0);
  let workloads = 0;
  for (const { ends, drawn } of regions.values()) workloads += ends.length - drawn.size;
  const drawn = lines.filter(({ members }) => members.length === 1).length;
  return {
    workloads,
    edges: edges.size,
    drawn,
    shared: membersOf(lines) - drawn,
    inside,
    outside: outside.reduce((sum, { what, ends }) => sum + (what === 'end' ? 0 : ends.length), 0),
    folded,
    traced: traced.length,
    light: membersOf(light),
    troubled: membersOf(unseen),
  };
}
