import { isOnlyTraced } from '../../view/edge-attempts.ts';
import { verdictOf, type EdgeVerdict } from '../../view/edge-verdict.ts';
import type { End, GroupedEdge, GroupedGraph, Grouping } from '../../view/grouped-graph.ts';
import type { Span } from '../../view/trouble-rate.ts';
import { cardRows } from './card-rows.ts';
import { cardSizes } from './card-size.ts';
import { NO_FACTS, verdictRank, worseVerdict, type EndFacts } from './end-facts.ts';
import { fanText, type Fans } from './fans.ts';
import { inKeyOrder } from './keep-identity.ts';
import { compareText } from './map-budget.ts';
import type { MapChoices } from './map-choices.ts';
import type { MapNode, MapRegion } from './map-model.ts';
import { quietKey } from './node-keys.ts';
import { memberCount, outsideWords, rateLine, restWords, spokenNode } from './node-words.ts';
import type { OutsidePlan } from './outside-plan.ts';
import { regionTitles, uniqueTitles } from './unique-titles.ts';
import type { RegionPlan } from './region-plan.ts';

/** What nodes are made of. */
export interface NodePlans {
  readonly regions: ReadonlyMap<string, RegionPlan>;
  readonly outside: readonly OutsidePlan[];
  readonly facts: ReadonlyMap<string, EndFacts>;
  readonly fans: Fans;
  /** Troubled edges inside of one node, by its key. */
  readonly inner: ReadonlyMap<string, readonly GroupedEdge[]>;
}

const MOST_SQUARES = 48;
const MOST_INNER = 8;

/** By key, in the order of keys. */
export function mapNodes(
  grouped: GroupedGraph,
  plans: NodePlans,
  span: Span,
  choices: MapChoices,
): Map<string, MapNode> {
  const nodes: MapNode[] = [];
  const { regions, outside, facts, fans, inner } = plans;
  const titles = regionTitles(regions.values());
  const workloads = [...regions.values()].flatMap(({ ends }) => ends.map(({ key }) => key));
  const sizes = cardSizes(workloads, facts, fans.hubs, choices.previous);
  const incoming = choices.level === 'near' ? incomingEdges(grouped, regions) : undefined;
  const add = (key: string, described: Described): void => {
    const { shape, kind, region, side, title, subtitle, isInferred, size, squares, rows, spoken, ends } = described;
    const fan = fanText(fans.hubs.get(key));
    const within = inner.get(key) ?? NONE;
    // Written out: thousands of these are made a second, and a spread would cost ten times as much.
    const node: MapNode = {
      key,
      shape,
      kind,
      region,
      side,
      title,
      subtitle,
      isInferred,
      size,
      squares,
      inner: within.length > MOST_INNER ? within.slice(0, MOST_INNER) : within,
      innerCount: within.length,
      rows,
      fan,
      spoken,
      ends,
    };
    nodes.push(node);
  };
  for (const region of regions.values()) {
    const rest = region.ends.filter(({ key }) => !region.drawn.has(key));
    if (region.state === 'collapsed') {
      add(region.key, collapsedNode(region, titles.get(region.key) ?? '', grouped, facts));
      continue;
    }
    if (rest.length > 0) add(quietKey(region.key), restNode(region, rest, facts, grouped.grouping));
    const drawn = region.ends.filter(({ key }) => region.drawn.has(key));
    const captions = uniqueTitles(drawn);
    for (const end of drawn) {
      const size = choices.level === 'near' ? 'L' : (sizes.get(end.key) ?? 'S');
      const known = facts.get(end.key) ?? NO_FACTS;
      add(end.key, {
        shape: 'card',
        kind: end.kind,
        region: region.key,
        side: 'inside',
        title: captions.get(end.key) ?? '',
        subtitle: size === 'L' ? rateLine(known, span) : '',
        isInferred: end.name.isInferred,
        size,
        squares: [],
        rows: incoming === undefined ? [] : cardRows(incoming.get(end.key) ?? [], span, choices.layer7),
        spoken: spokenNode(end, known.verdict),
        ends: [end],
      });
    }
  }
  for (const plan of outside) add(plan.key, outsideNode(plan, facts));
  return inKeyOrder(nodes, choices.previous?.nodes);
}

/** Regions that are drawn around their nodes. */
export function mapRegions(regions: ReadonlyMap<string, RegionPlan>): Map<string, MapRegion> {
  const titles = regionTitles(regions.values());
  const drawn = [...regions.values()].filter(({ state }) => state !== 'collapsed');
  drawn.sort((a, b) => compareText(a.key, b.key));
  return new Map(
    drawn.map(({ key, namespace, state, ends, inTrouble }) => [
      key,
      { key, namespace, title: titles.get(key) ?? '', state, workloads: ends.length, inTrouble },
    ]),
  );
}

