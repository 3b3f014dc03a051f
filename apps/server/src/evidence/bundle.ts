import type { Writable } from 'node:stream';
import type { BundleAsk, BundleSource, ToldCompleteness } from './bundle-ask.ts';
import { FILES } from './bundle-ask.ts';
import type { NodeHeard } from '../history/heard.ts';
import type { FlowCounts } from '../history/past-flows.ts';
import { PastL7 } from '../history/past-l7.ts';
import type { Coverage } from '../history/past-store.ts';
import { chooseEdges, edgeLines, FIGURE_COLUMNS, sumEdges, timeText, type EdgeSums } from './edge-rows.ts';
import { emptyTally, flowLines, type FlowTally } from './flow-lines.ts';
import { dnsLines, httpLines } from './l7-rows.ts';
import { ChainCheck, ledgerLines } from './ledger-lines.ts';
import { FORMAT, FORMAT_VERSION, manifestFile, sumLine, type Manifest } from './manifest.ts';
import { summaryLines } from './summary.ts';
import { writeZip, type BundleFile, type WrittenFile } from './zip-stream.ts';

/** What a bundle turned out to hold. */
export interface BundleSums {
  readonly flows: number;
  readonly keptFlows: number;
  readonly completeness: number;
}

/**
 * Writes the evidence of a range as a zip, piece by piece, at the pace of whoever takes it:
 *
 *     tables, single flows, chain ──► completeness, summary ──► manifest ──► SHA256SUMS
 */
export async function writeBundle(
  source: BundleSource,
  ask: BundleAsk,
  out: Writable,
  signal: AbortSignal,
): Promise<BundleSums> {
  const { store } = source;
  const { range } = ask;
  const [graph, coverage, nodes, http, dns, counts] = await Promise.all([
    store.readGraph(range),
    store.readCoverage(range),
    store.readNodes(range),
    store.readHttp(range),
    store.readDns(range),
    store.readFlowCounts(range),
  ]);
  const l7 = new PastL7(graph, http, dns);
  const chosen = await chooseEdges(graph, ask.filter, range);
  const sums = sumEdges(chosen);
  const completeness = ask.completenessOf(coverage, sums.flows);
  const tally = emptyTally();
  const chain = new ChainCheck();
  const written: WrittenFile[] = [];
  const files: BundleFile[] = [
    { name: FILES.edges, lines: () => edgeLines(graph, chosen) },
    { name: FILES.http, lines: () => httpLines(graph, l7, ask.query) },
    { name: FILES.dns, lines: () => dnsLines(graph, l7, ask.query) },
    { name: FILES.flows, lines: () => flowLines(source, ask, tally) },
    { name: FILES.ledger, lines: () => ledgerLines(store.readLedger(range), chain) },
    {
      name: FILES.completeness,
      lines: () => [json(completenessJson(ask, { sums, coverage, completeness, tally, nodes, counts }))],
    },
    { name: FILES.summary, lines: () => summaryLines(ask, { graph, chosen, sums, tally, coverage, completeness }) },
    { name: FILES.manifest, lines: () => [json(manifestOf(source, ask, sums, tally, chain, written))] },
    { name: FILES.sums, lines: () => written.map(sumLine) },
  ];
  await writeZip(files, written, ask.askedMs, out, signal);
  return { flows: sums.flows, keptFlows: tally.written, completeness: completeness.share };
}

function manifestOf(
  { version }: BundleSource,
  { range, canonical, askedMs, askedFrom }: BundleAsk,
  sums: EdgeSums,
  tally: FlowTally,
  chain: ChainCheck,
  written: readonly WrittenFile[],
): Manifest {
  const figures = FIGURE_COLUMNS.map(({ name, figure }) => [name, sums.figures[figure]] as const);
  return {
    format: FORMAT,
    format_version: FORMAT_VERSION,
    made_at: timeText(askedMs),
    made_by: `orrery ${version}`,
    asked: { query: canonical, from: askedFrom },
    range: rangeJson(range),
    totals: { edges: sums.edges, figures: Object.fromEntries(figures), flows_written: tally.written },
    ledger: chain.told(),
    files: written.map(manifestFile),
  };
}

interface Told {
  readonly sums: EdgeSums;
  readonly coverage: Coverage;
  readonly completeness: ToldCompleteness;
  readonly tally: FlowTally;
  readonly nodes: readonly NodeHeard[];
  readonly counts: FlowCounts;
}

/** `completeness.json`: what is known to be missing, of the range, of single flows, and of each node. */
function completenessJson({ range }: BundleAsk, { sums, coverage, completeness, tally, nodes, counts }: Told): object {
  return {
    range: rangeJson(range),
    share: completeness.share,
    reasons: completeness.reasons,
    covered_seconds: coverage.coveredSeconds,
    lost_events: coverage.lostEvents,
    flows: {
      counted: sums.flows,
      written: tally.written,
      evidence: tally.evidence,
      sampled_one_in: tally.sampledOneIn,
      left_out: tally.leftOut > 0 ? 'more flows than this bundle may hold' : null,
      evidence_over_cap: counts.overCap,
    },
    nodes: nodes.map(nodeJson),
    gaps: coverage.gaps.map(({ fromMs, toMs, what, why }) => ({
      from: timeText(fromMs) || null,
      to: timeText(toMs),
      what,
      why,
    })),
  };
}

function nodeJson({ node, seconds, missingSeconds, lost, ...messages }: NodeHeard): object {
  const { received, counted, duplicate, undecodable, dropped } = messages;
  return {
    node,
    known_seconds: seconds,
    missing_seconds: missingSeconds,
    messages: { received, counted, duplicate, undecodable, dropped },
    lost_events: [...lost.values()].reduce((sum, events) => sum + events, 0),
  };
}

function rangeJson({ from, to }: BundleAsk['range']): Manifest['range'] {
  return { since: timeText(from * 1000), until: timeText(to * 1000), seconds: to - from };
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
