import { isOnlyTraced } from '../../view/edge-attempts.ts';
import type { EndKind, GroupedEdge } from '../../view/grouped-graph.ts';
import type { MapModel } from './map-model.ts';
import type { Places } from './places.ts';

/** Edges that are not drawn because the card at their hub says how many there are. */
export interface Fans {
  /** Keys of the folded edges. */
  readonly folded: ReadonlySet<string>;
  /** By key of the hub's node: on how many lines less it ends. */
  readonly hubs: ReadonlyMap<string, { readonly in: number; readonly out: number }>;
}

export const NO_FANS: Fans = { folded: new Set(), hubs: new Map() };

/** Fewer can be drawn. A fan that is folded stays so down to one less. */
const FEWEST_SPOKES = 5;
/** What nearly everything talks to: DNS, traces, logs, metrics. Nobody reads these lines one by one. */
const PORTS_OF_ALL: ReadonlySet<number> = new Set([
  53, 5353, 514, 3100, 4317, 4318, 6831, 6832, 8125, 9411, 14_250, 14_268, 24_224, 55_680,
]);
/** What a scraper asks many for. */
const SCRAPED_PORTS: ReadonlySet<number> = new Set([
  2112, 8888, 9100, 9102, 9104, 9121, 9125, 9153, 9187, 9216, 9308, 9323, 9402, 9419, 9913, 9962, 9963, 9964, 9965,
  10_249, 10_250, 10_254, 10_255, 10_257, 10_259, 15_020, 15_090,
]);
const PROBERS: ReadonlySet<EndKind> = new Set<EndKind>(['host', 'remote-node', 'health']);

interface Fan {
  readonly hub: string;
  readonly direction: 'in' | 'out';
  readonly spokes: Set<string>;
  readonly edges: GroupedEdge[];
}

/**
 * Folds the spokes of one hub on one port where they are noise: lookups, traces, scrapes, probes of the nodes. Only
 * forwarded edges may be given: one in trouble is never in a fan.
 *
 *     cart ────┐
 *     api ─────┤
 *     fraud ───┼──► coredns:53        coredns  +5 in
 *     auth ────┤
 *     ledger ──┘
 */
export function foldFans(
  forwarded: Iterable<GroupedEdge>,
  { calling, called }: Places,
  previous: MapModel | undefined,
): Fans {
  const fans = new Map<string, Fan>();
  for (const edge of forwarded) {
    const direction = fanOf(edge);
    if (direction === undefined) continue;
    const source = calling.get(edge.source.key) ?? '';
    const destination = called.get(edge.destination.key) ?? '';
    if (source === destination) continue;
    const [hub, spoke] = direction === 'in' ? [destination, source] : [source, destination];
    // Probes of one prober go to many ports.
    const key = `${direction}|${hub}|${direction === 'out' && PROBERS.has(edge.source.kind) ? 'probes' : edge.port}`;
    let fan = fans.get(key);
    if (fan === undefined) {
      fan = { hub, direction, spokes: new Set(), edges: [] };
      fans.set(key, fan);
    }
    fan.spokes.add(spoke);
    fan.edges.push(edge);
  }
  return folded(fans.values(), previous);
}

function folded(fans: Iterable<Fan>, previous: MapModel | undefined): Fans {
  const keys = new Set<string>();
  const hubs = new Map<string, { in: number; out: number }>();
  for (const { hub, direction, spokes, edges } of fans) {
    const wasFolded = previous?.nodes.get(hub)?.fan.includes(direction) === true;
    if (spokes.size < FEWEST_SPOKES - (wasFolded ? 1 : 0) && !edges.every(areProbers)) continue;
    for (const { key } of edges) keys.add(key);
    const counts = hubs.get(hub) ?? { in: 0, out: 0 };
    counts[direction] += spokes.size;
    hubs.set(hub, counts);
  }
  return { folded: keys, hubs };
}

function fanOf(edge: GroupedEdge): Fan['direction'] | undefined {
  const { source, destination, port, figures } = edge;
  if (isOnlyTraced(figures)) return undefined;
  if (PROBERS.has(source.kind) && (destination.kind === 'workload' || areProbers(edge))) return 'out';
  if (figures.dnsQuestions > 0 || PORTS_OF_ALL.has(port) || destination.kind === 'kube-apiserver') return 'in';
  return SCRAPED_PORTS.has(port) ? 'out' : undefined;
}

/** What nodes and their health checks have to say to each other. */
function areProbers({ source, destination }: GroupedEdge): boolean {
  return PROBERS.has(source.kind) && PROBERS.has(destination.kind);
}

/** `+6 in`, `+6 in, +12 out`, '' */
export function fanText(hub: { readonly in: number; readonly out: number } | undefined): string {
  if (hub === undefined) return '';
  return (['in', 'out'] as const).flatMap((way) => (hub[way] > 0 ? `+${hub[way]} ${way}` : [])).join(', ');
}
