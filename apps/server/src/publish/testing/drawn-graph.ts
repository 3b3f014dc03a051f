import {
  FIGURE,
  VERDICT_COUNT,
  type Cause,
  type Conservation,
  type EdgeIndex,
  type EdgeView,
  type Figure,
  type GraphView,
  type LedgerView,
  type LostView,
  type SecondRange,
  type TimelineColumns,
  type Vertex,
  type VertexIndex,
} from '../../aggregate/graph-view.ts';

/** Second 0 of every drawing; a multiple of ten. */
export const EPOCH_SECONDS = 1_700_000_000;

export function atMs(second: number): number {
  return (EPOCH_SECONDS + second) * 1000;
}

/** A graph and its ledger, written by hand. Keeps every flow for ever and counts by looking at all of them. */
export function graphFrom(drawing: string): DrawnGraph {
  return new DrawnGraph().draw(drawing);
}

/**
 *     10s  shop/web -> shop/cart:8080  forwarded 2  connections 1
 *     11s  shop/web -> shop/cart:8080  dropped 1  reason 133  policy shop/deny-all
 *
 * Names with a slash are workloads of a namespace, others are DNS names. Figures are those of FIGURE.
 */
export class DrawnGraph implements GraphView, LedgerView {
  readonly windowSeconds = 900;
  foldedEdges = 0;
  vertexRevision = 0;
  received = 0;
  readonly shed = new Map<string, number>();
  readonly #vertices: Vertex[] = [];
  readonly #rows: DrawnEdge[] = [];
  readonly #lost: { second: number; node: string; events: number }[] = [];
  #serials = 0;

  draw(drawing: string): this {
    for (const line of drawing.split('\n')) if (line.trim() !== '') this.#drawLine(line.trim());
    return this;
  }

  /** Names a workload anew, as the aggregate does when it learns better. */
  rename(name: string, workload: string): this {
    const index = this.#vertices.findIndex((vertex) => vertex.key === keyOf(name));
    const vertex = this.#vertices[index];
    if (vertex === undefined) throw new Error(`no vertex ${name}`);
    this.vertexRevision += 1;
    this.#vertices[index] = { ...vertex, workload, revision: vertex.revision + 1 };
    return this;
  }

  /** Takes the edge out of the graph; the next new edge gets its row. */
  fold(name: string): this {
    const edge = this.#rows.find((row) => row.isLive && row.name === name);
    if (edge === undefined) throw new Error(`no edge ${name}`);
    edge.isLive = false;
    this.foldedEdges += 1;
    return this;
  }

  lose(second: number, node: string, events: number): this {
    this.#lost.push({ second: EPOCH_SECONDS + second, node, events });
    return this;
  }

  edgeNames(): string[] {
    return this.#rows.filter(({ isLive }) => isLive).map(({ name }) => name);
  }

  vertexCount(): number {
    return this.#vertices.length;
  }

  vertex(index: VertexIndex): Vertex {
    const vertex = this.#vertices[index];
    if (vertex === undefined) throw new Error(`no vertex ${index}`);
    return vertex;
  }

  get edges(): EdgeView {
    const row = (index: EdgeIndex): DrawnEdge => {
      const edge = this.#rows[index];
      if (edge === undefined) throw new Error(`no edge ${index}`);
      return edge;
    };
    return {
      size: this.#rows.length,
      isLive: (index) => row(index).isLive,
      serial: (index) => row(index).serial,
      source: (index) => row(index).source,
      destination: (index) => row(index).destination,
      port: (index) => row(index).port,
      protocol: () => 1,
      firstSeenMs: (index) => Math.min(...row(index).seconds()) * 1000,
      lastSeenMs: (index) => Math.max(...row(index).seconds()) * 1000,
      total: (index, figure) => row(index).sum(figure, { from: 0, to: Number.POSITIVE_INFINITY }),
      readFigures: (index, range, out) => {
        row(index).read(range, out);
      },
      addTimeline: (index, range, stepSeconds, out) => addTimeline(row(index), range, stepSeconds, out),
      causes: (index) => row(index).causes(),
      allowedBy: () => [],
      revision: (index) => row(index).flows.length,
    };
  }

  total(): Conservation {
    return { received: this.received, counted: this.received, duplicate: 0, undecodable: 0, dropped: this.shed };
  }

  nodes(): ReturnType<LedgerView['nodes']> {
    return new Map();
  }

