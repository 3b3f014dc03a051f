/**
 * What other rooms may read of the graph. They never write to it; `Graph` implements it.
 *
 *     vertex ──edge──► vertex        an edge is (source, destination, destination port, protocol)
 *
 * Figures of an edge are kept in windows, so a reader says for which range it wants them.
 */

import type { PolicyChange } from './policy-change.ts';

/** Row number of a vertex. Rows are never reused while the server runs. */
export type VertexIndex = number;

/** Row number of an edge. A row is reused after its edge was folded; `edgeSerial` tells them apart. */
export type EdgeIndex = number;

export type VertexKind =
  | 'workload'
  | 'fqdn'
  | 'cidr'
  | 'world'
  | 'host'
  | 'remote-node'
  | 'kube-apiserver'
  | 'health'
  | 'ingress'
  | 'reserved'
  | 'other'
  | 'unknown';

export interface Vertex {
  readonly index: VertexIndex;
  /** `cluster/identity`, `fqdn:name`, `cidr:prefix`, `reserved:name`, `reserved:world/ip`, `other`. */
  readonly key: string;
  readonly kind: VertexKind;
  readonly cluster: string;
  readonly namespace: string;
  /** Learned from flows of the node it runs on; until then guessed from labels or the pod name, or ''. */
  readonly workload: string;
  readonly workloadKind: string;
  /** As it was seen first; of no meaning across nodes from 16777216 on. */
  readonly identity: number;
  readonly labels: readonly string[];
  /** DNS names; inferred ones come from DNS answers that we saw. */
  readonly names: readonly string[];
  readonly namesInferred: boolean;
  /** Set for kind `world`. */
  readonly ip: string;
  /** Grows whenever anything above changed. */
  readonly revision: number;
}

/** Half-open, in seconds since 1970; both ends are rounded outward to what the windows can answer. */
export interface SecondRange {
  readonly from: number;
  readonly to: number;
}

/** Position in a row of figures; the eight verdicts come first and equal Hubble's numbers. */
export const FIGURE = {
  unknown: 0,
  forwarded: 1,
  dropped: 2,
  error: 3,
  audit: 4,
  redirected: 5,
  traced: 6,
  translated: 7,
  connections: 8,
  deniedAttempts: 9,
  auditedAttempts: 10,
  httpRequests: 11,
  httpDenied: 12,
  httpFailed: 13,
  dnsQuestions: 14,
  dnsDenied: 15,
  dnsFailed: 16,
  dnsTimeouts: 17,
} as const;
export type Figure = (typeof FIGURE)[keyof typeof FIGURE];
export const VERDICT_COUNT = 8;
export const FIGURE_COUNT = 18;

export type CauseKind = 'denied' | 'audited' | 'l7-denied' | 'not-policy';

