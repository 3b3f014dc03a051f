import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

import { Counter, Gauge, Registry } from 'prom-client';

import { historyFamilies } from './history-metrics.ts';
import { counter, gauge, type Family } from './metric-family.ts';
import type { RouteContext } from './route.ts';
import { lostSourceName } from '@orrery/flow/hubble-names';

/** What Prometheus is told. Everything is read at the moment of the scrape; nothing is counted twice. */
export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** Stops measuring the event loop. */
  close(): void;
}

/** No label holds anything that a flow said: relays, states and reasons are few and known beforehand. */
export function createMetrics(context: RouteContext, refusedReads: () => number): Metrics {
  const registry = new Registry();
  const loopDelay = monitorEventLoopDelay({ resolution: 10 });
  loopDelay.enable();
  for (const family of [...flowFamilies(context), ...relayFamilies(context), ...graphFamilies(context)]) {
    register(registry, family);
  }
  for (const family of [...processFamilies(context, loopDelay), ...doorFamilies(context, refusedReads)]) {
    register(registry, family);
  }
  for (const family of historyFamilies(context.past)) register(registry, family);
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    close: () => loopDelay.disable(),
  };
}

function register(registry: Registry, family: Family): void {
  const labelNames = family.labels ?? [];
  const shape = { name: `orrery_${family.name}`, help: family.help, labelNames, registers: [registry] };
  const metric: { reset(): void; inc(labels: Record<string, string>, value: number): void } =
    family.kind === 'counter'
      ? new Counter({ ...shape, collect: () => fill() })
      : new Gauge({ ...shape, collect: () => fill() });
  const fill = (): void => {
    const figures = family.read();
    metric.reset();
    if (typeof figures === 'number') metric.inc({}, figures);
    else {
      for (const row of figures) {
        const labels = Object.fromEntries(labelNames.map((label, column) => [label, String(row[column])]));
        metric.inc(labels, Number(row[row.length - 1]));
      }
    }
  };
}

function flowFamilies({ ledger }: RouteContext): Family[] {
  return [
    counter('flows_received_total', 'Flows that arrived.', () => ledger.total().received),
    counter('flows_counted_total', 'Flows that were counted.', () => ledger.total().counted),
    counter('flows_duplicate_total', 'Flows that had arrived before.', () => ledger.total().duplicate),
    counter('flows_undecodable_total', 'Messages that could not be decoded.', () => ledger.total().undecodable),
    {
      ...counter('flows_dropped_total', 'Flows that this server dropped.', () => ledger.total().dropped),
      labels: ['reason'],
    },
    gauge('flows_per_second', 'Flows that arrive, mean over ten seconds.', () => ledger.flowsPerSecond()),
    {
      ...counter('upstream_lost_events_total', 'Events that agents and relays say they lost.', () => {
        const sums = new Map<string, number>();
        for (const view of ledger.lost().values()) {
          for (const [source, count] of view.bySource) {
            sums.set(lostSourceName(source), (sums.get(lostSourceName(source)) ?? 0) + count);
          }
        }
        return sums;
      }),
      labels: ['source'],
    },
  ];
}

function relayFamilies(context: RouteContext): Family[] {
  const perRelay = (figure: (source: ReturnType<RouteContext['sources']>[number]) => number) => () =>
    context.sources().map((source) => [source.name, figure(source)] as const);
  return [
    {
      ...gauge(
        'relay_connected',
        '1 while the relay is connected.',
        perRelay((s) => Number(s.state === 'connected')),
      ),
      labels: ['relay'],
    },
    {
      ...counter(
        'relay_reconnects_total',
        'Times that the relay was connected anew.',
        perRelay((s) => s.reconnects),
      ),
      labels: ['relay'],
    },
    {
      ...gauge(
        'relay_last_message_timestamp_seconds',
        'When the relay was last heard, by our clock.',
        perRelay((s) => s.lastHeardMs / 1000),
      ),
      labels: ['relay'],
    },
    {
      ...gauge('relay_nodes', 'Nodes that the relay told of, by their state.', () =>
        context.sources().flatMap((source) =>
          NODE_STATES.map((state) => {
            return [source.name, state, source.nodes.filter((node) => node.state === state).length] as const;
          }),
        ),
      ),
      labels: ['relay', 'state'],
    },
  ];
}

