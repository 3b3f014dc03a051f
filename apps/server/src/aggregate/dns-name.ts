import type { DnsAddress, DnsFigures, DnsRow, EdgeIndex, SecondRange, VertexIndex } from './graph-view.ts';
import { RowCounts } from './row-counts.ts';
import { searchDomainOf } from './search-domain.ts';
import type { TenLanes } from './ten-lanes.ts';
import { tenRange } from './ten-range.ts';

/** What is counted beside codes of answers. */
export const QUESTIONS = -1;
export const DENIED = -2;
export const TIMEOUTS = -3;
/** Extended codes have 12 bits; the last of them stands for codes past the bound of a row. */
export const MAX_RCODE = 4_095;

const MAX_ADDRESSES = 16;
/** The name does not exist. */
const NXDOMAIN = 3;

const FLEETING = [QUESTIONS, NXDOMAIN];
const FLEETING_QUESTIONS = 2;

/** The names that one client asked one resolver for, and the rows of each, one per type. */
export type AskedNames = Map<string, DnsName[]>;

interface MutableAddress extends DnsAddress {
  ttlSeconds: number;
  lastSeenMs: number;
}

export interface NameHead {
  /** Below 2^21, and used again only after two million others. */
  readonly id: number;
  readonly edge: EdgeIndex;
  readonly client: VertexIndex;
  readonly name: string;
  readonly type: string;
  readonly isOther: boolean;
  readonly firstSeenMs: number;
}

/** A name and a type asked by a client, with everything that is counted about it. */
export class DnsName implements DnsRow {
  readonly id: number;
  readonly edge: EdgeIndex;
  readonly client: VertexIndex;
  readonly name: string;
  readonly type: string;
  readonly isOther: boolean;
  readonly counts: RowCounts;
  ttlSeconds = 0;
  firstSeenMs: number;
  lastSeenMs: number;
  /** The row that counts for this one since it left the table. */
  heir: DnsName | undefined;
  readonly #addresses: MutableAddress[] = [];
  readonly #names: AskedNames;

  constructor(head: NameHead, names: AskedNames, lanes: TenLanes) {
    this.id = head.id;
    this.edge = head.edge;
    this.client = head.client;
    this.name = head.name;
    this.type = head.type;
    this.isOther = head.isOther;
    this.firstSeenMs = this.lastSeenMs = head.firstSeenMs;
    this.counts = new RowCounts(lanes, MAX_RCODE);
    this.#names = names;
  }

  get owner(): VertexIndex {
    return this.client;
  }

  get addresses(): readonly DnsAddress[] {
    return this.#addresses;
  }

  get isFleeting(): boolean {
    return this.counts.hasOnly(FLEETING, FLEETING_QUESTIONS);
  }

  figures(range?: SecondRange): DnsFigures {
    const tens = tenRange(range);
    const isKnown = tens === undefined || this.counts.isKnown(tens);
    const counted = isKnown ? tens : undefined;
    const rcodes = this.counts.codes(counted);
    let answers = 0;
    for (const count of rcodes.values()) answers += count;
    return {
      questions: this.counts.count(QUESTIONS, counted),
      answers,
      rcodes,
      denied: this.counts.count(DENIED, counted),
      timeouts: this.counts.count(TIMEOUTS, counted),
      isKnown,
    };
  }

  searchDomainOf(): string {
    if (this.isOther || this.#addresses.length > 0 || this.counts.total(NXDOMAIN) === 0) return '';
    return searchDomainOf(this.name, (name) => this.#names.has(name));
  }

  /** An answer gave this address; past the bound the one that was given longest ago leaves. */
  answered(address: string, ttlSeconds: number, atMs: number): void {
    for (const known of this.#addresses) {
      if (known.address !== address) continue;
      if (atMs < known.lastSeenMs) return;
      known.ttlSeconds = ttlSeconds;
      known.lastSeenMs = atMs;
      return;
    }
    if (this.#addresses.length >= MAX_ADDRESSES) {
      let oldest = 0;
      for (const [i, { lastSeenMs }] of this.#addresses.entries()) {
        if (lastSeenMs < this.#addresses[oldest].lastSeenMs) oldest = i;
      }
      this.#addresses.splice(oldest, 1);
    }
    this.#addresses.push({ address, ttlSeconds, lastSeenMs: atMs });
  }

  /** Adds what was counted here to `other`, which counts for this one from now on. */
  moveTo(other: DnsName): void {
    this.counts.moveTo(other.counts);
    this.#addresses.length = 0;
    this.heir = other;
    other.firstSeenMs = Math.min(other.firstSeenMs, this.firstSeenMs);
    other.lastSeenMs = Math.max(other.lastSeenMs, this.lastSeenMs);
  }
}
