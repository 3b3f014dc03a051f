import { L7_REQUEST, L7_RESPONSE } from '../decode/flow-record.ts';
import type { FlowRecord } from '../decode/flow-record.ts';
import type { EdgeTable } from './edge-table.ts';
import { FIGURE } from './graph-view.ts';
import type { DnsRow, EdgeIndex } from './graph-view.ts';
import { OpenQuestions } from './open-questions.ts';

const MAX_NAMES = 50_000;
const MAX_NAMES_PER_EDGE = 2_048;
const MAX_NAME_LENGTH = 255;
const MAX_ADDRESSES = 16;
/** Longer than any address of IPv6. */
const MAX_ADDRESS_LENGTH = 64;
/** Extended codes have 12 bits. */
const MAX_RCODE = 4_095;
/** An answer without records has this ttl. */
const NO_TTL = 4_294_967_295;

const MAX_ID = 2 ** 21;

const DROPPED = 2;

interface Row extends DnsRow {
  /** Below 2^21, and used again only after two million others. */
  readonly id: number;
  questions: number;
  answers: number;
  denied: number;
  timeouts: number;
  readonly rcodes: Map<number, number>;
  readonly addresses: string[];
  ttlSeconds: number;
  lastSeenMs: number;
}

/**
 * DNS questions per edge (client and resolver), name and type. Only the node of the client tells about them, so
 * nothing is seen twice. A question without an answer in five seconds that we listened is a timeout.
 *
 * Bounded: 2,048 names per edge and 50,000 in all; then the name is `other` (`folded`).
 */
export class DnsTable {
  folded = 0;
  readonly #edges: EdgeTable;
  /** By edge and name, one row per type. */
  readonly #rows = new Map<EdgeIndex, Map<string, Row[]>>();
  readonly #rowsOfEdge = new Map<EdgeIndex, number>();
  #rowCount = 0;
  #nextId = 0;
  readonly #open = new OpenQuestions<Row>();

  constructor(edges: EdgeTable) {
    this.#edges = edges;
  }

  *rows(): Iterable<DnsRow> {
    for (const names of this.#rows.values()) for (const rows of names.values()) yield* rows;
  }

  forget(edge: EdgeIndex): void {
    this.#rowCount -= this.#rowsOfEdge.get(edge) ?? 0;
    this.#rowsOfEdge.delete(edge);
    this.#rows.delete(edge);
  }

  /** Answers 1 when a rule refused the question. `onAddress` is told every address that an answer gave for a name. */
  add(
    flow: FlowRecord,
    edge: EdgeIndex,
    text: (from: number, to: number) => string,
    onAddress: (address: string, name: string) => void,
    nowMs: number,
  ): 0 | 1 {
    const isQuestion = flow.l7Type === L7_REQUEST;
    if (!isQuestion && flow.l7Type !== L7_RESPONSE) return 0;
    const name = withoutDot(text(flow.queryFrom, Math.min(flow.queryTo, flow.queryFrom + MAX_NAME_LENGTH)));
    const type =
      flow.queryTypes.length > 0 ? text(flow.queryTypes[0], Math.min(flow.queryTypes[1], flow.queryTypes[0] + 16)) : '';
    const row = this.#row(edge, name, type, flow.timeMs);
    row.lastSeenMs = Math.max(row.lastSeenMs, flow.timeMs);
    const port = isQuestion ? flow.sourcePort : flow.destinationPort;
    const client = isQuestion ? flow.sourceIpHash : flow.destinationIpHash;
    const question = row.id * 2 ** 32 + (((port << 16) | (client & 0xffff)) >>> 0);
    if (isQuestion) {
      return this.#addQuestion(flow, row, question, nowMs);
    }
    this.#open.answer(question, nowMs);
    this.#addAnswer(flow, row, text, onAddress);
    return 0;
  }

  /** Counts what was asked five seconds before `nowMs` and never answered. */
  expire(nowMs: number): void {
    for (const { owner, askedMs } of this.#open.expired(nowMs)) {
      if (this.#rows.get(owner.edge)?.get(owner.name)?.includes(owner) !== true) continue;
      owner.timeouts++;
      this.#edges.count(owner.edge, FIGURE.dnsTimeouts, askedMs, 1);
    }
  }

  #addQuestion(flow: FlowRecord, row: Row, question: number, nowMs: number): 0 | 1 {
    row.questions++;
    this.#edges.count(row.edge, FIGURE.dnsQuestions, flow.timeMs, 1);
    if (flow.verdict === DROPPED) {
      row.denied++;
      this.#edges.count(row.edge, FIGURE.dnsDenied, flow.timeMs, 1);
      return 1;
    }
    this.#open.ask(question, row, flow.timeMs, nowMs);
    return 0;
  }

  #addAnswer(
    flow: FlowRecord,
    row: Row,
    text: (from: number, to: number) => string,
    onAddress: (address: string, name: string) => void,
  ): void {
    row.answers++;
    const rcode = Math.min(flow.rcode, MAX_RCODE);
    row.rcodes.set(rcode, (row.rcodes.get(rcode) ?? 0) + 1);
    if (flow.rcode !== 0) this.#edges.count(row.edge, FIGURE.dnsFailed, flow.timeMs, 1);
    if (flow.ttlSeconds !== NO_TTL) row.ttlSeconds = flow.ttlSeconds;
    for (let i = 0; i < flow.answerIps.length; i += 2) {
      const from = flow.answerIps[i];
      const address = text(from, Math.min(flow.answerIps[i + 1], from + MAX_ADDRESS_LENGTH));
      if (row.addresses.length < MAX_ADDRESSES && !row.addresses.includes(address)) row.addresses.push(address);
      onAddress(address, row.name);
    }
  }

  #row(edge: EdgeIndex, name: string, type: string, timeMs: number): Row {
    const known = this.#find(edge, name, type);
    if (known !== undefined) return known;
    const isFull = (this.#rowsOfEdge.get(edge) ?? 0) >= MAX_NAMES_PER_EDGE || this.#rowCount >= MAX_NAMES;
    if (!isFull) return this.#addRow(edge, name, type, timeMs);
    this.folded++;
    return this.#find(edge, 'other', '') ?? this.#addRow(edge, 'other', '', timeMs);
  }

  #find(edge: EdgeIndex, name: string, type: string): Row | undefined {
    const rows = this.#rows.get(edge)?.get(name);
    if (rows === undefined) return undefined;
    for (const row of rows) if (row.type === type) return row;
    return undefined;
  }

  #addRow(edge: EdgeIndex, name: string, type: string, timeMs: number): Row {
    const row: Row = {
      id: (this.#nextId = (this.#nextId + 1) % MAX_ID),
      client: this.#edges.source(edge),
      edge,
      name,
      type,
      questions: 0,
      answers: 0,
      rcodes: new Map(),
      denied: 0,
      timeouts: 0,
      addresses: [],
      ttlSeconds: 0,
      firstSeenMs: timeMs,
      lastSeenMs: timeMs,
    };
    let names = this.#rows.get(edge);
    if (names === undefined) this.#rows.set(edge, (names = new Map()));
    const rows = names.get(name);
    if (rows === undefined) names.set(name, [row]);
    else rows.push(row);
    this.#rowsOfEdge.set(edge, (this.#rowsOfEdge.get(edge) ?? 0) + 1);
    this.#rowCount++;
    return row;
  }
}

function withoutDot(name: string): string {
  return name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name;
}
