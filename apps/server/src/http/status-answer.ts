import { basename } from 'node:path';
import type { Conservation, LostView } from '../aggregate/graph-view.ts';
import { captureBounds, type CaptureReport } from '../evidence/capture.ts';
import type { NodeStatus, SourceStatus } from '../relay/source-status.ts';
import { countNodes } from '../publish/node-count.ts';
import type { HttpDeps, LiveStats } from './http-deps.ts';
import { lostSourceName } from '@orrery/flow/hubble-names';
import { timeText } from './time-range.ts';

/** Everything that says whether the picture can be trusted, at one moment. */
export function statusAnswer(deps: HttpDeps, startedMs: number): object {
  const nowMs = deps.clock.nowMs();
  const sources = deps.sources();
  const { known, reporting, missing } = countNodes(sources);
  return {
    version: deps.version,
    time: timeText(nowMs),
    started: timeText(startedMs),
    uptime_seconds: Math.max(0, Math.round((nowMs - startedMs) / 1000)),
    simulated: deps.config.relays.length === 0 && deps.opened === undefined,
    opened: deps.opened === undefined ? null : openedJson(deps.opened),
    sources: sources.map(sourceJson),
    flows_per_second: deps.ledger.flowsPerSecond(),
    conservation: conservationJson(deps.ledger.total()),
    lost: lostJson([...deps.ledger.lost().values()]),
    nodes_known: known,
    nodes_reporting: reporting,
    nodes_missing: missing,
    nodes: nodeRows(deps, sources),
    edges: {
      live: liveEdges(deps),
      folded: deps.graph.foldedEdges,
      vertices: deps.graph.vertexCount(),
      window_seconds: deps.graph.windowSeconds,
    },
    kept_flows: { flows: deps.kept.keptFlows, bytes: deps.kept.keptBytes, sampled_one_in: deps.kept.keptOneIn },
    live: liveJson(deps.live.stats()),
    store: { kind: deps.config.store.kind, ...(deps.past?.status() ?? { state: 'no history' }) },
  };
}

function openedJson(report: CaptureReport): object {
  const { file, flows, lostEvents, badLines, firstBad, leftOut } = report;
  const { fromMs, toMs } = captureBounds(report);
  return {
    file: basename(file),
    from: timeText(fromMs),
    to: timeText(toMs),
    flows,
    lost_events: lostEvents,
    bad_lines: badLines,
    first_bad: firstBad ?? null,
    left_out_lines: leftOut,
  };
}

function sourceJson(source: SourceStatus): object {
  return {
    name: source.name,
    state: source.state,
    since: timeText(source.sinceMs),
    retry_at: source.retryAtMs === undefined ? null : timeText(source.retryAtMs),
    error: source.error ?? null,
    version: source.version,
    reconnects: source.reconnects,
    last_heard: timeText(source.lastHeardMs),
    flows_per_second: source.flowsPerSecond,
    nodes: source.nodes.length,
  };
}

/** Nodes that flows came from or that a relay knows, by name. '' holds what could not be attributed. */
function nodeRows(deps: HttpDeps, sources: readonly SourceStatus[]): object[] {
  const told = new Map<string, { readonly source: string; readonly node: NodeStatus }>();
  for (const source of sources) {
    for (const node of source.nodes) told.set(node.name, { source: source.name, node });
  }
  const counted = deps.ledger.nodes();
  const lost = deps.ledger.lost();
  const names = [...new Set([...told.keys(), ...counted.keys(), ...lost.keys()])].sort();
  return names.map((name) => {
    const about = told.get(name);
    const counts = counted.get(name);
    const lostHere = lost.get(name);
    return {
      name,
      source: about?.source ?? null,
      state: about?.node.state ?? 'unknown',
      message: about?.node.message ?? '',
      version: about?.node.version ?? '',
      uptime_seconds: about === undefined ? null : Math.round(about.node.uptimeMs / 1000),
      seen_flows: about?.node.seenFlows ?? null,
      ...conservationJson(counts ?? NOTHING),
      late: counts?.late ?? 0,
      last_seen: timeText(counts?.lastSeenMs ?? 0),
      lost: lostJson(lostHere === undefined ? [] : [lostHere]),
    };
  });
}

const NOTHING: Conservation = { received: 0, counted: 0, duplicate: 0, undecodable: 0, dropped: new Map() };

function conservationJson(counts: Conservation): object {
  return {
    received: counts.received,
    counted: counts.counted,
    duplicate: counts.duplicate,
    undecodable: counts.undecodable,
    dropped: Object.fromEntries(counts.dropped),
  };
}

function lostJson(views: readonly LostView[]): object {
  const bySource = new Map<string, number>();
  let total = 0;
  for (const view of views) {
    for (const [source, count] of view.bySource) {
      total += count;
      bySource.set(lostSourceName(source), (bySource.get(lostSourceName(source)) ?? 0) + count);
    }
  }
  const firsts = views.map((view) => view.firstMs).filter((ms) => ms > 0);
  return {
    total,
    by_source: Object.fromEntries(bySource),
    first: timeText(firsts.reduce((least, ms) => Math.min(least, ms), Infinity)),
    last: timeText(views.reduce((most, view) => Math.max(most, view.lastMs), 0)),
  };
}

function liveEdges(deps: HttpDeps): number {
  const { edges } = deps.graph;
  let live = 0;
  for (let edge = 0; edge < edges.size; edge += 1) if (edges.isLive(edge)) live += 1;
  return live;
}

function liveJson(stats: LiveStats): object {
  return {
    sockets: stats.sockets,
    views: stats.views,
    behind: stats.behind,
    buffered_bytes: stats.bufferedBytes,
    frames_sent: stats.framesSent,
    bytes_sent: stats.bytesSent,
    ended: Object.fromEntries(stats.ended),
    refused: Object.fromEntries(stats.refused),
  };
}
