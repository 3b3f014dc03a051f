import { dropReasonName, protocolName } from '@orrery/flow/hubble-names';
import type { EdgeFilter } from '@orrery/query/match-edge';
import {
  FIGURE,
  FIGURE_COUNT,
  VERDICT_COUNT,
  type Cause,
  type EdgeIndex,
  type Figure,
  type GraphView,
  type SecondRange,
} from '../aggregate/graph-view.ts';
import { edgeFacts } from '../publish/filter-answers.ts';
import { Breath } from './breath.ts';
import { csvLine } from './csv.ts';

/** An edge that the question selects, with the figures of the verdicts that it asks for. */
export interface ChosenEdge {
  readonly edge: EdgeIndex;
  readonly figures: Float64Array;
}

/** Sums over the edges of a bundle. */
export interface EdgeSums {
  readonly edges: number;
  /** FIGURE_COUNT of them. */
  readonly figures: Float64Array;
  /** By any verdict. */
  readonly flows: number;
}

/** Those with the most denied attempts first, then those with the most flows. */
export async function chooseEdges(graph: GraphView, filter: EdgeFilter, range: SecondRange): Promise<ChosenEdge[]> {
  const breath = new Breath();
  const chosen: ChosenEdge[] = [];
  for (let edge = 0; edge < graph.edges.size; edge += 1) {
    await breath.take();
    if (!graph.edges.isLive(edge) || !filter.matches(edgeFacts(graph, edge))) continue;
    const figures = new Float64Array(FIGURE_COUNT);
    graph.edges.readFigures(edge, range, figures);
    for (let verdict = 0; verdict < VERDICT_COUNT; verdict += 1) {
      if (filter.verdicts !== undefined && !filter.verdicts.has(verdict)) figures[verdict] = 0;
    }
    if (flowsOf(figures) > 0) chosen.push({ edge, figures });
  }
  return chosen.sort((a, b) => troubleOf(b.figures) - troubleOf(a.figures) || flowsOf(b.figures) - flowsOf(a.figures));
}

export function sumEdges(chosen: readonly ChosenEdge[]): EdgeSums {
  const figures = new Float64Array(FIGURE_COUNT);
  for (const one of chosen) for (let i = 0; i < FIGURE_COUNT; i += 1) figures[i] += one.figures[i];
  return { edges: chosen.length, figures, flows: flowsOf(figures) };
}

export function flowsOf(figures: Float64Array): number {
  let sum = 0;
  for (let verdict = 0; verdict < VERDICT_COUNT; verdict += 1) sum += figures[verdict];
  return sum;
}

/** Denied, audited and refused attempts. */
export function troubleOf(figures: Float64Array): number {
  return TROUBLE.reduce((sum, figure) => sum + figures[figure], 0);
}

const TROUBLE = [FIGURE.deniedAttempts, FIGURE.auditedAttempts, FIGURE.httpDenied, FIGURE.dnsDenied] as const;

/** Columns of figures: verdicts count flows, the others attempts. */
export const FIGURE_COLUMNS: readonly { readonly name: string; readonly figure: Figure }[] = (
  Object.keys(FIGURE) as (keyof typeof FIGURE)[]
).map((name) => {
  const words = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return { name: FIGURE[name] < VERDICT_COUNT ? `flows_${words}` : words, figure: FIGURE[name] };
});

const END = ['', '_kind', '_namespace', '_workload', '_names', '_labels'];
const HEAD = [
  ...END.map((part) => `source${part}`),
  ...END.map((part) => `destination${part}`),
  'port',
  'protocol',
  ...FIGURE_COLUMNS.map(({ name }) => name),
  'drop_reasons',
  'denied_by',
  'audited_by',
  'allowed_by',
  'first_seen',
  'last_seen',
];

/** `edges.csv`: one line an edge. */
export async function* edgeLines(graph: GraphView, chosen: readonly ChosenEdge[]): AsyncGenerator<string> {
  const breath = new Breath();
  yield csvLine(HEAD);
  for (const { edge, figures } of chosen) {
    await breath.take();
    const { edges } = graph;
    const causes = edges.causes(edge);
    yield csvLine([
      ...endCells(graph, edges.source(edge)),
      ...endCells(graph, edges.destination(edge)),
      edges.port(edge),
      protocolName(edges.protocol(edge)),
      ...FIGURE_COLUMNS.map(({ figure }) => figures[figure]),
      joined(causes.map(({ dropReason }) => dropReasonName(dropReason) ?? '')),
      joined(policiesOf(causes, (kind) => kind !== 'audited')),
      joined(policiesOf(causes, (kind) => kind === 'audited')),
      joined(edges.allowedBy(edge)),
      timeText(edges.firstSeenMs(edge)),
      timeText(edges.lastSeenMs(edge)),
    ]);
  }
}

function endCells(graph: GraphView, index: number): string[] {
  const { key, kind, namespace, workload, names, labels } = graph.vertex(index);
  return [key, kind, namespace, workload, joined(names), joined(labels)];
}

function policiesOf(causes: readonly Cause[], isAsked: (kind: Cause['kind']) => boolean): string[] {
  return causes.filter(({ kind }) => isAsked(kind)).flatMap(({ policies }) => policies);
}

function joined(texts: readonly string[]): string {
  return [...new Set(texts.filter((text) => text !== ''))].join(' ');
}

export function timeText(ms: number): string {
  return ms > 0 && ms <= 8.64e15 ? new Date(ms).toISOString() : '';
}
