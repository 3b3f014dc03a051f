import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  Cause_Kind,
  ChangesSchema,
  FrameSchema,
  Vertex_Kind,
  type CauseSchema,
  type EdgeCausesSchema,
  type EdgeSchema,
  type VertexSchema,
} from '@orrery/proto/orrery/live/v1/live_pb';
import type { Cause, EdgeIndex, GraphView, VertexIndex, VertexKind } from '../aggregate/graph-view.ts';
import type { TimelineInit } from './view-timeline.ts';

export interface FrameParts {
  readonly kind: 'snapshot' | 'patch';
  readonly sequence: number;
  readonly timeMs: number;
  /** Set in snapshots. */
  readonly query: string;
  readonly windowSeconds: number;

  readonly removed: readonly EdgeIndex[];
  readonly vertices: ReadonlySet<VertexIndex>;
  readonly edges: readonly EdgeIndex[];
  /** Encoded EdgeFigures. */
  readonly figures: Uint8Array;
  /** Edges whose causes are told. */
  readonly caused: readonly EdgeIndex[];
  readonly timeline: TimelineInit | undefined;
  /** Encoded Status. */
  readonly status: Uint8Array | undefined;
}

/**
 * One WebSocket message. Parts that are bytes already are spliced in, which the wire format allows: a message is the
 * concatenation of its fields in any order.
 */
export function encodeFrame(parts: FrameParts, graph: GraphView): Uint8Array {
  const rest = toBinary(
    ChangesSchema,
    create(ChangesSchema, {
      removedEdges: [...parts.removed],
      vertices: Array.from(parts.vertices, (index) => vertexInit(graph, index)),
      edges: parts.edges.map((index) => edgeInit(graph, index)),
      causes: parts.caused.map((index) => causesInit(graph, index)),
      ...(parts.timeline === undefined ? {} : { timeline: parts.timeline }),
    }),
  );
  const changes = new BinaryWriter().raw(rest);
  if (parts.figures.length > 0) changes.tag(CHANGES_FIGURES, WireType.LengthDelimited).bytes(parts.figures);

  const { sequence, timeMs, query, windowSeconds } = parts;
  const frame = new BinaryWriter()
    .raw(toBinary(FrameSchema, create(FrameSchema, { sequence, timeMs, query, windowSeconds })))
    .tag(parts.kind === 'snapshot' ? FRAME_SNAPSHOT : FRAME_PATCH, WireType.LengthDelimited)
    .bytes(changes.finish());
  if (parts.status !== undefined) frame.tag(FRAME_STATUS, WireType.LengthDelimited).bytes(parts.status);
  return frame.finish();
}

const CHANGES_FIGURES = ChangesSchema.field.figures.number;
const FRAME_SNAPSHOT = FrameSchema.field.snapshot.number;
const FRAME_PATCH = FrameSchema.field.patch.number;
const FRAME_STATUS = FrameSchema.field.status.number;

function vertexInit(graph: GraphView, index: VertexIndex): MessageInitShape<typeof VertexSchema> {
  const vertex = graph.vertex(index);
  return {
    index,
    key: vertex.key,
    kind: VERTEX_KINDS[vertex.kind],
    cluster: vertex.cluster,
    namespace: vertex.namespace,
    workload: vertex.workload,
    workloadKind: vertex.workloadKind,
    identity: vertex.identity >>> 0,
    labels: [...vertex.labels],
    names: [...vertex.names],
    namesInferred: vertex.namesInferred,
    ip: vertex.ip,
  };
}

const VERTEX_KINDS: Readonly<Record<VertexKind, Vertex_Kind>> = {
  unknown: Vertex_Kind.UNKNOWN,
  workload: Vertex_Kind.WORKLOAD,
  fqdn: Vertex_Kind.FQDN,
  cidr: Vertex_Kind.CIDR,
  world: Vertex_Kind.WORLD,
  host: Vertex_Kind.HOST,
  'remote-node': Vertex_Kind.REMOTE_NODE,
  'kube-apiserver': Vertex_Kind.KUBE_APISERVER,
  health: Vertex_Kind.HEALTH,
  ingress: Vertex_Kind.INGRESS,
  reserved: Vertex_Kind.RESERVED,
  other: Vertex_Kind.OTHER,
};

function edgeInit({ edges }: GraphView, index: EdgeIndex): MessageInitShape<typeof EdgeSchema> {
  return {
    index,
    source: edges.source(index),
    destination: edges.destination(index),
    port: edges.port(index),
    protocol: edges.protocol(index),
    firstSeenMs: edges.firstSeenMs(index),
  };
}

function causesInit({ edges }: GraphView, index: EdgeIndex): MessageInitShape<typeof EdgeCausesSchema> {
  return { edge: index, causes: edges.causes(index).map(causeInit) };
}

function causeInit(cause: Cause): MessageInitShape<typeof CauseSchema> {
  return {
    kind: CAUSE_KINDS[cause.kind],
    dropReason: cause.dropReason,
    direction: DIRECTIONS[cause.direction],
    policies: [...cause.policies],
    flows: Math.min(cause.flows, MAX_UINT32),
    attempts: Math.min(cause.attempts, MAX_UINT32),
    firstSeenMs: cause.firstSeenMs,
    lastSeenMs: cause.lastSeenMs,
  };
}

const CAUSE_KINDS: Readonly<Record<Cause['kind'], Cause_Kind>> = {
  denied: Cause_Kind.DENIED,
  audited: Cause_Kind.AUDITED,
  'l7-denied': Cause_Kind.L7_DENIED,
  'not-policy': Cause_Kind.NOT_POLICY,
};
const DIRECTIONS: Readonly<Record<Cause['direction'], number>> = { unknown: 0, ingress: 1, egress: 2 };
const MAX_UINT32 = 0xffff_ffff;
