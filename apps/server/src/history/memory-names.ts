import type { EdgeName, VertexRow } from './graph-of-rows.ts';

/** What was told last of each vertex, as the line that told it: few of them are asked for at a time. */
export class MemoryNames {
  readonly #lines = new Map<string, string>();

  /** A row of the table `vertices`. */
  add(row: readonly unknown[]): void {
    this.#lines.set(String(row[0]), JSON.stringify(row));
  }

  /** The ends of these edges, each once. */
  of(edges: readonly EdgeName[]): readonly VertexRow[] {
    const keys = new Set<string>();
    for (const { source, destination } of edges) keys.add(source).add(destination);
    const rows: VertexRow[] = [];
    for (const key of keys) {
      const line = this.#lines.get(key);
      if (line !== undefined) rows.push(vertexOf(JSON.parse(line) as VertexLine));
    }
    return rows;
  }
}

type VertexLine = readonly [
  key: string,
  seenMs: number,
  kind: VertexRow['kind'],
  cluster: string,
  namespace: string,
  workload: string,
  workloadKind: string,
  identity: number,
  labels: string[],
  names: string[],
  isInferred: number,
  ip: string,
];

function vertexOf(line: VertexLine): VertexRow {
  const [key, , kind, cluster, namespace, workload, workloadKind, identity, labels, names, isInferred, ip] = line;
  const namesInferred = isInferred !== 0;
  return {
    key,
    kind,
    cluster,
    namespace,
    workload,
    workloadKind,
    identity,
    labels,
    names,
    namesInferred,
    ip,
  };
}
