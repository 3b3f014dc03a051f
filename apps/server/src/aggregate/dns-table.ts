import { L7_REQUEST, L7_RESPONSE } from '../decode/flow-record.ts';
import type { FlowRecord } from '../decode/flow-record.ts';
import { DENIED, DnsName, MAX_RCODE, QUESTIONS, TIMEOUTS } from './dns-name.ts';
import type { AskedNames } from './dns-name.ts';
import type { EdgeTable } from './edge-table.ts';
import { FIGURE } from './graph-view.ts';
import type { DnsCounts, DnsRow, EdgeIndex } from './graph-view.ts';
import { OpenQuestions } from './open-questions.ts';
import { RowShares, idleRows } from './row-shares.ts';
import { tenOf, TenLanes } from './ten-lanes.ts';
import { Unwritten } from './unwritten.ts';

const MAX_NAMES = 50_000;
const MAX_NAMES_PER_EDGE = 2_048;
/** Lanes of 372 bytes: 74 MB when all are in use, which takes 200,000 counters that count again and again. */
const MAX_LANES = 200_000;
const MAX_NAME_LENGTH = 255;
const MAX_TYPE_LENGTH = 16;
/** Longer than any address of IPv6. */
const MAX_ADDRESS_LENGTH = 64;
/** An answer without records has this ttl. */
const NO_TTL = 4_294_967_295;
/** Idle names of a full edge are looked for this often. */
const LOOK_EVERY_MS = 10_000;

const MAX_ID = 2 ** 21;

const DROPPED = 2;

type TextOf = (from: number, to: number) => string;
type OnAddress = (address: string, name: string) => void;

type RowHead = Pick<DnsName, 'edge' | 'name' | 'type' | 'isOther' | 'firstSeenMs'>;

const OTHER = { name: 'other', type: '', isOther: true } as const;

interface EdgeNames {
  readonly names: AskedNames;
  count: number;
  lookedMs: number;
}

/**
 * DNS questions per edge (client and resolver), name and type. Only the node of the client tells about them, so
 * nothing is seen twice. A question without an answer in five seconds that we listened is a timeout.
 *
 * Bounded: 2,048 names per edge and 50,000 in all; a name that has to leave, or finds no room, is counted as `other`, one
 * more per edge (`folded` counts questions and answers). Stale names leave first, then those of whoever has most.
 */
export class DnsTable {
  folded = 0;
  readonly #edges: EdgeTable;
  readonly #byEdge = new Map<EdgeIndex, EdgeNames>();
  #rowCount = 0;
  #nextId = 0;
  readonly #shares = new RowShares<DnsName>();
  readonly #lanes = new TenLanes(MAX_LANES);
  readonly #open = new OpenQuestions<DnsName>();
  readonly #unwritten = new Unwritten<DnsName>();
  /** As of HttpTable. */
  #folded: DnsName | undefined;

  constructor(edges: EdgeTable) {
    this.#edges = edges;
  }

  rows(): Iterable<DnsRow> {
    return this.#rows();
  }

  /** As of HttpTable. */
  beginWriting(): void {
    this.#unwritten.isWanted = true;
  }

  *takeBefore(second: number): Generator<DnsCounts, void, undefined> {
    for (const { row, ten, counts } of this.#unwritten.takeBefore(Math.floor(second / 10))) {
      const rcodes = new Map<number, number>();
      for (const [key, amount] of counts) if (key >= 0) rcodes.set(key, amount);
      const of = (key: number): number => counts.get(key) ?? 0;
      yield { row, second: ten * 10, questions: of(QUESTIONS), denied: of(DENIED), timeouts: of(TIMEOUTS), rcodes };
    }
  }

  /** `into` is the edge that it is folded into. */
  forget(edge: EdgeIndex, into: EdgeIndex): void {
    const known = this.#byEdge.get(edge);
    if (known === undefined) return;
    for (const rows of known.names.values()) {
      for (const row of rows) {
        this.#folded ??= this.#newRow(new Map(), { edge: into, ...OTHER, firstSeenMs: row.firstSeenMs });
        this.#unwritten.move(row, this.#folded);
        this.#folded.firstSeenMs = Math.min(this.#folded.firstSeenMs, row.firstSeenMs);
        this.#folded.lastSeenMs = Math.max(this.#folded.lastSeenMs, row.lastSeenMs);
        row.counts.release();
        if (!row.isOther) this.#shares.remove(row.owner);
      }
    }
    this.#rowCount -= known.count;
    this.#byEdge.delete(edge);
  }

  /** Answers 1 when a rule refused the question. `onAddress` is told every address that an answer gave for a name. */
  add(flow: FlowRecord, edge: EdgeIndex, text: TextOf, onAddress: OnAddress, nowMs: number): 0 | 1 {
    const isQuestion = flow.l7Type === L7_REQUEST;
    if (!isQuestion && flow.l7Type !== L7_RESPONSE) return 0;
    const row = this.#row(flow, edge, text, nowMs);
    if (flow.timeMs > row.lastSeenMs) row.lastSeenMs = flow.timeMs;
    if (row.isOther) this.folded++;
    const port = isQuestion ? flow.sourcePort : flow.destinationPort;
    const client = isQuestion ? flow.sourceIpHash : flow.destinationIpHash;
    const question = row.id * 2 ** 32 + (((port << 16) | (client & 0xffff)) >>> 0);
    if (isQuestion) return this.#addQuestion(flow, row, question, nowMs);
    this.#open.answer(question, nowMs);
    this.#addAnswer(flow, row, text, onAddress);
    return 0;
  }

