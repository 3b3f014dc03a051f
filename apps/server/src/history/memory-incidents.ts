import type { IncidentHead, IncidentPartName, IncidentShelf } from './incident-shelf.ts';

/** Incidents of a server that is given nothing to write to; how many there may be is for who freezes them. */
export class MemoryIncidents implements IncidentShelf {
  readonly isLasting = false;
  readonly #heads = new Map<string, IncidentHead>();
  readonly #chunks = new Map<string, Uint8Array>();

  async list(): Promise<readonly IncidentHead[]> {
    return [...this.#heads.values()].toSorted((a, b) => b.createdMs - a.createdMs);
  }

  async putHead(head: IncidentHead): Promise<void> {
    this.#heads.set(head.id, head);
  }

  async putChunk(id: string, part: IncidentPartName, chunk: number, bytes: Uint8Array): Promise<void> {
    this.#chunks.set(keyOf(id, part, chunk), bytes.slice());
  }

  async readChunk(id: string, part: IncidentPartName, chunk: number): Promise<Uint8Array | undefined> {
    return this.#chunks.get(keyOf(id, part, chunk));
  }

  async remove({ id, parts }: IncidentHead): Promise<void> {
    this.#heads.delete(id);
    for (const { name, chunks } of parts) {
      for (let chunk = 0; chunk < chunks; chunk += 1) this.#chunks.delete(keyOf(id, name, chunk));
    }
  }
}

function keyOf(id: string, part: IncidentPartName, chunk: number): string {
  return `${id} ${part} ${chunk}`;
}