  lost(): ReadonlyMap<string, LostView> {
    return new Map(
      this.#lost.map(({ second, node, events }) => [
        node,
        { bySource: new Map([[3, events]]), firstMs: second * 1000, lastMs: second * 1000 },
      ]),
    );
  }

  lostIn(range: SecondRange): number {
    return this.#lost.filter(({ second }) => isIn(second, range)).reduce((sum, { events }) => sum + events, 0);
  }

  addLostTimeline(range: SecondRange, stepSeconds: number, out: Float64Array): void {
    for (const { second, events } of this.#lost)
      if (isIn(second, range)) add(out, stepOf(second, range, stepSeconds), events);
  }

  flowsPerSecond(): number {
    return 0;
  }

  #drawLine(line: string): void {
    const [time, source, , target, ...words] = line.split(/\s+/);
    const [destination, port] = (target ?? '').split(':');
    const second = EPOCH_SECONDS + Number.parseInt(time ?? '', 10);
    const ends = { source: this.#vertexOf(source ?? ''), destination: this.#vertexOf(destination ?? '') };
    const name = `${source} -> ${target}`;
    const edge =
      this.#rows.find((row) => row.isLive && row.name === name) ?? this.#addEdge(name, ends, Number(port ?? 0));
    edge.flows.push(flowFrom(second, words));
  }

  #addEdge(name: string, ends: { source: VertexIndex; destination: VertexIndex }, port: number): DrawnEdge {
    const edge = new DrawnEdge(name, ends.source, ends.destination, port, this.#serials);
    this.#serials += 1;
    const free = this.#rows.findIndex(({ isLive }) => !isLive);
    this.#rows[free === -1 ? this.#rows.length : free] = edge;
    return edge;
  }

  #vertexOf(name: string): VertexIndex {
    const known = this.#vertices.findIndex((vertex) => vertex.key === keyOf(name));
    if (known !== -1) return known;
    this.vertexRevision += 1;
    const [namespace = '', workload] = name.split('/');
    const isWorkload = workload !== undefined;
    const index = this.#vertices.length;
    this.#vertices.push({
      index,
      key: keyOf(name),
      kind: isWorkload ? 'workload' : 'fqdn',
      cluster: isWorkload ? 'default' : '',
      namespace: isWorkload ? namespace : '',
      workload: workload ?? '',
      workloadKind: isWorkload ? 'Deployment' : '',
      identity: isWorkload ? 1000 + index : 0,
      labels: isWorkload ? [`k8s:app=${workload}`, `k8s:io.kubernetes.pod.namespace=${namespace}`] : [],
      names: isWorkload ? [] : [name],
      namesInferred: false,
      ip: '',
      revision: 1,
    });
    return index;
  }
}

interface DrawnFlow {
  readonly second: number;
  readonly figures: ReadonlyMap<Figure, number>;
  readonly reason: number;
  readonly policies: readonly string[];
}

class DrawnEdge {
  readonly name: string;
  readonly source: VertexIndex;
  readonly destination: VertexIndex;
  readonly port: number;
  readonly serial: number;
  readonly flows: DrawnFlow[] = [];
  isLive = true;

  constructor(name: string, source: VertexIndex, destination: VertexIndex, port: number, serial: number) {
    this.name = name;
    this.source = source;
    this.destination = destination;
    this.port = port;
    this.serial = serial;
  }

  seconds(): number[] {
    return this.flows.map(({ second }) => second);
  }

  sum(figure: Figure, range: SecondRange): number {
    return this.flows
      .filter(({ second }) => isIn(second, range))
      .reduce((sum, { figures }) => sum + (figures.get(figure) ?? 0), 0);
  }

  read(range: SecondRange, out: Float64Array): void {
    out.fill(0);
    for (const { second, figures } of this.flows) {
      if (isIn(second, range)) for (const [figure, count] of figures) out[figure] += count;
    }
  }

  /** One cause for each reason and list of policies. */
  causes(): Cause[] {
    const groups = new Map<string, DrawnFlow[]>();
    for (const flow of this.flows) {
      if ((flow.figures.get(FIGURE.dropped) ?? 0) === 0) continue;
      const key = `${flow.reason} ${flow.policies.join(' ')}`;
      groups.set(key, [...(groups.get(key) ?? []), flow]);
    }
    return [...groups.values()].map((flows) => ({
      kind: 'denied',
      dropReason: flows[0]?.reason ?? 0,
      direction: 'ingress',
      policies: flows[0]?.policies ?? [],
      flows: flows.reduce((sum, { figures }) => sum + (figures.get(FIGURE.dropped) ?? 0), 0),
      attempts: flows.length,
      firstSeenMs: Math.min(...flows.map(({ second }) => second)) * 1000,
      lastSeenMs: Math.max(...flows.map(({ second }) => second)) * 1000,
    }));
  }
}

function flowFrom(second: number, words: readonly string[]): DrawnFlow {
  const figures = new Map<Figure, number>();
  const policies: string[] = [];
  let reason = 0;
  for (let at = 0; at < words.length; at += 2) {
    const word = words[at] ?? '';
    const value = words[at + 1] ?? '';
    if (word === 'policy') policies.push(value);
    else if (word === 'reason') reason = Number(value);
    else if (word in FIGURE) figures.set(FIGURE[word as keyof typeof FIGURE], Number(value));
    else throw new Error(`what is "${word}"?`);
  }
  return { second, figures, reason, policies };
}

function addTimeline(edge: DrawnEdge, range: SecondRange, stepSeconds: number, out: TimelineColumns): void {
  for (const { second, figures } of edge.flows) {
    if (!isIn(second, range)) continue;
    const step = stepOf(second, range, stepSeconds);
    for (const [figure, count] of figures) if (figure < VERDICT_COUNT) add(columnOf(figure, out), step, count);
  }
}

function columnOf(verdict: number, out: TimelineColumns): Float64Array {
  if (verdict === FIGURE.forwarded || verdict === FIGURE.redirected) return out.forwarded;
  if (verdict === FIGURE.dropped) return out.dropped;
  return verdict === FIGURE.audit ? out.audited : out.other;
}

function add(column: Float64Array, step: number, count: number): void {
  column[step] = column[step] + count;
}

function isIn(second: number, range: SecondRange): boolean {
  return second >= range.from && second < range.to;
}

function stepOf(second: number, range: SecondRange, stepSeconds: number): number {
  return Math.floor((second - range.from) / stepSeconds);
}

function keyOf(name: string): string {
  return name.includes('/') ? `default/${name}` : `fqdn:${name}`;
}