  /** Counts what was asked five seconds before `nowMs` and never answered. */
  expire(nowMs: number): void {
    for (const { owner, times, askedMs } of this.#open.expired(nowMs)) {
      const row = owner.heir ?? owner;
      if (this.#byEdge.get(row.edge)?.names.get(row.name)?.includes(row) !== true) continue;
      this.#count(row, TIMEOUTS, tenOf(askedMs), times);
      this.#edges.count(row.edge, FIGURE.dnsTimeouts, askedMs, times);
    }
  }

  #addQuestion(flow: FlowRecord, row: DnsName, question: number, nowMs: number): 0 | 1 {
    const ten = tenOf(flow.timeMs);
    this.#count(row, QUESTIONS, ten, 1);
    this.#edges.count(row.edge, FIGURE.dnsQuestions, flow.timeMs, 1);
    if (flow.verdict === DROPPED) {
      this.#count(row, DENIED, ten, 1);
      this.#edges.count(row.edge, FIGURE.dnsDenied, flow.timeMs, 1);
      return 1;
    }
    this.#open.ask(question, row, flow.timeMs, nowMs);
    return 0;
  }

  #addAnswer(flow: FlowRecord, row: DnsName, text: TextOf, onAddress: OnAddress): void {
    this.#count(row, Math.min(flow.rcode, MAX_RCODE), tenOf(flow.timeMs), 1);
    if (flow.rcode !== 0) this.#edges.count(row.edge, FIGURE.dnsFailed, flow.timeMs, 1);
    if (flow.ttlSeconds !== NO_TTL) row.ttlSeconds = flow.ttlSeconds;
    for (let i = 0; i < flow.answerIps.length; i += 2) {
      const from = flow.answerIps[i];
      const address = text(from, Math.min(flow.answerIps[i + 1], from + MAX_ADDRESS_LENGTH));
      row.answered(address, flow.ttlSeconds === NO_TTL ? 0 : flow.ttlSeconds, flow.timeMs);
      onAddress(address, row.name);
    }
  }

  #count(row: DnsName, key: number, ten: number, amount: number): void {
    row.counts.add(key, ten, amount);
    this.#unwritten.add(row, ten, key, amount);
  }

  #row(flow: FlowRecord, edge: EdgeIndex, text: TextOf, nowMs: number): DnsName {
    const { queryFrom, queryTo, queryTypes, timeMs } = flow;
    const name = withoutDot(text(queryFrom, Math.min(queryTo, queryFrom + MAX_NAME_LENGTH)));
    const type =
      queryTypes.length > 0 ? text(queryTypes[0], Math.min(queryTypes[1], queryTypes[0] + MAX_TYPE_LENGTH)) : '';
    let names = this.#byEdge.get(edge);
    if (names === undefined) this.#byEdge.set(edge, (names = { names: new Map(), count: 0, lookedMs: 0 }));
    const known = find(names, name, type, false);
    if (known !== undefined) return known;
    if (!this.#hasRoom(names, edge, nowMs)) return this.#other(names, edge, timeMs);
    return this.#add(names, { edge, name, type, isOther: false, firstSeenMs: timeMs });
  }

  #hasRoom(names: EdgeNames, edge: EdgeIndex, nowMs: number): boolean {
    if (names.count >= MAX_NAMES_PER_EDGE) {
      if (Math.abs(nowMs - names.lookedMs) < LOOK_EVERY_MS) return false;
      names.lookedMs = nowMs;
      this.#fold(idleRows([...names.names.values()].flat(), nowMs));
    } else if (this.#rowCount >= MAX_NAMES) {
      this.#fold(this.#shares.victims({ [Symbol.iterator]: () => this.#rows() }, this.#edges.source(edge), nowMs));
    }
    return names.count < MAX_NAMES_PER_EDGE && this.#rowCount < MAX_NAMES;
  }

  #other(names: EdgeNames, edge: EdgeIndex, firstSeenMs: number): DnsName {
    return find(names, 'other', '', true) ?? this.#add(names, { edge, ...OTHER, firstSeenMs });
  }

  #add(names: EdgeNames, head: RowHead): DnsName {
    const row = this.#newRow(names.names, head);
    const sameName = names.names.get(row.name);
    if (sameName === undefined) names.names.set(row.name, [row]);
    else sameName.push(row);
    if (row.isOther) return row;
    names.count++;
    this.#rowCount++;
    this.#shares.add(row.owner);
    return row;
  }

  #newRow(names: AskedNames, head: RowHead): DnsName {
    const id = (this.#nextId = (this.#nextId + 1) % MAX_ID);
    return new DnsName({ ...head, id, client: this.#edges.source(head.edge) }, names, this.#lanes);
  }

  /** The names leave, and what they counted is `other`. */
  #fold(leaving: readonly DnsName[]): void {
    for (const row of leaving) {
      const names = this.#byEdge.get(row.edge)!;
      const rest = names.names.get(row.name)!.filter((other) => other !== row);
      if (rest.length > 0) names.names.set(row.name, rest);
      else names.names.delete(row.name);
      names.count--;
      this.#rowCount--;
      this.#shares.remove(row.owner);
      const { questions, answers } = row.figures();
      this.folded += questions + answers;
      const other = this.#other(names, row.edge, row.lastSeenMs);
      this.#unwritten.move(row, other);
      row.moveTo(other);
    }
  }

  *#rows(): Generator<DnsName> {
    for (const { names } of this.#byEdge.values()) for (const rows of names.values()) yield* rows;
  }
}

function find({ names }: EdgeNames, name: string, type: string, isOther: boolean): DnsName | undefined {
  const rows = names.get(name);
  if (rows === undefined) return undefined;
  for (const row of rows) if (row.type === type && row.isOther === isOther) return row;
  return undefined;
}

function withoutDot(name: string): string {
  return name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name;
}
