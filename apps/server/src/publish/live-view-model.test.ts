import { expect, test } from 'vitest';
import { FIGURE, VERDICT_COUNT, type Vertex } from '../aggregate/graph-view.ts';
import { DrawnGraph } from './testing/drawn-graph.ts';
import type { PageState } from './testing/page-state.ts';
import { randomFrom } from './testing/random.ts';
import { watching, type Watcher } from './testing/watch.ts';
import { windowRange } from './window-figures.ts';

/** Queries with what they mean, said once more and as simply as possible. */
const QUERIES: readonly {
  readonly query: string;
  readonly matches: (ends: Vertex[], port: number) => boolean;
  readonly verdict?: number;
}[] = [
  { query: '', matches: () => true },
  { query: 'namespace:a', matches: (ends) => ends.some(({ namespace }) => namespace === 'a') },
  { query: '-namespace:b', matches: (ends) => !ends.some(({ namespace }) => namespace === 'b') },
  { query: 'verdict:DROPPED', matches: () => true, verdict: FIGURE.dropped },
  {
    query: 'workload:w1,renamed',
    matches: (ends) => ends.some(({ workload }) => workload === 'w1' || workload === 'renamed'),
  },
  { query: 'to-port:81 verdict:FORWARDED', matches: (_, port) => port === 81, verdict: FIGURE.forwarded },
];
const WINDOWS = [60, 300];

for (const seed of [1, 2, 3, 4, 5]) {
  test(`[PUB-10] snapshot and patches always add up to what a naive count says, seed ${seed}`, () => {
    const random = randomFrom(seed);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)];
    const graph = new DrawnGraph();
    const { watch, tickAt, views } = watching(graph);
    const pages: { watcher: Watcher; query: (typeof QUERIES)[number]; windowSeconds: number }[] = [];
    let second = 1000;

    for (let round = 0; round < 100; round += 1) {
      second += pick([0, 0.25, 0.25, 0.5, 1, 1, 3, 20, 70, -4]);
      for (let changes = Math.floor(random() * 4); changes > 0; changes -= 1)
        changeSomething(graph, second, pick, random);
      if (pages.length < 12 && random() < 0.4) {
        const [query, windowSeconds] = [pick(QUERIES), pick(WINDOWS)];
        pages.push({ watcher: watch(query.query, windowSeconds), query, windowSeconds });
      }
      if (pages.length > 4 && random() < 0.1) views.leave(pages.splice(1, 1)[0].watcher);
      tickAt(second);
      for (const { watcher, query, windowSeconds } of pages) {
        const where = `seed ${seed}, round ${round}, second ${second}, "${query.query}" over ${windowSeconds} s`;
        expect(watcher.state.drawing(), where).toEqual(naiveDrawing(graph, second, windowSeconds, query));
      }
      expectSameAsFreshPages(pages, watch, views, tickAt, second);
    }
  });
}

/** Pages that come now and get a snapshot know just what the others know. */
function expectSameAsFreshPages(
  pages: readonly { watcher: Watcher; query: { query: string }; windowSeconds: number }[],
  watch: (query: string, windowSeconds: number) => Watcher,
  views: { leave(watcher: Watcher): void },
  tickAt: (second: number) => void,
  second: number,
): void {
  const fresh = pages.map(({ query, windowSeconds }) => watch(query.query, windowSeconds));
  tickAt(second);
  for (const [at, { watcher }] of pages.entries()) {
    const other = fresh[at];
    expect(known(watcher.state)).toEqual(known(other.state));
    views.leave(other);
  }
}

function known({ edges, timeline, status, sequence, vertices }: PageState): unknown {
  const ends = new Set([...edges.values()].flatMap(({ source, destination }) => [source, destination]));
  return {
    sequence,
    timeline,
    status,
    edges: [...edges].toSorted(([a], [b]) => a - b),
    vertices: [...vertices].filter(([index]) => ends.has(index)).toSorted(([a], [b]) => a - b),
  };
}

function changeSomething(
  graph: DrawnGraph,
  second: number,
  pick: <Item>(items: readonly Item[]) => Item,
  random: () => number,
): void {
  const names = graph.edgeNames();
  if (names.length > 6 && random() < 0.1) {
    graph.fold(pick(names));
    return;
  }
  if (names.length > 0 && random() < 0.1) {
    graph.rename(pick(names).split(' ')[0] ?? '', pick(['renamed', 'w1', 'w2']));
    return;
  }
  const when = Math.floor(second - pick([0, 0, 0, 1, 2, 30, -1]));
  const [source, target] = [pick(NAMES), pick(NAMES)];
  const verdict = pick(['forwarded', 'forwarded', 'dropped', 'audit']);
  const extra = verdict === 'dropped' ? ` reason 133 policy ${pick(['a/p', 'b/q'])}` : ' connections 1';
  graph.draw(`${when}s ${source} -> ${target}:${pick([80, 81])} ${verdict} ${1 + Math.floor(random() * 5)}${extra}`);
}

const NAMES = ['a/w1', 'a/w2', 'b/w3', 'b/w1', 'x.com'];

function naiveDrawing(
  graph: DrawnGraph,
  second: number,
  windowSeconds: number,
  { matches, verdict }: (typeof QUERIES)[number],
): string[] {
  const { edges } = graph;
  const range = windowRange((second + 1_700_000_000) * 1000, windowSeconds, windowSeconds > 60 ? 10 : 1);
  const figures = new Float64Array(18);
  const lines: string[] = [];
  const names = Object.keys(FIGURE) as (keyof typeof FIGURE)[];
  for (let row = 0; row < edges.size; row += 1) {
    if (!edges.isLive(row)) continue;
    const ends = [graph.vertex(edges.source(row)), graph.vertex(edges.destination(row))];
    if (!matches(ends, edges.port(row))) continue;
    edges.readFigures(row, range, figures);
    const told = names.filter((name) => {
      const figure = FIGURE[name];
      if ((figures[figure] ?? 0) === 0 || verdict === undefined) return (figures[figure] ?? 0) > 0;
      return figure < VERDICT_COUNT ? figure === verdict : verdict === FIGURE.forwarded;
    });
    if (!told.some((name) => FIGURE[name] < VERDICT_COUNT)) continue;
    const [source, destination] = ends.map(({ key }) => key.replace(/^(default\/|fqdn:)/, ''));
    const words = told.map((name) => `${name} ${figures[FIGURE[name]]}`);
    lines.push([`${source} -> ${destination}:${edges.port(row)}`, ...words].join(' '));
  }
  return lines.toSorted();
}
