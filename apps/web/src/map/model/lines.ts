import { attemptsOf, isOnlyTraced } from '../../view/edge-attempts.ts';
import { changeRank, isTold, type ChangeKind } from '../../view/edge-change.ts';
import { severity, VERDICTS_WORST_FIRST, type EdgeVerdict } from '../../view/edge-verdict.ts';
import type { End, GroupedEdge, GroupedGraph } from '../../view/grouped-graph.ts';
import { verdictRank } from './end-facts.ts';
import type { Fans } from './fans.ts';
import { BUDGETS, compareText, powerOfTwo, STAYING_BONUS } from './map-budget.ts';
import type { MapChoices } from './map-choices.ts';
import type { Places } from './places.ts';

/** One drawn edge, before it is put into words. */
export interface Line {
  readonly key: string;
  readonly source: string;
  readonly destination: string;
  readonly verdict: EdgeVerdict;
  /** Where two ranges are compared: of all members. */
  readonly change: ChangeKind | undefined;
  /** Of all members, over the window. */
  attempts: number;
  /** Worst and heaviest first. */
  readonly members: GroupedEdge[];
}

export interface Lines {
  readonly lines: readonly Line[];
  /** Troubled edges with both ends in one node, by its key. */
  readonly inner: ReadonlyMap<string, readonly GroupedEdge[]>;
  /** How many edges have both ends in one node, troubled or not. */
  readonly inside: number;
  /** Edges that were only traced. */
  readonly traced: readonly GroupedEdge[];
  /** Lines that are too many: forwarded and troubled ones. */
  readonly light: readonly Line[];
  readonly unseen: readonly Line[];
}

/**
 * Puts every edge onto a line:
 *
 *     troubled, among the worst      a line of its own, under its own key
 *     other troubled                 with those of the same two nodes and verdict
 *     changed, of two ranges         with those of the same two nodes, verdict and change
 *     forwarded                      with those of the same two nodes; near, also of the same port
 *     folded into a fan              none
 *     only traced                    none: nothing was let through or refused
 */
export function planLines(
  { edges }: GroupedGraph,
  { calling, called }: Places,
  alone: ReadonlyMap<string, GroupedEdge>,
  fans: Fans,
  { level, previous }: Pick<MapChoices, 'level' | 'previous'>,
): Lines {
  const lines = new LineSet(level === 'near');
  const inner = new Map<string, GroupedEdge[]>();
  const traced: GroupedEdge[] = [];
  let inside = 0;
  for (const edge of edges.values()) {
    if (fans.folded.has(edge.key)) continue;
    const { figures } = edge;
    const attempts = attemptsOf(figures);
    const source = calling.get(edge.source.key) ?? '';
    const destination = called.get(edge.destination.key) ?? '';
    if (source === destination) {
      inside += 1;
      if (isLoud(edge)) listIn(inner, source).push(edge);
    } else if (attempts === 0 && !isLoud(edge) && isOnlyTraced(figures)) {
      traced.push(edge);
    } else {
      lines.add(edge, source, destination, attempts, alone.has(edge.key));
    }
  }
  const budget = BUDGETS[level];
  const all = lines.all();
  const isShown = (line: Line): boolean => previous?.edges.has(line.key) === true;
  const quiet = heaviest(
    all.filter((line) => !isLoudLine(line)),
    budget.quietEdges,
    ({ attempts }) => attempts,
    isShown,
  );
  const isAlone = (line: Line): boolean => alone.has(line.key);
  const merged = heaviest(
    all.filter((line) => isLoudLine(line) && !isAlone(line)),
    Math.max(0, budget.troubledEdges - alone.size),
    ({ members, verdict }) => members.reduce((sum, { figures }) => sum + severity(verdict, figures), 0),
    isShown,
  );
  return {
    lines: [...all.filter(isAlone), ...merged.kept, ...quiet.kept].map(inOrder),
    inner: new Map([...inner].map(([key, members]) => [key, worstFirst(members)])),
    inside,
    traced,
    light: quiet.left,
    unseen: merged.left,
  };
}

/** Not to be folded, merged with what is quiet, or left out. */
function isLoud({ verdict, change }: GroupedEdge): boolean {
  return verdict !== 'forwarded' || isTold(change);
}

function isLoudLine({ verdict, change }: Line): boolean {
  return verdict !== 'forwarded' || (change !== undefined && change !== 'same');
}

/** Lines by what they show. Thousands of edges come by with every tick, so that keys are made once a line. */
class LineSet {
  readonly #lines: Line[] = [];
  readonly #isByPort: boolean;
  readonly #numbers = new Map<string, number>();
  readonly #shared = new Map<number, Map<number, Line>>();

