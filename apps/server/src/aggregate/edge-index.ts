import { DESTINATION, LINKS, SERVICE, SOURCE } from './edge-rows.ts';
import type { EdgeRows } from './edge-rows.ts';

/**
 * Finds the row of an edge by (source, destination, port and protocol). Open addressing; the keys are those in the
 * rows themselves. Rows are removed only by building the index anew.
 */
export class EdgeIndexTable {
  /** Row + 1; 0 is empty. A power of two, at most half full. */
  #slots = new Int32Array(2048);
  #count = 0;

  find(rows: EdgeRows, source: number, destination: number, service: number): number {
    const mask = this.#slots.length - 1;
    const { links } = rows;
    for (let slot = hash(source, destination, service) & mask; ; slot = (slot + 1) & mask) {
      const row = this.#slots[slot] - 1;
      if (row < 0) return -1;
      const at = row * LINKS;
      if (links[at] === source && links[at + DESTINATION] === destination && links[at + SERVICE] === service) {
        return row;
      }
    }
  }

  insert(rows: EdgeRows, row: number): void {
    if (++this.#count * 2 > this.#slots.length) this.#grow(rows);
    this.#put(rows, row);
  }

  rebuild(rows: EdgeRows, kept: Iterable<number>): void {
    this.#slots.fill(0);
    this.#count = 0;
    for (const row of kept) this.insert(rows, row);
  }

  #grow(rows: EdgeRows): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    for (const entry of old) if (entry > 0) this.#put(rows, entry - 1);
  }

  #put(rows: EdgeRows, row: number): void {
    const mask = this.#slots.length - 1;
    const at = row * LINKS;
    const { links } = rows;
    let slot = hash(links[at + SOURCE], links[at + DESTINATION], links[at + SERVICE]) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = row + 1;
  }
}

function hash(source: number, destination: number, service: number): number {
  let h = Math.imul(source, 0x9e3779b1) ^ Math.imul(destination, 0x85ebca6b) ^ Math.imul(service, 0xc2b2ae35);
  h ^= h >>> 15;
  h = Math.imul(h, 0x27d4eb2f);
  return h ^ (h >>> 13);
}
