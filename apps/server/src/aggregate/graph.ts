import { EVENT_L7, L7_DNS, L7_HTTP } from '../decode/flow-record.ts';
import type { FlowRecord } from '../decode/flow-record.ts';
import type { Endpoint, PolicyRef } from '../decode/endpoint.ts';
import { AddressNames } from './address-names.ts';
import { AttemptCounter, isPolicyDenial } from './attempts.ts';
import { DnsTable } from './dns-table.ts';
import { EdgeTable, WINDOW_SECONDS } from './edge-table.ts';
import type {
  CauseKind,
  ClosingView,
  DnsCounts,
  DnsRow,
  EdgeIndex,
  GraphView,
  HttpCounts,
  HttpRow,
  KeptFlow,
  KeptFlowsView,
  KeptOneIn,
  L7View,
  LateCount,
  SecondRange,
  Vertex,
  VertexIndex,
} from './graph-view.ts';
import { HttpTable } from './http-table.ts';
import { KeptArchive } from './kept-archive.ts';
import { isReversed } from './orientation.ts';
import type { PolicyChange } from './policy-change.ts';
import { PolicyChanges } from './policy-changes.ts';
import type { RawSource } from './raw-picker.ts';
import { VertexTable } from './vertex-table.ts';

export interface GraphOptions {
  readonly maxEdges: number;
  /** For the newest flows and the evidence together. */
  readonly keptFlowsBytes: number;
}

const MAX_VERTICES = 200_000;
/** A clock that is further ahead of ours than this is not believed. */
const MAX_AHEAD_MS = 5_000;

const DROPPED = 2;
const AUDIT = 4;

/** Gives the text of a range of the flow that is being added. */
export type TextOf = (from: number, to: number) => string;

/**
 * The one graph: flows become edges between identities, with HTTP, DNS, causes and evidence beside them.
 *
 *     flow ──► vertices ──► edge ──┬──► flows by verdict, attempts, causes
 *                                  ├──► HTTP routes, DNS names
 *                                  └──► kept bytes
 */
export class Graph implements GraphView, L7View, KeptFlowsView, RawSource, ClosingView {
  readonly edges: EdgeTable;
  readonly windowSeconds = WINDOW_SECONDS;
  /** Flows whose time was missing or ahead of our clock, and which got the time of our clock. */
  clampedFlows = 0;
  /** When the first flow came, by our clock; 0 before. */
  listeningSinceMs = 0;
  readonly #vertices = new VertexTable(MAX_VERTICES);
  readonly #attempts: AttemptCounter;
  readonly #http: HttpTable;
  readonly #dns: DnsTable;
  readonly #kept: KeptArchive;
  readonly #addressNames = new AddressNames();
  readonly #policyChanges = new PolicyChanges();
  readonly #textOf: TextOf;
  #flow: FlowRecord | undefined;

