import type { End, EndKind, GroupedGraph } from '../../view/grouped-graph.ts';
import { BUDGETS, compareText, powerOfTwo, STAYING_BONUS } from './map-budget.ts';
import { NO_FACTS, type EndFacts } from './end-facts.ts';
import type { MapChoices } from './map-choices.ts';
import type { MapNode } from './map-model.ts';
import { registrableDomain } from './registrable-domain.ts';

/** One node for an end outside of namespaces, or for several. */
export interface OutsidePlan {
  readonly key: string;
  readonly side: 'callers' | 'callees';
  readonly kind: EndKind;
  readonly what: 'end' | 'domain' | 'names' | 'cidrs' | 'addresses';
  /** `stripe.com` of a domain; else ''. */
  readonly domain: string;
  readonly ends: readonly End[];
}

type Side = OutsidePlan['side'];

/**
 * Where ends outside stand, and which of them share a mark. Who calls stands left, who is called right, so that every
 * edge reads from left to right: an end that does both stands on both sides. What has a troubled line of its own never
 * shares a mark.
 */
export function planOutside(
  grouped: GroupedGraph,
  facts: ReadonlyMap<string, EndFacts>,
  mustShow: ReadonlySet<string>,
  { level, previous }: Pick<MapChoices, 'level' | 'previous'>,
): readonly OutsidePlan[] {
  const plans: OutsidePlan[] = [];
  const quiet: Record<Side, Record<'fqdn' | 'cidr' | 'world', End[]>> = {
    callers: { fqdn: [], cidr: [], world: [] },
    callees: { fqdn: [], cidr: [], world: [] },
  };
  for (const end of grouped.ends.values()) {
    if (end.namespace !== '') continue;
    const { kind } = end;
    const isCrowd = kind === 'fqdn' || kind === 'cidr' || kind === 'world';
    for (const side of sidesOf(end, facts.get(end.key) ?? NO_FACTS)) {
      if (isCrowd && !mustShow.has(end.key)) quiet[side][kind].push(end);
      else plans.push(alone(end, side));
    }
  }
  const budget = BUDGETS[level].marks;
  const weightOf = (ends: readonly End[]): number => {
    const attempts = ends.reduce((sum, { key }) => sum + weightOfEnd(facts.get(key) ?? NO_FACTS), 0);
    return powerOfTwo(attempts);
  };
  for (const side of ['callers', 'callees'] as const) {
    const { fqdn, cidr, world } = quiet[side];
    plans.push(...planCrowd(world, side, FEW_ADDRESSES, 'addresses', 'world'));
    plans.push(...planCrowd(cidr, side, level === 'far' ? 1 : budget / 2, 'cidrs', 'cidr'));
    plans.push(...planNames(fqdn, side, level === 'far' ? 0 : budget, budget, weightOf, previous?.nodes));
  }
  return plans;
}

/** More addresses without a name than this are one node. */
const FEW_ADDRESSES = 2;

function weightOfEnd({ attemptsIn, attemptsOut }: EndFacts): number {
  return attemptsIn + attemptsOut;
}

const GATES: ReadonlySet<EndKind> = new Set<EndKind>(['host', 'remote-node', 'ingress', 'health']);

/** The ingress is called from outside, too, and still stands where it calls from: it is on the way in. */
function sidesOf({ kind }: End, { calls, isCalled }: EndFacts): readonly Side[] {
  if (kind === 'ingress') return ['callers'];
  return [...(calls ? (['callers'] as const) : []), ...(isCalled ? (['callees'] as const) : [])];
}

/** Nodes of the cluster have their own key where they call, all others where they are called. */
function alone(end: End, side: Side): OutsidePlan {
  const isUsual = (side === 'callers') === GATES.has(end.kind);
  return { key: isUsual ? end.key : `${side}:${end.key}`, side, kind: end.kind, what: 'end', domain: '', ends: [end] };
}

function planCrowd(
  ends: readonly End[],
  side: Side,
  few: number,
  what: 'cidrs' | 'addresses',
  kind: EndKind,
): readonly OutsidePlan[] {
  if (ends.length <= few) return ends.map((end) => alone(end, side));
  return [{ key: `outside:${side}:${what}`, side, kind, what, domain: '', ends: inOrder(ends) }];
}

/** Each by itself while they are few, else by domain, and the lightest domains together. */
function planNames(
  ends: readonly End[],
  side: Side,
  few: number,
  budget: number,
  weightOf: (ends: readonly End[]) => number,
  before: ReadonlyMap<string, MapNode> | undefined,
): readonly OutsidePlan[] {
  if (ends.length <= few) return ends.map((end) => alone(end, side));
  const domains = new Map<string, End[]>();
  for (const end of ends) {
    const domain = registrableDomain(end.name.name);
    const known = domains.get(domain);
    if (known === undefined) domains.set(domain, [end]);
    else known.push(end);
  }
  const plans = [...domains].map(([domain, members]): OutsidePlan => {
    const key = `outside:${side}:domain:${domain}`;
    return { key, side, kind: 'fqdn', what: 'domain', domain, ends: inOrder(members) };
  });
  if (plans.length <= budget) return plans;
  const rank = (plan: OutsidePlan): number =>
    weightOf(plan.ends) + (before?.has(plan.key) === true ? STAYING_BONUS : 0);
  const ranked = plans.map((plan) => ({ plan, rank: rank(plan) }));
  ranked.sort((a, b) => b.rank - a.rank || compareText(a.plan.key, b.plan.key));
  const rest = ranked.slice(budget - 1).flatMap(({ plan }) => plan.ends);
  return [
    ...ranked.slice(0, budget - 1).map(({ plan }) => plan),
    { key: `outside:${side}:names`, side, kind: 'fqdn', what: 'names', domain: '', ends: inOrder(rest) },
  ];
}

function inOrder(ends: readonly End[]): readonly End[] {
  return ends.toSorted((a, b) => compareText(a.key, b.key));
}
