import { attemptsOf, deniedShare } from '../../view/edge-attempts.ts';
import { deniedAttempts } from '../../view/edge.ts';
import type { GroupedEdge, GroupedGraph } from '../../view/grouped-graph.ts';
import { isNew, troubleOf } from '../../view/trouble.ts';
import { perMinute, type Span } from '../../view/trouble-rate.ts';
import { MORE_REFUSED_ROW, MORE_ROW, portRowKey, refusedRowKey } from './card-rows.ts';
import { comparedEdge } from './compared-edge.ts';
import { spokenLine, spokenPlace, sumLabel, troubleLabel } from './edge-words.ts';
import type { Line } from './lines.ts';
import { inKeyOrder } from './keep-identity.ts';
import { BUDGETS, compareText } from './map-budget.ts';
import type { MapChoices } from './map-choices.ts';
import type { MapEdge, MapNode } from './map-model.ts';

/** Lines put into words and figures. By key, in the order of keys. */
export function mapEdges(
  grouped: GroupedGraph,
  lines: readonly Line[],
  nodes: ReadonlyMap<string, MapNode>,
  choices: MapChoices,
): Map<string, MapEdge> {
  const span: Span = { ...spanOf(grouped), listeningSinceMs: choices.listeningSinceMs };
  const labelled = newest(lines, span, BUDGETS[choices.level].newLabels);
  const edges: MapEdge[] = [];
  for (const line of lines) {
    const told = mapEdge(line, grouped, span, nodes, choices, labelled);
    const edge = comparedEdge(told, () => spokenPlace(line, (node) => nodes.get(node)?.title ?? node));
    if (choices.level === 'near' && edge.verdict === 'mixed' && line.members.length === 1 && !edge.change) {
      edges.push(...splitEdge(edge, line.members[0], nodes));
    } else {
      edges.push(edge);
    }
  }
  return inKeyOrder(edges, choices.previous?.edges);
}

/** Of a mixed edge, what passes. What is refused keeps the key of the edge. */
export function passingKey(key: string): string {
  return `${key}|passing`;
}

function spanOf({ timeMs, windowSeconds, heard }: GroupedGraph): Omit<Span, 'listeningSinceMs'> {
  return { timeMs, windowSeconds, heard };
}

function mapEdge(
  line: Line,
  grouped: GroupedGraph,
  span: Span,
  nodes: ReadonlyMap<string, MapNode>,
  choices: MapChoices,
  labelled: ReadonlySet<Line>,
): MapEdge {
  const { key, source, destination, verdict, members } = line;
  const [first] = members;
  const isOne = members.length === 1;
  const isTroubled = verdict !== 'forwarded';
  const trouble = isOne && (isTroubled || labelled.has(line)) ? troubleOf(first, grouped, choices) : undefined;
  const label = trouble !== undefined ? troubleLabel(trouble) : isTroubled ? sumLabel(line, span) : undefined;
  const rate = perMinute(line.attempts, span, firstSeen(members));
  return {
    key,
    source,
    destination,
    destinationRow: rowOf(nodes.get(destination), first),
    verdict,
    deniedShare: verdict === 'mixed' ? shareOf(members) : 0,
    attemptsPerMinute: rate,
    weight: steadyWeight(rate, choices.previous?.edges.get(key)?.weight),
    isTroubled,
    isNew: members.some((edge) => isNew(edge, span)),
    freshness: grouped.isPast ? 1 : freshnessOf(members, span),
    label,
    spoken: spokenLine(line, trouble === undefined ? [] : [trouble], rate, (node) => nodes.get(node)?.title ?? node),
    members,
  };
}

/** One line for what passes and one for what is refused, each at its row. */
function splitEdge(edge: MapEdge, member: GroupedEdge, nodes: ReadonlyMap<string, MapNode>): MapEdge[] {
  const node = nodes.get(edge.destination);
  const refusedRow = rowIndex(node, refusedRowKey(member), MORE_REFUSED_ROW);
  if (refusedRow < 0) return [edge];
  const refused = edge.attemptsPerMinute * deniedShare(member.figures);
  const passes = edge.attemptsPerMinute - refused;
  return [
    { ...edge, verdict: 'denied', deniedShare: 1, destinationRow: refusedRow, attemptsPerMinute: refused },
    {
      ...edge,
      key: passingKey(edge.key),
      verdict: 'forwarded',
      deniedShare: 0,
      destinationRow: rowIndex(node, portRowKey(member)),
      attemptsPerMinute: passes,
      isTroubled: false,
      label: undefined,
      spoken: `${edge.spoken}; the rest passes`,
    },
  ];
}

/** Those lines of one new edge whose label is drawn, the newest. */
function newest(lines: readonly Line[], span: Span, most: number): ReadonlySet<Line> {
  const fresh = lines.filter(
    ({ members, verdict }) => verdict === 'forwarded' && members.length === 1 && isNew(members[0], span),
  );
  fresh.sort((a, b) => b.members[0].firstSeenMs - a.members[0].firstSeenMs || compareText(a.key, b.key));
  return new Set(fresh.slice(0, most));
}

function rowOf(node: MapNode | undefined, edge: GroupedEdge): number {
  return edge.verdict === 'denied'
    ? rowIndex(node, refusedRowKey(edge), MORE_REFUSED_ROW)
    : rowIndex(node, portRowKey(edge));
}

function rowIndex(node: MapNode | undefined, key: string, more: string = MORE_ROW): number {
  if (node === undefined || node.rows.length === 0) return -1;
  const row = node.rows.findIndex((candidate) => candidate.key === key);
  return row >= 0 ? row : node.rows.findIndex((candidate) => candidate.key === more);
}

function shareOf(members: readonly GroupedEdge[]): number {
  if (members.length === 1) return deniedShare(members[0].figures);
  const tried = members.reduce((sum, { figures }) => sum + attemptsOf(figures), 0);
  const denied = members.reduce((sum, { figures }) => sum + deniedAttempts(figures), 0);
  return tried === 0 ? 0 : Math.min(1, denied / tried);
}

function firstSeen(members: readonly GroupedEdge[]): number {
  let firstSeenMs = Infinity;
  for (const member of members) firstSeenMs = Math.min(firstSeenMs, member.firstSeenMs);
  return firstSeenMs;
}

/** A power of two. One that was shown stays until the rate is clearly beyond it. */
function steadyWeight(rate: number, before: number | undefined): number {
  if (before !== undefined && rate >= before * 0.7 && rate < before * 2.8) return before;
  return rate <= 1 ? 1 : 2 ** Math.floor(Math.log2(rate));
}

/** When an edge begins to fade, as a share of the window. */
const FADES_AT = 0.8;
const FAINTEST = 0.25;

/** In twentieths, so that an edge is not another one with every tick. */
function freshnessOf(members: readonly GroupedEdge[], { timeMs, windowSeconds }: Span): number {
  let lastSeenMs = -Infinity;
  for (const member of members) lastSeenMs = Math.max(lastSeenMs, member.lastSeenMs);
  const age = (timeMs - lastSeenMs) / (windowSeconds * 1000);
  if (age <= FADES_AT) return 1;
  const faded = 1 - ((1 - FAINTEST) * (age - FADES_AT)) / (1 - FADES_AT);
  return Math.max(FAINTEST, Math.round(faded * 20) / 20);
}
