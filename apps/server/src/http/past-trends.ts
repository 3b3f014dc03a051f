import { FIGURE_COUNT, type EdgeIndex, type GraphView, type SecondRange } from '../aggregate/graph-view.ts';
import type { PastStore } from '../history/past-store.ts';
import type { FigureReader } from './edge-trend.ts';
import type { PastDoor } from './http-deps.ts';
import { storeAway } from './past-graph.ts';
import { badRequest, RequestError } from './request-error.ts';
import { runInSlices, type Turn } from './slices.ts';
import { chosenEdges, toldTrends, type TrendsAnswer, type TrendsQuestion } from './trends-answer.ts';

/** What is asked, whenever it was. */
export type TrendsWish = Pick<TrendsQuestion, 'query' | 'addresses' | 'limit'>;

export interface ToldTrends {
  /** Whole steps. */
  readonly range: SecondRange;
  readonly stepSeconds: number;
  readonly answer: TrendsAnswer;
}

/** Bars of a small picture. */
const MOST_STEPS = 30;
const STEPS_SECONDS = [10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 86_400, 172_800, 604_800];

/** What edges did in a range of the history, step by step. */
export async function pastTrends(
  past: PastDoor | undefined,
  asked: SecondRange,
  wish: TrendsWish,
  turn: Turn,
): Promise<ToldTrends> {
  if (past === undefined)
    throw new RequestError(404, 'no_history', 'this server writes no history; start it with --store');
  const { store, writtenTo } = past;
  const { range, stepSeconds } = trendSteps(asked, writtenTo);
  const question: TrendsQuestion = { ...wish, range, stepSeconds };
  const graph = await storeAway(() => store.readGraph(range));
  const chosen = await runInSlices(chosenEdges(graph, question), turn);
  const edges = chosen.rows.map(({ edge }) => edge);
  const names = edges.map((edge) => nameOf(graph, edge));
  const steps = await storeAway(() => store.readEdgeSteps(range, stepSeconds, names));
  const figures = new SteppedFigures(graph, question, edges, steps);
  return { range, stepSeconds, answer: await runInSlices(toldTrends(graph, question, chosen, figures), turn) };
}

/** The steps in which a range is told: whole ones, as far as it is written. */
export function trendSteps(asked: SecondRange, writtenTo: number): Pick<ToldTrends, 'range' | 'stepSeconds'> {
  const stepSeconds = stepOf(asked);
  const to = Math.min(asked.to, Math.max(asked.from + stepSeconds, writtenTo));
  const from = asked.from - (asked.from % stepSeconds);
  return { range: { from, to: Math.ceil(to / stepSeconds) * stepSeconds }, stepSeconds };
}

type Steps = Awaited<ReturnType<PastStore['readEdgeSteps']>>;
type EdgeName = Parameters<PastStore['readEdgeSteps']>[2][number];

/** Figures that are known by steps, and of the whole range. */
class SteppedFigures implements FigureReader {
  readonly fineSeconds: number;
  readonly #graph: GraphView;
  readonly #range: SecondRange;
  readonly #steps = new Map<EdgeIndex, Steps[number][]>();

  constructor(graph: GraphView, { range, stepSeconds }: TrendsQuestion, edges: readonly EdgeIndex[], steps: Steps) {
    this.#graph = graph;
    this.#range = range;
    this.fineSeconds = stepSeconds;
    const byName = new Map(edges.map((edge) => [textOf(nameOf(graph, edge)), edge]));
    for (const step of steps) {
      const edge = byName.get(textOf(step));
      if (edge === undefined) continue;
      const known = this.#steps.get(edge);
      if (known === undefined) this.#steps.set(edge, [step]);
      else known.push(step);
    }
  }

  readFigures(edge: EdgeIndex, range: SecondRange, out: Float64Array): void {
    if (range.from <= this.#range.from && range.to >= this.#range.to) {
      this.#graph.edges.readFigures(edge, range, out);
      return;
    }
    out.fill(0);
    for (const { at, figures } of this.#steps.get(edge) ?? []) {
      if (at < range.from || at >= range.to) continue;
      for (let figure = 0; figure < FIGURE_COUNT; figure += 1) out[figure] += figures[figure] ?? 0;
    }
  }
}

function nameOf(graph: GraphView, edge: EdgeIndex): EdgeName {
  const { edges } = graph;
  return {
    source: graph.vertex(edges.source(edge)).key,
    destination: graph.vertex(edges.destination(edge)).key,
    port: edges.port(edge),
    protocol: edges.protocol(edge),
  };
}

function textOf({ source, destination, port, protocol }: EdgeName): string {
  return JSON.stringify([source, destination, port, protocol]);
}

function stepOf({ from, to }: SecondRange): number {
  const step = STEPS_SECONDS.find((seconds) => (to - from) / seconds <= MOST_STEPS);
  if (step === undefined) throw badRequest('bad_range', 'the range is longer than 200 days; ask for less');
  return step;
}
