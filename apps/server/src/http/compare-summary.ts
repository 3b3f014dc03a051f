import type { ChangeKind } from './compare-change.ts';
import type { ComparedEdge } from './compare-graphs.ts';
import type { MapNode } from './vertex-groups.ts';

/** A piece of the sentence. Names are as hostile as whoever chose them, and never words. */
export interface SummaryPart {
  readonly kind: 'words' | 'name';
  readonly text: string;
}

export interface Summarised {
  readonly edges: readonly ComparedEdge[];
  readonly nodes: readonly MapNode[];
  readonly counts: Readonly<Record<ChangeKind, number>>;
  readonly leftOut: number;
}

/** More than this nobody reads. */
const MOST_CLAUSES = 4;

/** In the order in which they are told: what is denied, what is not any more, then the rest. */
const TOLD = [
  'newly-denied',
  'healed',
  'worse',
  'newly-audited',
  'appeared',
  'vanished',
  'slower',
  'rate',
  'better',
  'faster',
] as const satisfies readonly ChangeKind[];

/**
 * What changed, in one sentence, with what the pairs of a change have in common:
 *
 *     3 new denied pairs, all from shop/frontend; 1 pair healed: shop/web to shop/api:8080.
 *
 * Pairs that have so few flows that they may have come and gone by luck are counted at its end.
 */
export function compareSummary({ edges, nodes, counts, leftOut }: Summarised): readonly SummaryPart[] {
  const ends = new Map(nodes.map((node) => [node.key, node]));
  const clauses: SummaryPart[][] = [];
  let rest = 0;
  let rare = 0;
  for (const kind of TOLD) {
    const all = edges.filter(({ change }) => change === kind);
    const sure = all.filter((edge) => !edge.is_rare || kind === 'newly-denied' || kind === 'newly-audited');
    rare += all.length - sure.length;
    // Rows past the bound are counted, and nothing is known of them; the rare ones among the listed are not.
    const count = leftOut === 0 ? sure.length : counts[kind] - (all.length - sure.length);
    if (count === 0) continue;
    if (clauses.length < MOST_CLAUSES) clauses.push([words(phrase(kind, count)), ...where(sure, count, ends)]);
    else rest += count;
  }
  if (clauses.length === 0 && rare === 0) return [words(unchanged(counts.same))];
  if (rest > 0) clauses.push([words(`${rest} other ${plural(rest, 'change')}`)]);
  if (rare > 0) clauses.push([words(`${rare} rare ${plural(rare, 'pair')} came or went, which may be luck`)]);
  const parts = clauses.flatMap((clause, place) => (place === 0 ? clause : [words('; '), ...clause]));
  return joined([...parts, words('.')]);
}

export function textOf(parts: readonly SummaryPart[]): string {
  return parts.map(({ text }) => text).join('');
}

function unchanged(same: number): string {
  if (same === 0) return 'Neither range has flows that the filter shows.';
  return same === 1
    ? 'Nothing changed: 1 pair is in both, and differs by no more than counting does.'
    : `Nothing changed: ${same} pairs are in both, and differ by no more than counting does.`;
}

function phrase(kind: (typeof TOLD)[number], count: number): string {
  const pairs = `${count} ${plural(count, 'pair')}`;
  switch (kind) {
    case 'newly-denied':
      return `${count} new denied ${plural(count, 'pair')}`;
    case 'newly-audited':
      return `${count} new audited ${plural(count, 'pair')}`;
    case 'worse':
      return `${pairs} got worse`;
    case 'better':
      return `${pairs} got better`;
    case 'healed':
      return `${pairs} healed`;
    case 'appeared':
      return `${pairs} appeared`;
    case 'vanished':
      return `${pairs} vanished`;
    case 'slower':
      return `${pairs} got slower`;
    case 'faster':
      return `${pairs} got faster`;
    case 'rate':
      return `${pairs} changed ${count === 1 ? 'its rate' : 'their rate'}`;
  }
}

/** One pair by its name; of several, what all of them share. */
function where(edges: readonly ComparedEdge[], count: number, ends: ReadonlyMap<string, MapNode>): SummaryPart[] {
  const [first] = edges;
  // What is true of the listed ones may not be true of all.
  if (first === undefined || edges.length < count) return [];
  const source = name(ends.get(first.source), first.source);
  const destination = name(ends.get(first.destination), first.destination);
  if (edges.length === 1) return [words(': '), source, words(' to '), destination, ...port(first)];
  const isAll = (same: (edge: ComparedEdge) => boolean): boolean => edges.every(same);
  const isOneSource = isAll((edge) => edge.source === first.source);
  const isOneDestination = isAll((edge) => edge.destination === first.destination);
  const all = words(edges.length === 2 ? ', both ' : ', all ');
  const ports = isAll((edge) => edge.port === first.port) ? port(first) : [];
  if (isOneSource && isOneDestination) return [all, words('from '), source, words(' to '), destination];
  if (isOneSource) return [all, words('from '), source];
  if (isOneDestination) return [all, words('to '), destination, ...ports];
  return [...namespaces(edges, first, all, ends)];
}

function namespaces(
  edges: readonly ComparedEdge[],
  first: ComparedEdge,
  all: SummaryPart,
  ends: ReadonlyMap<string, MapNode>,
): SummaryPart[] {
  const namespaceOf = (key: string): string => ends.get(key)?.namespace ?? '';
  const from = namespaceOf(first.source);
  const to = namespaceOf(first.destination);
  const isFrom = from !== '' && edges.every(({ source }) => namespaceOf(source) === from);
  const isTo = to !== '' && edges.every(({ destination }) => namespaceOf(destination) === to);
  if (isFrom && isTo && from === to) return [all, words('in namespace '), { kind: 'name', text: from }];
  if (isFrom && isTo) {
    const names: SummaryPart[] = [from, to].map((text) => ({ kind: 'name', text }));
    return [all, words('from namespace '), ...names.slice(0, 1), words(' to namespace '), ...names.slice(1)];
  }
  if (isFrom) return [all, words('from namespace '), { kind: 'name', text: from }];
  return isTo ? [all, words('to namespace '), { kind: 'name', text: to }] : [];
}

/** `shop/cart`, the name that led to it, or what its key says. */
function name(node: MapNode | undefined, key: string): SummaryPart {
  if (node === undefined) return { kind: 'name', text: key };
  const { kind, namespace, workload, names } = node;
  if (kind === 'namespace') return { kind: 'name', text: namespace };
  const [first] = names;
  const short = workload || first || key.slice(key.indexOf(':') + 1);
  return { kind: 'name', text: namespace === '' || short === key ? short : `${namespace}/${short}` };
}

function port({ port: number }: ComparedEdge): SummaryPart[] {
  return number === 0 ? [] : [words(`:${number}`)];
}

function words(text: string): SummaryPart {
  return { kind: 'words', text };
}

function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}

/** Words beside words are one piece. */
function joined(parts: readonly SummaryPart[]): readonly SummaryPart[] {
  const all: SummaryPart[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last?.kind === 'words' && part.kind === 'words') all[all.length - 1] = words(last.text + part.text);
    else all.push(part);
  }
  return all;
}
