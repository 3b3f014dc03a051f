import type { WrittenFile } from './zip-stream.ts';

export const FORMAT = 'orrery-evidence';
export const FORMAT_VERSION = 1;

/** What a bundle says of itself: enough to check every other file of it. */
export interface Manifest {
  readonly format: typeof FORMAT;
  readonly format_version: number;
  readonly made_at: string;
  readonly made_by: string;
  readonly asked: { readonly query: string; readonly from: string };
  readonly range: { readonly since: string; readonly until: string; readonly seconds: number };
  readonly totals: Totals;
  readonly ledger: LedgerTold;
  readonly files: readonly ManifestFile[];
}

/** Sums over `edges.csv`, and the lines of `flows.ndjson`. */
export interface Totals {
  readonly edges: number;
  /** By column of `edges.csv`. */
  readonly figures: Readonly<Record<string, number>>;
  readonly flows_written: number;
}

/** The stretch of the chain of batches that the range was written in. */
export interface LedgerTold {
  readonly entries: number;
  readonly first: Link | null;
  readonly last: Link | null;
  /** Numbers that are not there: given up while the store was away. */
  readonly missing: readonly NumberRange[];
}

export interface Link {
  readonly number: number;
  readonly id: string;
  readonly previous: string;
}

/** Both ends are meant. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

export interface ManifestFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Rows of a table without its head; lines of what is no table. */
  readonly rows: number;
}

export function manifestFile({ name, bytes, sha256, lines }: WrittenFile): ManifestFile {
  return { name, bytes, sha256, rows: name.endsWith('.csv') ? lines - 1 : lines };
}

/** As `sha256sum -c` reads it. */
export function sumLine({ name, sha256 }: WrittenFile): string {
  return `${sha256}  ${name}\n`;
}
