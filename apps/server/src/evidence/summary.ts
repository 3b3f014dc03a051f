import { dropReasonName, protocolName } from '@orrery/flow/hubble-names';
import { FIGURE, type GraphView } from '../aggregate/graph-view.ts';
import type { Coverage } from '../history/past-store.ts';
import type { BundleAsk, ToldCompleteness } from './bundle-ask.ts';
import { FIGURE_COLUMNS, timeText, troubleOf, type ChosenEdge, type EdgeSums } from './edge-rows.ts';
import type { FlowTally } from './flow-lines.ts';
import { code, counted, table } from './markdown.ts';

export interface Summarised {
  readonly graph: GraphView;
  readonly chosen: readonly ChosenEdge[];
  readonly sums: EdgeSums;
  readonly tally: FlowTally;
  readonly coverage: Coverage;
  readonly completeness: ToldCompleteness;
}

const MOST_PAIRS = 200;
const MOST_GAPS = 200;

/** `summary.md`: what a reader wants to know first. */
export function* summaryLines(ask: BundleAsk, told: Summarised): Generator<string> {
  const { range, canonical, askedMs, askedFrom } = ask;
  const { sums, chosen } = told;
  yield '# Evidence of network flows\n\n';
  yield `- Range: ${timeText(range.from * 1000)} to ${timeText(range.to * 1000)}, ${counted(range.to - range.from, 'second')}\n`;
  yield `- Query: ${canonical === '' ? 'none, everything' : code(canonical)}\n`;
  yield `- Made: ${timeText(askedMs)}, for ${code(askedFrom)}\n`;
  yield `- Complete: ${percent(told.completeness.share)}\n\n`;

  yield '## Totals\n\n';
  const shown = FIGURE_COLUMNS.filter(({ figure }) => sums.figures[figure] > 0);
  yield `${counted(sums.flows, 'flow')} on ${counted(sums.edges, 'edge')}. Flows are events; attempts are counted once.\n\n`;
  if (shown.length > 0) {
    const rows = shown.map(({ name, figure }) => [
      name.replaceAll('_', ' '),
      sums.figures[figure].toLocaleString('en-US'),
    ]);
    yield table(['figure', 'count'], rows);
    yield '\n';
  }

  const troubled = chosen.filter(({ figures }) => troubleOf(figures) > 0 || figures[FIGURE.dropped] > 0);
  yield `## Denied and audited, worst first\n\n`;
  if (troubled.length === 0) yield 'Nothing was denied or audited.\n\n';
  else yield* pairTable(told.graph, troubled);

  yield '## Completeness\n\n';
  for (const reason of told.completeness.reasons) yield `- ${code(reason)}\n`;
  if (told.completeness.reasons.length === 0) yield '- Nothing is known to be missing.\n';
  yield `- ${flowsWords(told.tally)}\n\n`;
  yield* gapList(told.coverage);
  yield 'How to check: `npm run verify -- BUNDLE.zip`, or `sha256sum -c SHA256SUMS` beside the unpacked files.\n';
  yield 'How to replay: `hubble observe --input-file flows.ndjson`.\n';
}

function* pairTable(graph: GraphView, troubled: readonly ChosenEdge[]): Generator<string> {
  const rows = troubled.slice(0, MOST_PAIRS).map(({ edge, figures }) => {
    const { edges } = graph;
    const causes = edges.causes(edge);
    const reasons = new Set(causes.map(({ dropReason, kind }) => dropReasonName(dropReason) ?? kind));
    const policies = new Set(causes.flatMap((cause) => cause.policies));
    return [
      code(nameOf(graph, edges.source(edge))),
      code(nameOf(graph, edges.destination(edge))),
      `${edges.port(edge)}/${protocolName(edges.protocol(edge))}`,
      String(figures[FIGURE.deniedAttempts] + figures[FIGURE.httpDenied] + figures[FIGURE.dnsDenied]),
      String(figures[FIGURE.auditedAttempts]),
      String(figures[FIGURE.dropped]),
      [...reasons].map(code).join(' ') || '-',
      [...policies].map(code).join(' ') || '-',
    ];
  });
  yield table(
    ['from', 'to', 'port', 'denied attempts', 'audited attempts', 'dropped flows', 'reason', 'policies'],
    rows,
  );
  if (troubled.length > MOST_PAIRS) yield `\n${counted(troubled.length - MOST_PAIRS, 'pair')} more in edges.csv.\n`;
  yield '\n';
}

function nameOf(graph: GraphView, index: number): string {
  const { key, namespace, workload, names } = graph.vertex(index);
  if (workload !== '') return namespace === '' ? workload : `${namespace}/${workload}`;
  return names[0] ?? key;
}

function* gapList({ gaps }: Coverage): Generator<string> {
  if (gaps.length === 0) return;
  yield '## Gaps\n\n';
  for (const { fromMs, toMs, what, why } of gaps.slice(0, MOST_GAPS)) {
    yield `- ${timeText(fromMs) || 'the beginning'} to ${timeText(toMs)}: ${what.replaceAll('-', ' ')}, ${code(why)}\n`;
  }
  if (gaps.length > MOST_GAPS) yield `- ${gaps.length - MOST_GAPS} more in completeness.json\n`;
  yield '\n';
}

function flowsWords({ written, evidence, sampledOneIn, leftOut }: FlowTally): string {
  const sample = written - evidence;
  const words = [
    `${counted(written, 'flow is', 'flows are')} written in full: ${evidence.toLocaleString('en-US')} as evidence`,
    sampledOneIn > 1
      ? `${sample.toLocaleString('en-US')} of the rest, at least one of ${sampledOneIn.toLocaleString('en-US')}`
      : `${sample.toLocaleString('en-US')} others`,
  ];
  return `${words.join(', ')}.${leftOut > 0 ? ' More did not find room in this bundle.' : ''}`;
}

/** Never 100 % when something is missing. */
function percent(share: number): string {
  return share >= 1 ? '100 %' : `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`;
}