  constructor(isByPort: boolean) {
    this.#isByPort = isByPort;
  }

  add(edge: GroupedEdge, source: string, destination: string, attempts: number, isAlone: boolean): void {
    const { verdict, port, protocol } = edge;
    const change = toldKind(edge);
    if (isAlone) {
      this.#lines.push({ key: edge.key, source, destination, verdict, change, attempts, members: [edge] });
      return;
    }
    const pair = this.#numberOf(source) * MOST_NODES + this.#numberOf(destination);
    const isPort = !isLoud(edge) && this.#isByPort;
    const what = isPort ? -1 - (port * 8 + protocol) : verdictRank(verdict) + 8 * changePlace(change);
    let lines = this.#shared.get(pair);
    if (lines === undefined) {
      lines = new Map();
      this.#shared.set(pair, lines);
    }
    const line = lines.get(what);
    if (line !== undefined) {
      line.members.push(edge);
      line.attempts += attempts;
      return;
    }
    const suffix = isPort ? `|:${port}/${protocol}` : verdict === 'forwarded' ? '' : `|${verdict}`;
    const key = `${source}|${destination}${suffix}${isTold(edge.change) ? `|${change}` : ''}`;
    const first: Line = { key, source, destination, verdict, change, attempts, members: [edge] };
    lines.set(what, first);
    this.#lines.push(first);
  }

  /** A line of one edge between two cards is under the key of the edge, so that it stays the same line when its verdict changes. */
  all(): readonly Line[] {
    return this.#lines.map((line) => {
      const [{ key, source, destination }] = line.members;
      const isOwn =
        line.members.length === 1 && isNodeOf(line.source, source) && isNodeOf(line.destination, destination);
      return isOwn ? { ...line, key } : line;
    });
  }

  #numberOf(node: string): number {
    let number = this.#numbers.get(node);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(node, number);
    }
    return number;
  }
}

/** A pair that may have come by luck is as any other. */
function toldKind({ change }: GroupedEdge): ChangeKind | undefined {
  return change === undefined || isTold(change) ? change?.kind : 'same';
}

function changePlace(change: ChangeKind | undefined): number {
  return change === undefined ? 0 : changeRank(change);
}

/** Whether it stands for this end alone. */
function isNodeOf(node: string, { key }: End): boolean {
  return node === key || node === `callers:${key}` || node === `callees:${key}`;
}

const MOST_NODES = 2 ** 24;

/** At most `most`, the heaviest in powers of two. Those that are shown already give way last. */
function heaviest(
  lines: readonly Line[],
  most: number,
  sizeOf: (line: Line) => number,
  isShown: (line: Line) => boolean,
): { readonly kept: readonly Line[]; readonly left: readonly Line[] } {
  if (lines.length <= most) return { kept: lines, left: [] };
  const buckets = new Map<number, Line[]>();
  for (const line of lines) {
    const size = powerOfTwo(sizeOf(line)) + (isShown(line) ? STAYING_BONUS : 0);
    const bucket = (VERDICTS_WORST_FIRST.length - verdictRank(line.verdict)) * LARGEST_SIZE + size;
    const known = buckets.get(bucket);
    if (known === undefined) buckets.set(bucket, [line]);
    else known.push(line);
  }
  const kept: Line[] = [];
  const left: Line[] = [];
  for (const bucket of [...buckets.keys()].sort((a, b) => b - a)) {
    const room = most - kept.length;
    let some = buckets.get(bucket) ?? [];
    // Names decide only where the limit runs through equals.
    if (room > 0 && some.length > room) some = some.toSorted((a, b) => compareText(a.key, b.key));
    for (const [place, line] of some.entries()) (place < room ? kept : left).push(line);
  }
  return { kept, left };
}

const LARGEST_SIZE = 64;

function inOrder(line: Line): Line {
  return line.members.length === 1 ? line : { ...line, members: worstFirst(line.members) };
}

/** Among equals, in the order in which they were found, which does not change from tick to tick. */
function worstFirst(members: readonly GroupedEdge[]): GroupedEdge[] {
  const ranked = members.map((edge) => ({
    edge,
    rank: verdictRank(edge.verdict) * LARGEST_SIZE - powerOfTwo(severity(edge.verdict, edge.figures)),
  }));
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked.map(({ edge }) => edge);
}

function listIn(lists: Map<string, GroupedEdge[]>, key: string): GroupedEdge[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const list: GroupedEdge[] = [];
  lists.set(key, list);
  return list;
}