const NODE_STATES = ['connected', 'unavailable', 'gone', 'error', 'unknown'] as const;

function graphFamilies({ graph, kept, l7 }: RouteContext): Family[] {
  return [
    gauge('edges', 'Rows of the edge table in use.', () => graph.edges.size),
    gauge('vertices', 'Ends of edges that are known.', () => graph.vertexCount()),
    counter('edges_folded_total', 'Edges that were folded into "other".', () => graph.foldedEdges),
    counter('http_routes_folded_total', 'HTTP routes that were folded into "other".', () => l7.foldedRoutes),
    counter('dns_names_folded_total', 'DNS names that were folded into "other".', () => l7.foldedNames),
    gauge('kept_flows', 'Flows that are kept whole.', () => kept.keptFlows),
    gauge('kept_flow_bytes', 'Bytes of the flows that are kept whole.', () => kept.keptBytes),
    {
      ...gauge('kept_flows_sampled_one_in', 'Of so many flows one is kept in the ring of the newest.', () =>
        Object.entries(kept.keptOneIn),
      ),
      labels: ['kind'],
    },
  ];
}

function doorFamilies({ live, flows }: RouteContext, refusedReads: () => number): Family[] {
  return [
    gauge('ws_clients', 'Open WebSockets.', () => live.stats().sockets),
    gauge('ws_views', 'Distinct views that WebSockets look at.', () => live.stats().views),
    gauge('ws_behind', 'WebSockets that wait for room.', () => live.stats().behind),
    gauge('ws_buffered_bytes', 'Bytes that wait in WebSockets.', () => live.stats().bufferedBytes),
    counter('ws_sent_bytes_total', 'Bytes that were sent over WebSockets.', () => live.stats().bytesSent),
    { ...counter('ws_terminated_total', 'WebSockets that we ended.', () => live.stats().ended), labels: ['reason'] },
    { ...counter('ws_refused_total', 'Upgrades that we refused.', () => live.stats().refused), labels: ['reason'] },
    gauge('flow_sockets', 'Open WebSockets that follow single flows.', () => flows.stats().sockets),
    counter('flow_sent_total', 'Flows that were sent to those who follow.', () => flows.stats().flowsSent),
    counter('flow_left_out_total', 'Flows that were left out for those who follow, as too many came.', () => {
      return flows.stats().flowsLeftOut;
    }),
    {
      ...counter('flow_sockets_terminated_total', 'Such WebSockets that we ended.', () => flows.stats().ended),
      labels: ['reason'],
    },
    {
      ...counter('flow_sockets_refused_total', 'Such upgrades that we refused.', () => flows.stats().refused),
      labels: ['reason'],
    },
    counter('http_reads_refused_total', 'Large reads that were refused while too many ran.', refusedReads),
  ];
}

function processFamilies(context: RouteContext, loopDelay: IntervalHistogram): Family[] {
  return [
    { ...gauge('build_info', 'Which program this is.', () => [[context.version, 1] as const]), labels: ['version'] },
    gauge('start_timestamp_seconds', 'When this server started.', () => context.listening.startedMs / 1000),
    gauge('resident_memory_bytes', 'Memory that the process occupies.', () => process.memoryUsage.rss()),
    counter('cpu_seconds_total', 'Processor time that the process used.', () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    }),
    gauge('eventloop_lag_seconds', '99th percentile of the lag of the event loop since the last scrape.', () => {
      const lag = loopDelay.percentile(99) / 1e9;
      loopDelay.reset();
      return Number.isFinite(lag) ? lag : 0;
    }),
  ];
}
