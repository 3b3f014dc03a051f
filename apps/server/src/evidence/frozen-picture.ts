import { gunzipSync, gzipSync } from 'node:zlib';
import { FIGURE_COUNT, type GraphView, type SecondRange } from '../aggregate/graph-view.ts';
import { graphOfRows, type CauseRow, type EdgeRow, type VertexRow } from '../history/graph-of-rows.ts';
import type { FrozenTrends } from './frozen-trends.ts';
import type { FlowCounts } from '../history/past-flows.ts';
import type { DnsPast, HttpPast } from '../history/past-l7.ts';
import type { Coverage } from '../history/past-store.ts';
import type { PastPicture } from '../publish/past-frame.ts';
import { Breath } from './breath.ts';

/** Everything that the page shows of a range, but single flows. */
export interface FrozenRange {
  readonly picture: PastPicture;
  readonly http: readonly HttpPast[];
  readonly dns: readonly DnsPast[];
  readonly coverage: Coverage;
  readonly counts: FlowCounts;
  readonly trends: FrozenTrends;
}

interface FrozenPicture extends Omit<PastPicture, 'graph'>, Omit<FrozenRange, 'picture'> {
  readonly vertices: readonly VertexRow[];
  readonly edges: readonly EdgeRow[];
  readonly causes: readonly CauseRow[];
}

/** So that any query can be asked of it when its rows are gone. */
export async function freezeRange({ picture, ...beside }: FrozenRange): Promise<Uint8Array> {
  const { graph, range, timeline, status } = picture;
  const frozen: FrozenPicture = { range, timeline, status, ...beside, ...(await rowsOf(graph, range)) };
  return gzipSync(JSON.stringify(frozen, toPlain));
}

/** Throws for bytes that are no such range. */
export function thawRange(bytes: Uint8Array): FrozenRange {
  const frozen = JSON.parse(gunzipSync(bytes).toString('utf8'), fromPlain) as FrozenPicture;
  const { vertices, edges, causes, http, dns, coverage, counts, trends, ...rest } = frozen;
  const picture = { ...rest, graph: graphOfRows(vertices, edges, causes, rest.range) };
  return { picture, http, dns, coverage, counts, trends };
}

/** What JSON has no word for. Texts of flows are values, and never names of members. */
function toPlain(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Map ? { [MAP]: [...value] } : value;
}

function fromPlain(_: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, MAP)) return value;
  return new Map((value as Record<typeof MAP, [unknown, unknown][]>)[MAP]);
}

const MAP = '$map';

async function rowsOf(
  graph: GraphView,
  range: SecondRange,
): Promise<Pick<FrozenPicture, 'vertices' | 'edges' | 'causes'>> {
  const breath = new Breath();
  const vertices = Array.from({ length: graph.vertexCount() }, (_, index) => graph.vertex(index));
  const edges: EdgeRow[] = [];
  const causes: CauseRow[] = [];
  const figures = new Float64Array(FIGURE_COUNT);
  for (let edge = 0; edge < graph.edges.size; edge += 1) {
    await breath.take();
    const view = graph.edges;
    const [source, destination] = [graph.vertex(view.source(edge)).key, graph.vertex(view.destination(edge)).key];
    const name = { source, destination, port: view.port(edge), protocol: view.protocol(edge) };
    view.readFigures(edge, range, figures);
    const times = { firstSeenMs: view.firstSeenMs(edge), lastSeenMs: view.lastSeenMs(edge) };
    edges.push({ ...name, figures: Array.from(figures), ...times });
    for (const cause of view.causes(edge)) causes.push({ ...name, ...cause });
    const policies = view.allowedBy(edge);
    if (policies.length === 0) continue;
    causes.push({ ...name, kind: 'allowed', dropReason: 0, direction: 'unknown', policies, ...NOTHING, ...times });
  }
  return { vertices, edges, causes };
}

const NOTHING = { flows: 0, attempts: 0 };
