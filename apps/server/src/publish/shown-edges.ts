import type { EdgeIndex, EdgeView, VertexIndex } from '../aggregate/graph-view.ts';
import { copied, grownLength } from './graph-changes.ts';

/** The edges that the pages of a view have, and the vertices that they need for them. */
export class ShownEdges {
  /** Per edge row: the serial of the edge that pages have in it plus one, 0 for none. */
  #serials = new Float64Array(0);
  /** Per edge row: the ends of that edge, as the row may hold another edge by the time it is removed. */
  #sources = new Uint32Array(0);
  #destinations = new Uint32Array(0);
  /** Per vertex: how many shown edges end there. */
  #uses = new Uint32Array(0);

  has(row: EdgeIndex): boolean {
    return this.#serials[row] !== 0;
  }

  /** Whether pages have just the edge that the row holds now. */
  hasEdge(row: EdgeIndex, serial: number): boolean {
    return this.#serials[row] === serial + 1;
  }

  uses(vertex: VertexIndex): boolean {
    return this.#uses[vertex] > 0;
  }

  *rows(): Iterable<EdgeIndex> {
    for (let row = 0; row < this.#serials.length; row += 1) if (this.has(row)) yield row;
  }

  vertices(): Set<VertexIndex> {
    const ends = new Set<VertexIndex>();
    for (const row of this.rows()) ends.add(this.#sources[row]).add(this.#destinations[row]);
    return ends;
  }

  /** Returns the ends that no shown edge had before. */
  add(row: EdgeIndex, edges: EdgeView): VertexIndex[] {
    this.#serials[row] = edges.serial(row) + 1;
    this.#sources[row] = edges.source(row);
    this.#destinations[row] = edges.destination(row);
    return [edges.source(row), edges.destination(row)].filter((vertex) => {
      this.#uses[vertex] += 1;
      return this.#uses[vertex] === 1;
    });
  }

  remove(row: EdgeIndex): void {
    this.#serials[row] = 0;
    this.#uses[this.#sources[row]] -= 1;
    this.#uses[this.#destinations[row]] -= 1;
  }

  makeRoom(edges: number, vertices: number): void {
    if (this.#serials.length < edges) {
      const length = grownLength(edges);
      this.#serials = copied(new Float64Array(length), this.#serials);
      this.#sources = copied(new Uint32Array(length), this.#sources);
      this.#destinations = copied(new Uint32Array(length), this.#destinations);
    }
    if (this.#uses.length < vertices) this.#uses = copied(new Uint32Array(grownLength(vertices)), this.#uses);
  }
}
