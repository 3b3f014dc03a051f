import type { SecondRange } from '../aggregate/graph-view.ts';

/** What a person froze: a range as it was, under a name that is not forgotten when its rows are. */
export interface IncidentHead {
  /** Ten letters and digits; who does not know them does not guess them. */
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly createdMs: number;
  /** Grows with every change, so that the newest of two tellings is known. */
  readonly changedMs: number;
  readonly range: SecondRange;
  readonly query: string;
  /** The rest of the address of the page, for whoever opens it again. */
  readonly view: string;
  /** Flows that were counted in the range, and flows that were kept whole of them. */
  readonly flows: number;
  readonly keptFlows: number;
  readonly completeness: number;
  readonly parts: readonly IncidentPart[];
}

/** One of the files that an incident is made of, in chunks. */
export interface IncidentPart {
  readonly name: IncidentPartName;
  readonly chunks: number;
  readonly bytes: number;
}

/** `graph`: what map and tables are made of again; `flows`: single flows; `bundle`: the evidence, as it was packed then. */
export type IncidentPartName = 'graph' | 'flows' | 'bundle';

/** Where incidents lie: apart from everything that ages. Every promise may be rejected while the store is away. */
export interface IncidentShelf {
  /** False when they are gone with this process. */
  readonly isLasting: boolean;
  /** Newest first. */
  list(): Promise<readonly IncidentHead[]>;
  /** A head is there when everything that it names is; the newest telling of one id counts. */
  putHead(head: IncidentHead): Promise<void>;
  /** At most 1 MiB. */
  putChunk(id: string, part: IncidentPartName, chunk: number, bytes: Uint8Array): Promise<void>;
  readChunk(id: string, part: IncidentPartName, chunk: number): Promise<Uint8Array | undefined>;
  /** The head first, so that nobody finds half of one. */
  remove(head: IncidentHead): Promise<void>;
}