type Described = Omit<MapNode, 'key' | 'fan' | 'inner' | 'innerCount'>;

function collapsedNode(
  { ends, inTrouble }: RegionPlan,
  title: string,
  { grouping, edges }: GroupedGraph,
  facts: ReadonlyMap<string, EndFacts>,
): Described {
  const squares = grouping === 'namespace' ? squaresOfMembers(ends[0], edges) : squaresOf(ends, facts);
  const count = grouping === 'namespace' ? countOfMembers(ends[0]) : ends.length;
  const counted = memberCount(count, grouping);
  const trouble = inTrouble === 0 ? '' : grouping === 'namespace' ? ', in trouble' : `, ${inTrouble} in trouble`;
  return {
    shape: 'region',
    kind: 'namespace',
    region: '',
    side: 'inside',
    title,
    subtitle: counted,
    isInferred: false,
    size: 'L',
    squares,
    rows: [],
    spoken: `namespace ${title}, ${counted}${trouble}`,
    ends,
  };
}

function restNode(
  { key }: RegionPlan,
  rest: readonly End[],
  facts: ReadonlyMap<string, EndFacts>,
  grouping: Grouping,
): Described {
  const squares = squaresOf(rest, facts);
  const { title, spoken } = restWords(
    rest.length,
    squares.every((verdict) => verdict === 'forwarded'),
    grouping,
  );
  return {
    shape: 'quiet',
    kind: 'workload',
    region: key,
    side: 'inside',
    title,
    subtitle: '',
    isInferred: false,
    size: 'S',
    squares,
    rows: [],
    spoken,
    ends: rest,
  };
}

function outsideNode(plan: OutsidePlan, facts: ReadonlyMap<string, EndFacts>): Described {
  const { side, kind, ends, what } = plan;
  const words = outsideWords(plan);
  const verdict = ends.reduce<EdgeVerdict>(
    (worst, { key }) => worseVerdict(worst, (facts.get(key) ?? NO_FACTS).verdict),
    'forwarded',
  );
  return {
    shape: side === 'callers' ? 'gate' : 'mark',
    kind,
    region: '',
    side,
    title: words.title,
    subtitle: words.subtitle,
    isInferred: what === 'end' ? ends[0].name.isInferred : ends.every(({ name }) => name.isInferred),
    size: 'M',
    squares: [],
    rows: [],
    spoken: what === 'end' ? spokenNode(ends[0], verdict) : `outside: ${words.title} ${words.subtitle}`.trimEnd(),
    ends,
  };
}

/** Worst first, so that the first ones are those to see. */
function squaresOf(ends: readonly End[], facts: ReadonlyMap<string, EndFacts>): readonly EdgeVerdict[] {
  const verdicts = ends.map(({ key }) => (facts.get(key) ?? NO_FACTS).verdict);
  return verdicts.sort((a, b) => verdictRank(a) - verdictRank(b)).slice(0, MOST_SQUARES);
}

/** Of a namespace whose workloads are grouped into it: told by the edges that were added up. */
function squaresOfMembers(end: End, edges: GroupedGraph['edges']): readonly EdgeVerdict[] {
  const worst = new Map<string, EdgeVerdict>();
  const workloads = new Map(
    end.vertices.map((vertex) => [vertex.index, `${vertex.workloadKind}/${vertex.workload || vertex.identity}`]),
  );
  for (const workload of workloads.values()) worst.set(workload, 'forwarded');
  for (const { source, destination, verdict, members } of edges.values()) {
    if (verdict === 'forwarded' || (source !== end && destination !== end)) continue;
    for (const member of members) {
      for (const index of [member.source, member.destination]) {
        const workload = workloads.get(index);
        if (workload !== undefined)
          worst.set(workload, worseVerdict(worst.get(workload) ?? 'forwarded', verdictOf(member)));
      }
    }
  }
  return [...worst.values()].sort((a, b) => verdictRank(a) - verdictRank(b)).slice(0, MOST_SQUARES);
}

function countOfMembers({ vertices }: End): number {
  return new Set(vertices.map(({ workloadKind, workload, identity }) => `${workloadKind}/${workload || identity}`))
    .size;
}

/** By key of the end; heaviest first is left to the rows. */
function incomingEdges(
  { edges }: GroupedGraph,
  regions: NodePlans['regions'],
): ReadonlyMap<string, readonly GroupedEdge[]> {
  const cards = new Set([...regions.values()].flatMap(({ drawn }) => [...drawn]));
  const incoming = new Map<string, GroupedEdge[]>();
  for (const edge of edges.values()) {
    const { key } = edge.destination;
    if (!cards.has(key) || isOnlyTraced(edge.figures)) continue;
    const known = incoming.get(key);
    if (known === undefined) incoming.set(key, [edge]);
    else known.push(edge);
  }
  return incoming;
}

const NONE: readonly GroupedEdge[] = [];