export interface Cause {
  readonly kind: CauseKind;
  /** DropReason of Hubble; 0 for audit and L7. */
  readonly dropReason: number;
  readonly direction: 'unknown' | 'ingress' | 'egress';
  /** `namespace/name`, or `name` for clusterwide policies; what `*_denied_by` named. */
  readonly policies: readonly string[];
  readonly flows: number;
  readonly attempts: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

export interface EdgeView {
  /** One past the highest row in use. */
  readonly size: number;
  isLive(edge: EdgeIndex): boolean;
  serial(edge: EdgeIndex): number;
  source(edge: EdgeIndex): VertexIndex;
  destination(edge: EdgeIndex): VertexIndex;
  port(edge: EdgeIndex): number;
  /** 0 unknown, 1 TCP, 2 UDP, 3 ICMPv4, 4 ICMPv6, 5 SCTP, 6 VRRP, 7 IGMP: the field numbers of flow.Layer4. */
  protocol(edge: EdgeIndex): number;
  firstSeenMs(edge: EdgeIndex): number;
  lastSeenMs(edge: EdgeIndex): number;
  /** Since the edge was first seen. */
  total(edge: EdgeIndex, figure: Figure): number;
  /** Fills `out[0..FIGURE_COUNT)` with the figures of the range. */
  readFigures(edge: EdgeIndex, range: SecondRange, out: Float64Array): void;
  /** Adds the edge's flows of each step of the range to the four columns. `stepSeconds` is 1 or a multiple of 10. */
  addTimeline(edge: EdgeIndex, range: SecondRange, stepSeconds: number, out: TimelineColumns): void;
  /** Causes, and policies in them, are added while the edge lives and never taken away. */
  causes(edge: EdgeIndex): readonly Cause[];
  /** Policies named by `*_allowed_by`, as in Cause.policies; they are only added, too. */
  allowedBy(edge: EdgeIndex): readonly string[];
  /** Grows with every flow and every change of a cause; compare to know whether to read again. */
  revision(edge: EdgeIndex): number;
}

/** One figure that was counted for a second that was closed before. */
export interface LateCount {
  readonly edge: EdgeIndex;
  readonly serial: number;
  readonly figure: Figure;
  /** Since 1970. */
  readonly second: number;
  readonly amount: number;
}

/** What was counted in one HTTP row in ten seconds. Amounts below 0 take back what was told before. */
export interface HttpCounts {
  readonly row: HttpRow;
  /** Where the ten seconds begin, since 1970. */
  readonly second: number;
  readonly denied: number;
  readonly statusCodes: ReadonlyMap<number, number>;
  /** By bucket of a LatencySketch. */
  readonly latencies: ReadonlyMap<number, number>;
}

/** Events of ten seconds that a node or relay said it lost. */
export interface LostCount {
  readonly node: string;
  /** LostEventSource of Hubble. */
  readonly source: number;
  readonly second: number;
  readonly events: number;
}

/** The same as HttpCounts, of a DNS row. */
export interface DnsCounts {
  readonly row: DnsRow;
  readonly second: number;
  readonly questions: number;
  readonly denied: number;
  readonly timeouts: number;
  readonly rcodes: ReadonlyMap<number, number>;
}

/**
 * For who writes down what was counted: seconds that are written do not change any more.
 *
 *     edges  0 1 2 3 │ 4 5 6 ...       of a second that is being read, what is counted now is late for 0 to 3, and is
 *            read      not yet         read with the others
 */
export interface ClosingView {
  /** From now on, what is counted before this second is late. */
  closeBefore(second: number): void;
  /** From now on, edges are read of this range, which begins where it is closed; none of them is yet. */
  beginReading(range: SecondRange): void;
  /** Edges below this one are read. */
  readTo(edge: EdgeIndex): void;
  /**
   * The edge that others are folded into has to be read last, at once before this: what this gives was read of edges
   * that were folded since. The range is closed. Undefined when nothing was folded.
   */
  endReading(): ArrayLike<number> | undefined;
  /** -1 while no edge was folded. */
  readonly foldEdge: EdgeIndex;
  /** What was late since the last call. */
  takeLate(): readonly LateCount[];
  /** What was counted before that second and not taken yet. Counting may go on between two steps. */
  takeHttp(before: number): Iterable<HttpCounts>;
  takeDns(before: number): Iterable<DnsCounts>;
  /** Policies that changed since the last call. */
  takePolicyChanges(): readonly PolicyChange[];
}

export interface TimelineColumns {
  /** FORWARDED, REDIRECTED */
  readonly forwarded: Float64Array;
  readonly audited: Float64Array;
  /** DROPPED */
  readonly dropped: Float64Array;
  /** ERROR, TRACED, TRANSLATED, unknown */
  readonly other: Float64Array;
}

export interface GraphView {
  vertexCount(): number;
  vertex(index: VertexIndex): Vertex;
  readonly edges: EdgeView;
  /** Edges folded into "other" since the start, and the flows they carried. */
  readonly foldedEdges: number;
  /** Grows when a vertex was added or changed. */
  readonly vertexRevision: number;
  /** How far back windows reach, seconds. */
  readonly windowSeconds: number;
}

/** Figures of rows are since they were first seen, or of the tens of seconds that touch a range of the last quarter of an hour. */
interface L7Row {
  readonly edge: EdgeIndex;
  /** It stands for everything on its edge that is past the bounds. */
  readonly isOther: boolean;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

/** One row of the HTTP table: a method and a templated path on an edge. */
export interface HttpRow extends L7Row {
  readonly method: string;
  /** `/cart/{id}`; for gRPC `/package.Service/Method`; `other` past the bound. */
  readonly path: string;
  readonly isGrpc: boolean;
  /** As the first flow said it: `HTTP/1.1`. */
  readonly protocol: string;
  figures(range?: SecondRange): HttpFigures;
  latency(range?: SecondRange): HttpLatency;
  /** The most frequent first, and how often each was asked for at least. */
  rawPaths(): readonly { readonly path: string; readonly requests: number }[];
  /** 0 for never. */
  readonly lastDeniedMs: number;
}

export interface HttpFigures {
  /** The denied ones and those with a status. */
  readonly requests: number;
  /** Denied by an L7 rule; these have no status of their own. */
  readonly denied: number;
  readonly statusCodes: ReadonlyMap<number, number>;
  /** False when the windows do not have all of the range: then it is all since the row was first seen. */
  readonly isKnown: boolean;
}

export interface HttpLatency {
  /** Responses that carried one. */
  readonly count: number;
  readonly sinceMs: number;
  quantileMs(q: number): number;
  /** Each step is above the one before and not above `leMs`, which is Infinity for the last. */
  histogram(): readonly { readonly leMs: number; readonly count: number }[];
}

/** One row of the DNS table: a name and a type asked by a client. */
export interface DnsRow extends L7Row {
  readonly client: VertexIndex;
  /** Without the trailing dot; `other` past the bound. */
  readonly name: string;
  readonly type: string;
  figures(range?: SecondRange): DnsFigures;
  /** Those that answers gave last. */
  readonly addresses: readonly DnsAddress[];
  /** Of the last answer that had one. */
  readonly ttlSeconds: number;
  /** The name that the client meant when this one comes from its search list; '' otherwise. */
  searchDomainOf(): string;
}

export interface DnsFigures {
  readonly questions: number;
  readonly answers: number;
  readonly rcodes: ReadonlyMap<number, number>;
  readonly denied: number;
  readonly timeouts: number;
  /** As of HttpFigures. */
  readonly isKnown: boolean;
}

export interface DnsAddress {
  readonly address: string;
  readonly ttlSeconds: number;
  readonly lastSeenMs: number;
}

export interface L7View {
  httpRows(): Iterable<HttpRow>;
  dnsRows(): Iterable<DnsRow>;
  /** Requests, and questions and answers, that were counted in rows called `other`. */
  readonly foldedRoutes: number;
  readonly foldedNames: number;
  /** When the first flow came, by our clock; 0 before. */
  readonly listeningSinceMs: number;
}

/** A flow kept as the bytes that arrived: a whole GetFlowsResponse. */
export interface KeptFlow {
  /** Grows with arrival; a cursor. */
  readonly number: number;
  readonly edge: EdgeIndex;
  readonly edgeSerial: number;
  readonly verdict: number;
  /** What it is evidence of, see evidence-shelf.ts. */
  readonly shelf: number;
  readonly timeMs: number;
  /** It was one of so many when it was kept; 1 when every flow was. Evidence is no sample, and says 1. */
  readonly oneIn: number;
  /** Valid until control returns to the event loop: copy what you keep. */
  readonly bytes: Uint8Array;
}

export interface KeptFlowsView {
  /** Newest first, from below `cursor`, the newest when undefined. */
  newestFirst(cursor?: number): Iterable<KeptFlow>;
  /** Oldest first, from above `after`. Only until control returns to the event loop: then begin anew. */
  oldestFirst(after: number): Iterable<KeptFlow>;
  /** The number of the flow that arrived last, kept or not; 0 before the first. */
  readonly newestNumber: number;
  /** Flows with smaller numbers may have left the ring; 0 while none has. */
  readonly forgottenBelow: number;
  /** The kept evidence of one edge, newest first. */
  evidence(edge: EdgeIndex): Iterable<KeptFlow>;
  /** The kept evidence of all edges, in no order; stays valid while it changes. */
  allEvidence(): Iterable<KeptFlow>;
  readonly keptFlows: number;
  readonly keptBytes: number;
  /** Of so many flows one goes into the ring now. */
  readonly keptOneIn: KeptOneIn;
}

/** For who writes down single flows: out of what is kept, each is picked once. */
export interface RawView {
  /**
   * What is to be written down of the flows before `endMs` that no pick before has looked at. Those of before
   * `notBeforeMs` are left alone, as another server wrote them. May rest between its steps, while flows come in.
   */
  pick(endMs: number, notBeforeMs: number): Generator<undefined, RawPick, undefined>;
  /** Flows before `endMs` are never picked. */
  skip(endMs: number): void;
}

export interface RawPick {
  /** In order of time; their bytes are copies. */
  readonly flows: readonly RawFlow[];
  /** Denied, audited and failed ones that are not in `flows` as evidence: more came than is written down. */
  readonly overCap: number;
  /** Flows that are written as a sample, and how many they are the sample of, about. */
  readonly sample: number;
  readonly sampleOf: number;
  /** Larger than what is written down. */
  readonly tooLarge: number;
}

export type RawFlow = Pick<KeptFlow, 'edge' | 'edgeSerial' | 'verdict' | 'timeMs' | 'oneIn' | 'bytes'> & {
  readonly kept: 'evidence' | 'sample';
};

export interface KeptOneIn {
  /** Denied, audited and failed flows. */
  readonly trouble: number;
  readonly ordinary: number;
}

/** received = counted + duplicate + undecodable + sum(dropped), always. */
export interface Conservation {
  readonly received: number;
  readonly counted: number;
  readonly duplicate: number;
  readonly undecodable: number;
  readonly dropped: ReadonlyMap<string, number>;
}

export interface LostView {
  /** By LostEventSource of Hubble. */
  readonly bySource: ReadonlyMap<number, number>;
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface LedgerView {
  total(): Conservation;
  /** By node name; '' holds what could not be attributed. */
  nodes(): ReadonlyMap<string, Conservation & { readonly lastSeenMs: number; readonly late: number }>;
  lost(): ReadonlyMap<string, LostView>;
  /** Adds lost events per step to `out`. */
  addLostTimeline(range: SecondRange, stepSeconds: number, out: Float64Array): void;
  lostIn(range: SecondRange): number;
  /** Mean over the last ten whole seconds of our own clock. */
  flowsPerSecond(): number;
}
