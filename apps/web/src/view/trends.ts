import type { Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import { listMember, member, numberMember, textMember } from '../base/json-member.ts';

export const TREND_COLUMNS = ['attempts', 'denied', 'audited', 'failed', 'dropped_flows'] as const;
export type TrendColumn = (typeof TREND_COLUMNS)[number];

/** The last 15 minutes of one edge between identities. */
export interface TrendEdge {
  /** `SOURCE|DESTINATION|PORT|PROTOCOL` */
  readonly key: string;
  readonly source: TrendEnd;
  readonly destination: TrendEnd;
  readonly port: number;
  /** By column, step by step. */
  readonly columns: Readonly<Record<TrendColumn, readonly number[]>>;
  readonly firstTroubleMs: number;
  /** When the last ten seconds with trouble began; 0 for none. */
  readonly lastTroubleMs: number;
}

/** Hostile text. */
export interface TrendEnd {
  readonly namespace: string;
  readonly name: string;
}

/** What `GET /api/v1/trends` told. */
export interface Trends {
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly stepSeconds: number;
  /** Edges with trouble that did not fit into the answer. */
  readonly leftOut: number;
  readonly edges: ReadonlyMap<string, TrendEdge>;
}

/** What is missing from the answer is as if it were not there. */
export function parseTrends(answer: unknown): Trends {
  const window = member(answer, 'window');
  const ends = new Map(listMember(answer, 'nodes').map((node) => [textMember(node, 'key'), trendEnd(node)]));
  const edges = new Map<string, TrendEdge>();
  for (const row of listMember(answer, 'edges')) {
    const edge = trendEdge(row, ends);
    edges.set(edge.key, edge);
  }
  return {
    sinceMs: timeMember(window, 'since'),
    untilMs: timeMember(window, 'until'),
    stepSeconds: numberMember(answer, 'step_seconds'),
    leftOut: numberMember(answer, 'left_out'),
    edges,
  };
}

function trendEdge(row: unknown, ends: ReadonlyMap<string, TrendEnd>): TrendEdge {
  const [source, destination] = [textMember(row, 'source'), textMember(row, 'destination')];
  const port = numberMember(row, 'port');
  const column = (name: TrendColumn): readonly number[] =>
    listMember(row, name).map((figure) => (typeof figure === 'number' ? figure : 0));
  return {
    key: `${source}|${destination}|${port}|${textMember(row, 'protocol')}`,
    source: ends.get(source) ?? { namespace: '', name: source },
    destination: ends.get(destination) ?? { namespace: '', name: destination },
    port,
    columns: {
      attempts: column('attempts'),
      denied: column('denied'),
      audited: column('audited'),
      failed: column('failed'),
      dropped_flows: column('dropped_flows'),
    },
    firstTroubleMs: timeMember(row, 'first_trouble'),
    lastTroubleMs: timeMember(row, 'last_trouble'),
  };
}

function trendEnd(node: unknown): TrendEnd {
  const [first] = listMember(node, 'names');
  const name = typeof first === 'string' ? [first] : [];
  const key = textMember(node, 'key');
  return trendEndOf({
    key,
    namespace: textMember(node, 'namespace'),
    workload: textMember(node, 'workload'),
    names: name,
  });
}

/** What trends call a vertex. */
export function trendEndOf({ key, namespace, workload, names }: NamedVertex): TrendEnd {
  return { namespace, name: workload || names[0] || key.slice(key.indexOf(':') + 1) };
}

type NamedVertex = Pick<Vertex, 'key' | 'namespace' | 'workload' | 'names'>;

/** 0 for no time. */
function timeMember(value: unknown, name: string): number {
  const ms = Date.parse(textMember(value, name));
  return Number.isNaN(ms) ? 0 : ms;
}
