import type { EdgeIndex, GraphView, VertexIndex } from '../aggregate/graph-view.ts';

/**
 * What changed in the graph since the last look, found once per tick for all views by comparing revisions.
 * The lists are valid until the next `advance`.
 */
export class GraphChanges {
  readonly #graph: GraphView;
  /** Per edge row: its serial plus one, 0 while the row is empty. */
  #serials = new Float64Array(0);
  #revisions = new Float64Array(0);
  /** Fingerprints of what a filter can see of the causes, and of the causes with their figures. */
  #policies = new Uint32Array(0);
  #causes = new Uint32Array(0);
  #vertexRevisions = new Float64Array(0);
  #vertexRevision = Number.NaN;

  /** Rows with new figures, another edge than before, or none any more. */
  readonly edges: EdgeIndex[] = [];
  /** Rows for which a filter may answer differently: another edge, other names of its ends, other policies. */
  readonly refilter: EdgeIndex[] = [];
  /** Rows whose causes or their figures changed. */
  readonly recaused: EdgeIndex[] = [];
  /** Vertices that are new or have other names. */
  readonly vertices = new Set<VertexIndex>();

  constructor(graph: GraphView) {
    this.#graph = graph;
  }

  advance(): void {
    this.edges.length = 0;
    this.refilter.length = 0;
    this.recaused.length = 0;
    this.#compareVertices();
    this.#compareEdges();
  }

  #compareVertices(): void {
    const graph = this.#graph;
    this.vertices.clear();
    if (graph.vertexRevision === this.#vertexRevision) return;
    this.#vertexRevision = graph.vertexRevision;
    const count = graph.vertexCount();
    if (this.#vertexRevisions.length < count) {
      const grown = new Float64Array(grownLength(count)).fill(Number.NaN);
      grown.set(this.#vertexRevisions);
      this.#vertexRevisions = grown;
    }
    for (let index = 0; index < count; index += 1) {
      const { revision } = graph.vertex(index);
      if (this.#vertexRevisions[index] === revision) continue;
      this.#vertexRevisions[index] = revision;
      this.vertices.add(index);
    }
  }

  #compareEdges(): void {
    const { edges } = this.#graph;
    const size = edges.size;
    this.#makeRoom(size);
    for (let row = 0; row < this.#serials.length; row += 1) {
      const isLive = row < size && edges.isLive(row);
      const serial = isLive ? edges.serial(row) + 1 : 0;
      const isOther = serial !== this.#serials[row];
      if (!isLive) {
        if (!isOther) continue;
        this.#serials[row] = 0;
        this.edges.push(row);
        this.refilter.push(row);
        continue;
      }
      const revision = edges.revision(row);
      const isDirty = isOther || revision !== this.#revisions[row];
      if (isDirty) {
        this.#serials[row] = serial;
        this.#revisions[row] = revision;
        this.edges.push(row);
      }
      const hasOtherPolicies = isDirty && this.#compareCauses(row);
      if (isOther || hasOtherPolicies || this.#hasChangedEnd(row)) this.refilter.push(row);
    }
  }

  #hasChangedEnd(row: EdgeIndex): boolean {
    const { edges } = this.#graph;
    return (
      this.vertices.size > 0 && (this.vertices.has(edges.source(row)) || this.vertices.has(edges.destination(row)))
    );
  }

  /**
   * Tells whether policies or drop reasons changed, and notes in `recaused` whether anything of the causes did. Policies
   * are only ever added, so their number says it.
   */
  #compareCauses(row: EdgeIndex): boolean {
    const causes = this.#graph.edges.causes(row);
    let figures = FNV_OFFSET;
    let policies = FNV_OFFSET;
    policies = mixNumber(policies, this.#graph.edges.allowedBy(row).length);
    for (const cause of causes) {
      policies = mixNumber(mixNumber(policies, cause.dropReason), cause.policies.length);
      figures = mixNumber(mixNumber(mixNumber(figures, cause.flows), cause.attempts), cause.lastSeenMs);
    }
    figures = mixNumber(figures, policies);
    if (figures !== this.#causes[row]) {
      this.#causes[row] = figures;
      this.recaused.push(row);
    }
    if (policies === this.#policies[row]) return false;
    this.#policies[row] = policies;
    return true;
  }

  #makeRoom(size: number): void {
    if (size <= this.#serials.length) return;
    const length = grownLength(size);
    this.#serials = copied(new Float64Array(length), this.#serials);
    this.#revisions = copied(new Float64Array(length), this.#revisions);
    this.#policies = copied(new Uint32Array(length), this.#policies);
    this.#causes = copied(new Uint32Array(length), this.#causes);
  }
}

/** Room for rows that come soon, so that a growing graph is copied a few times only. */
export function grownLength(needed: number): number {
  return Math.max(64, Math.ceil(needed * 1.5));
}

export function copied<Column extends Float64Array | Uint32Array | Uint8Array>(into: Column, from: Column): Column {
  into.set(from);
  return into;
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

function mixNumber(hash: number, value: number): number {
  const low = Math.imul(hash ^ (value >>> 0), FNV_PRIME);
  return Math.imul(low ^ Math.floor(value / 4294967296), FNV_PRIME) >>> 0;
}
