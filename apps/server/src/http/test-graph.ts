import {
  FIGURE,
  FIGURE_COUNT,
  type Cause,
  type EdgeView,
  type Figure,
  type GraphView,
  type SecondRange,
  type Vertex,
  type VertexKind,
} from '../aggregate/graph-view.ts';

/** An edge of a drawn graph. Its figures happened at each of its times, once. */
export interface DrawnEdge {
  readonly source: number;
  readonly destination: number;
  readonly port: number;
  readonly protocol: number;
  readonly figures: Float64Array;
  readonly timesMs: readonly number[];
  readonly causes: readonly Cause[];
  readonly allowedBy: readonly string[];
}

/**
 * A graph for tests, one edge a line:
 *
 *     shop/cart#7 -> shop/redis:6379 forwarded=10 dropped=3 policy=shop/deny ago=60
 *     shop/cart#8 -> fqdn:api.pay.com:443 forwarded=2
 *     shop/cart#8 -> world/1.2.3.4:443 forwarded=2 names=api.pay.com
 *
 * `#7` is the identity; without one it is the number of the vertex plus 1000. `ago` is in seconds, 10 if not given;
 * with `ago=60,30` the figures happened twice. `cause=800` lets the cause begin so many seconds ago.
 */
export function drawnGraph(picture: string, nowMs: number): GraphView & { readonly drawn: readonly DrawnEdge[] } {
  const vertices: Vertex[] = [];
  const drawn: DrawnEdge[] = [];
  const vertexOf = (text: string, names: readonly string[]): number => {
    const known = vertices.findIndex((vertex) => textOf.get(vertex.index) === text);
    if (known >= 0) return known;
    const index = vertices.length;
    textOf.set(index, text);
    vertices.push(vertexFrom(text, index, names));
    return index;
  };
  const textOf = new Map<number, string>();
  for (const line of picture.split('\n')) {
    const match = /^\s*(\S+)\s+->\s+(\S+):(\d+)(.*)$/.exec(line);
    if (match === null) continue;
    const options = new Map([...match[4].matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]));
    const figures = new Float64Array(FIGURE_COUNT);
    for (const [name, position] of Object.entries(FIGURE)) figures[position] = Number(options.get(name) ?? 0);
    const timesMs = (options.get('ago') ?? '10').split(',').map((ago) => nowMs - Number(ago) * 1000);
    const causeAtMs = options.has('cause') ? nowMs - Number(options.get('cause')) * 1000 : Math.min(...timesMs);
    drawn.push({
      source: vertexOf(match[1], []),
      destination: vertexOf(match[2], options.get('names')?.split(',') ?? []),
      port: Number(match[3]),
      protocol: options.get('protocol') === 'UDP' ? 2 : 1,
      figures,
      timesMs,
      causes: causesFrom(figures, options.get('policy'), causeAtMs),
      allowedBy: options.has('allow') ? [options.get('allow')!] : [],
    });
  }
  return {
    drawn,
    vertexCount: () => vertices.length,
    vertex: (index) => vertices[index],
    edges: edgeView(drawn),
    foldedEdges: 0,
    vertexRevision: 1,
    windowSeconds: 1800,
  };
}

function edgeView(drawn: readonly DrawnEdge[]): EdgeView {
  return {
    size: drawn.length,
    isLive: (edge) => edge < drawn.length,
    serial: (edge) => edge + 1,
    source: (edge) => drawn[edge].source,
    destination: (edge) => drawn[edge].destination,
    port: (edge) => drawn[edge].port,
    protocol: (edge) => drawn[edge].protocol,
    firstSeenMs: (edge) => Math.min(...drawn[edge].timesMs),
    lastSeenMs: (edge) => Math.max(...drawn[edge].timesMs),
    total: (edge, figure: Figure) => drawn[edge].figures[figure] * drawn[edge].timesMs.length,
    readFigures: (edge, range: SecondRange, out) => {
      const { timesMs, figures } = drawn[edge];
      const times = timesMs.filter((atMs) => atMs >= range.from * 1000 && atMs < range.to * 1000).length;
      for (let figure = 0; figure < FIGURE_COUNT; figure += 1) out[figure] = figures[figure] * times;
    },
    addTimeline: () => undefined,
    causes: (edge) => drawn[edge].causes,
    allowedBy: (edge) => drawn[edge].allowedBy,
    revision: () => 1,
  };
}

function causesFrom(figures: Float64Array, policy: string | undefined, atMs: number): Cause[] {
  const dropped = figures[FIGURE.dropped];
  if (dropped === 0) return [];
  return [
    {
      kind: 'denied',
      dropReason: 133,
      direction: 'ingress',
      policies: policy === undefined ? [] : [policy],
      flows: dropped,
      attempts: figures[FIGURE.deniedAttempts],
      firstSeenMs: atMs,
      lastSeenMs: atMs,
    },
  ];
}

const OUTSIDE = /^(fqdn:|cidr:|world\/|reserved:)(.*)$/;

function vertexFrom(text: string, index: number, names: readonly string[]): Vertex {
  const outside = OUTSIDE.exec(text);
  const rest = { index, cluster: 'kind', workloadKind: '', revision: 1, labels: [] as string[], namesInferred: false };
  if (outside !== null) {
    const kinds = new Map<string, VertexKind>([
      ['fqdn:', 'fqdn'],
      ['cidr:', 'cidr'],
      ['world/', 'world'],
      ['reserved:', 'reserved'],
    ]);
    const kind = kinds.get(outside[1])!;
    return {
      ...rest,
      key: kind === 'world' ? `reserved:world/${outside[2]}` : text,
      kind,
      cluster: '',
      namespace: '',
      workload: '',
      identity: 2,
      names: kind === 'fqdn' ? [outside[2]] : names,
      namesInferred: kind === 'world' && names.length > 0,
      ip: kind === 'world' ? outside[2] : '',
    };
  }
  const [path, number] = text.split('#');
  const [namespace, workload] = path.split('/');
  const identity = number === undefined ? 1000 + index : Number(number);
  return {
    ...rest,
    key: `kind/${identity}`,
    kind: 'workload',
    namespace: namespace,
    workload: workload ?? '',
    workloadKind: workload === undefined ? '' : 'Deployment',
    identity,
    labels: [`k8s:app=${workload}`, `k8s:io.kubernetes.pod.namespace=${namespace}`, `k8s:id=${identity}`],
    names: [],
    ip: '',
  };
}