  constructor(options: GraphOptions, textOf: TextOf) {
    this.#textOf = textOf;
    this.edges = new EdgeTable(options.maxEdges, this.#vertices.other, (edge, into) => this.#forget(edge, into));
    this.#attempts = new AttemptCounter(this.edges);
    this.#http = new HttpTable(this.edges);
    this.#dns = new DnsTable(this.edges);
    this.#kept = new KeptArchive(options.keptFlowsBytes, (edge) => this.edges.serial(edge));
  }

  /** Counts one flow; it came in the message `data[start, end)`, which is copied here. `nowMs` is our clock. */
  add(flow: FlowRecord, data: Uint8Array, start: number, end: number, nowMs: number): void {
    if (this.listeningSinceMs === 0) this.listeningSinceMs = nowMs;
    if (!(flow.timeMs > 0) || flow.timeMs > nowMs + MAX_AHEAD_MS) {
      flow.timeMs = nowMs;
      this.clampedFlows++;
    }
    this.#flow = flow;
    const from = this.#vertexOf(flow.source, this.#sourceAddress);
    const to = this.#vertexOf(flow.destination, this.#destinationAddress);
    const reversed = this.#isReversed(flow, from, to);
    const source = reversed ? to : from;
    const destination = reversed ? from : to;
    const service = serviceOf(flow, reversed);
    const edge = this.edges.findOrAdd(source, destination, service, flow.timeMs);

    this.edges.addFlow(edge, flow.verdict, flow.timeMs);
    const isL7 = flow.eventType === EVENT_L7;
    const isFirst = isL7 ? this.#addL7(flow, edge, nowMs) : this.#attempts.add(flow, edge, reversed);
    if (flow.verdict === DROPPED || flow.verdict === AUDIT) this.#addCause(flow, edge, isFirst);
    else if (flow.allowedBy.length > 0) this.edges.causesOf.allow(edge, flow.direction, flow.allowedBy);
    if (flow.allowedBy.length > 0) this.#notePolicies(flow, flow.allowedBy);
    if (flow.deniedBy.length > 0) this.#notePolicies(flow, flow.deniedBy);
    if (flow.destinationNames.length > 0) this.#tellNames(to, flow.destinationNames);
    if (flow.sourceNames.length > 0) this.#tellNames(from, flow.sourceNames);

    this.#kept.add(flow, data, start, end, edge, nowMs);
  }

  /** Lets time pass; call it four times a second, and a gap of two seconds is one in which we stood still. */
  advanceTo(nowMs: number): void {
    this.#dns.expire(nowMs);
    this.#kept.advanceTo(nowMs);
  }

  closeBefore(second: number): void {
    this.edges.closeBefore(second);
    this.#http.beginWriting();
    this.#dns.beginWriting();
  }
  beginReading(range: SecondRange): void {
    this.edges.beginReading(range);
  }
  readTo(edge: EdgeIndex): void {
    this.edges.readTo(edge);
  }
  endReading(): ArrayLike<number> | undefined {
    return this.edges.endReading();
  }
  get foldEdge(): EdgeIndex {
    return this.edges.foldEdge;
  }
  takeHttp(before: number): Iterable<HttpCounts> {
    return this.#http.takeBefore(before);
  }
  takeDns(before: number): Iterable<DnsCounts> {
    return this.#dns.takeBefore(before);
  }
  takeLate(): readonly LateCount[] {
    return this.edges.late.take();
  }
  takePolicyChanges(): readonly PolicyChange[] {
    return this.#policyChanges.take();
  }

  vertexCount(): number {
    return this.#vertices.rows.length;
  }
  vertex(index: VertexIndex): Vertex {
    return this.#vertices.rows[index];
  }
  get vertexRevision(): number {
    return this.#vertices.revision;
  }
  get foldedEdges(): number {
    return this.edges.foldedEdges;
  }

  httpRows(): Iterable<HttpRow> {
    return this.#http.rows();
  }
  dnsRows(): Iterable<DnsRow> {
    return this.#dns.rows();
  }
  get foldedRoutes(): number {
    return this.#http.folded;
  }
  get foldedNames(): number {
    return this.#dns.folded;
  }

  /** From now on every flow can be followed, or, as nobody does any more, those of the ring. */
  keepAll(isFollowed: boolean): void {
    this.#kept.keepAll(isFollowed);
  }
  newestFirst(cursor?: number): Iterable<KeptFlow> {
    return this.#kept.newestFirst(cursor);
  }
  oldestFirst(after: number): Iterable<KeptFlow> {
    return this.#kept.oldestFirst(after);
  }
  ringAfter(after: number): Iterable<KeptFlow> {
    return this.#kept.ringAfter(after);
  }
  get newestNumber(): number {
    return this.#kept.newestNumber;
  }
  get forgottenBelow(): number {
    return this.#kept.forgottenBelow;
  }
  evidence(edge: EdgeIndex): Iterable<KeptFlow> {
    return this.#kept.evidence(edge);
  }
  allEvidence(): Iterable<KeptFlow> {
    return this.#kept.allEvidence();
  }
  get keptFlows(): number {
    return this.#kept.keptFlows;
  }
  get keptBytes(): number {
    return this.#kept.keptBytes;
  }
  get keptOneIn(): KeptOneIn {
    return this.#kept.keptOneIn;
  }

  #vertexOf(endpoint: Endpoint, address: () => string): VertexIndex {
    return endpoint.vertex >= 0 ? endpoint.vertex : this.#resolve(endpoint, address);
  }

