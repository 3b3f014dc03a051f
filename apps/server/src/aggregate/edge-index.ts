/**
 * Finds the row of an edge by (source, destination, port and protocol). Open addressing over two columns of the
 * edge table's own keys; rows are removed only by building the index anew.
 */
export class EdgeIndexTable {
  /** Row + 1; 0 is empty. A power of two, at most half full. */
  #rows = new Int32Array(2048);
  #count = 0;

  find(keys: EdgeKeys, source: number, destination: number, service: number): number {
    const mask = this.#rows.length - 1;
    for (let slot = hash(source, destination, service) & mask; ; slot = (slot + 1) & mask) {
      const row = this.#rows[slot] - 1;
      if (row < 0) return -1;
      if (keys.sources[row] === source && keys.destinations[row] === destination && keys.services[row] === service) {
        return row;
      }
    }
  }

  insert(keys: EdgeKeys, row: number): void {
    if (++this.#count * 2 > this.#rows.length) this.#grow(keys);
    this.#put(keys, row);
  }

  rebuild(keys: EdgeKeys, rows: Iterable<number>): void {
    this.#rows.fill(0);
    this.#count = 0;
    for (const row of rows) this.insert(keys, row);
  }

  #grow(keys: EdgeKeys): void {
    const old = this.#rows;
    this.#rows = new Int32Array(old.length * 2);
    for (const entry of old) if (entry > 0) this.#put(keys, entry - 1);
  }

  #put(keys: EdgeKeys, row: number): void {
    const mask = this.#rows.length - 1;
    let slot = hash(keys.sources[row], keys.destinations[row], keys.services[row]) & mask;
    while (this.#rows[slot] !== 0) slot = (slot + 1) & mask;
    this.#rows[slot] = row + 1;
  }
}

export interface EdgeKeys {
  readonly sources: Int32Array;
  readonly destinations: Int32Array;
  /** port x 8 + protocol */
  readonly services: Int32Array;
}

function hash(source: number, destination: number, service: number): number {
  let h = Math.imul(source, 0x9e3779b1) ^ Math.imul(destination, 0x85ebca6b) ^ Math.imul(service, 0xc2b2ae35);
  h ^= h >>> 15;
  h = Math.imul(h, 0x27d4eb2f);
  return h ^ (h >>> 13);
}