  #resolve(endpoint: Endpoint, address: () => string): VertexIndex {
    const before = this.#vertices.rows.length;
    const vertex = this.#vertices.of(endpoint, this.#flow!.node, address);
    const { ip } = this.#vertices.rows[vertex];
    if (this.#vertices.rows.length > before && ip !== '') {
      for (const name of this.#addressNames.of(ip)) this.#vertices.inferName(ip, name);
    }
    return vertex;
  }

  readonly #sourceAddress = (): string => this.#textOf(this.#flow!.sourceIpFrom, this.#flow!.sourceIpTo);
  readonly #destinationAddress = (): string => this.#textOf(this.#flow!.destinationIpFrom, this.#flow!.destinationIpTo);

  /** Where the flow does not say it: the way that is known already, else the lower port is the server. */
  #isReversed(flow: FlowRecord, from: VertexIndex, to: VertexIndex): boolean {
    const said = isReversed(flow);
    if (said !== undefined) return said;
    if (this.edges.find(from, to, serviceOf(flow, false)) >= 0) return false;
    if (this.edges.find(to, from, serviceOf(flow, true)) >= 0) return true;
    return flow.sourcePort < flow.destinationPort;
  }

  #addCause(flow: FlowRecord, edge: EdgeIndex, attempts: 0 | 1): void {
    this.edges.addCause(edge, causeKindOf(flow), flow.dropReason, flow.direction, flow.deniedBy, attempts, flow.timeMs);
  }

  #notePolicies({ node, timeMs }: FlowRecord, policies: readonly PolicyRef[]): void {
    this.#policyChanges.note(policies, node, timeMs, this.listeningSinceMs);
  }

  /** Answers 1 when a rule refused a request or question. */
  #addL7(flow: FlowRecord, edge: EdgeIndex, nowMs: number): 0 | 1 {
    if (flow.l7 === L7_HTTP) return this.#http.add(flow, edge, this.#textOf, nowMs);
    if (flow.l7 === L7_DNS) return this.#dns.add(flow, edge, this.#textOf, this.#onAddress, nowMs);
    return 0;
  }

  readonly #onAddress = (address: string, name: string): void => {
    if (this.#addressNames.add(address, name)) this.#vertices.inferName(address, name);
  };

  #tellNames(vertex: VertexIndex, ranges: readonly number[]): void {
    if (this.#vertices.isNamed(vertex)) return;
    for (let i = 0; i < ranges.length; i += 2) this.#vertices.tellName(vertex, this.#textOf(ranges[i], ranges[i + 1]));
  }

  #forget(edge: EdgeIndex, into: EdgeIndex): void {
    this.#http.forget(edge, into);
    this.#dns.forget(edge, into);
    this.#kept.forget(edge);
  }
}

function causeKindOf(flow: FlowRecord): CauseKind {
  if (flow.verdict === AUDIT) return 'audited';
  if (flow.eventType === EVENT_L7) return 'l7-denied';
  return isPolicyDenial(flow) ? 'denied' : 'not-policy';
}

/** port x 8 + protocol; the port is that of the server. */
function serviceOf(flow: FlowRecord, reversed: boolean): number {
  const port = reversed ? flow.sourcePort : flow.destinationPort;
  return ((port & 0xffff) << 3) | (flow.protocol & 7);
}
