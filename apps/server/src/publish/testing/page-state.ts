import { fromBinary } from '@bufbuild/protobuf';
import {
  FrameSchema,
  type Cause,
  type Changes,
  type Frame,
  type Timeline,
  type Vertex,
} from '@orrery/proto/orrery/live/v1/live_pb';

/** Names of the figure columns of EdgeFigures. */
export const FIGURE_COLUMNS = [
  'unknown',
  'forwarded',
  'dropped',
  'error',
  'audit',
  'redirected',
  'traced',
  'translated',
  'connections',
  'deniedAttempts',
  'auditedAttempts',
  'httpRequests',
  'httpDenied',
  'httpFailed',
  'dnsQuestions',
  'dnsDenied',
  'dnsFailed',
  'dnsTimeouts',
] as const;

interface PageEdge {
  readonly name: string;
  readonly source: number;
  readonly destination: number;
  readonly figures: Readonly<Record<string, number>>;
  readonly causes: readonly Cause[];
}

/** What a page knows after the frames it got: the receiving half of the protocol, as simple as it can be. */
export class PageState {
  sequence = 0;
  snapshots = 0;
  patches = 0;
  query = '';
  rejections: { message: string; from: number; to: number; query: string }[] = [];
  status: Frame['status'];
  timeline: Timeline | undefined;
  readonly vertices = new Map<number, Vertex>();
  readonly edges = new Map<number, PageEdge>();

  apply(bytes: Uint8Array): void {
    const frame = fromBinary(FrameSchema, bytes);
    const { body } = frame;
    if (body.case === undefined) throw new Error('a frame without a body');
    if (body.case === 'rejection') {
      const { message, from, to, query } = body.value;
      this.rejections.push({ message, from, to, query });
      return;
    }
    if (body.case === 'snapshot') this.#forget(frame);
    else if (frame.sequence !== this.sequence + 1) throw new Error(`patch ${frame.sequence} after ${this.sequence}`);
    else this.patches += 1;
    this.sequence = frame.sequence;
    if (frame.status !== undefined) this.status = frame.status;
    this.#change(body.value);
  }

  /** `web -> cart:8080 forwarded 2 dropped 1`, in order; figures of 0 left out. */
  drawing(): string[] {
    return [...this.edges.values()]
      .map(({ name, figures }) => {
        const told = FIGURE_COLUMNS.filter((column) => (figures[column] ?? 0) > 0);
        return [name, ...told.map((column) => `${column} ${figures[column]}`)].join(' ');
      })
      .toSorted();
  }

  #forget(frame: Frame): void {
    this.snapshots += 1;
    this.query = frame.query;
    this.vertices.clear();
    this.edges.clear();
    this.timeline = undefined;
  }

  #change(changes: Changes): void {
    for (const index of changes.removedEdges) {
      if (!this.edges.delete(index)) throw new Error(`edge ${index} is removed but was not there`);
    }
    for (const vertex of changes.vertices) this.vertices.set(vertex.index, vertex);
    for (const { index, source, destination, port } of changes.edges) {
      if (this.edges.has(index)) throw new Error(`edge ${index} is told twice`);
      const name = `${this.#nameOf(source)} -> ${this.#nameOf(destination)}${port === 0 ? '' : `:${port}`}`;
      this.edges.set(index, { name, source, destination, figures: {}, causes: [] });
    }
    this.#changeFigures(changes);
    for (const { edge, causes } of changes.causes) this.edges.set(edge, { ...this.#edge(edge), causes });
    if (changes.timeline !== undefined) this.timeline = mergedTimelines(this.timeline, changes.timeline);
  }

  #changeFigures({ figures }: Changes): void {
    for (const [at, index] of figures?.edge.entries() ?? []) {
      const row = Object.fromEntries(FIGURE_COLUMNS.map((column) => [column, figures?.[column][at] ?? 0]));
      row['lastSeenMs'] = figures?.lastSeenMs[at] ?? 0;
      this.edges.set(index, { ...this.#edge(index), figures: row });
    }
  }

  #edge(index: number): PageEdge {
    const edge = this.edges.get(index);
    if (edge === undefined) throw new Error(`edge ${index} was never told`);
    return edge;
  }

  #nameOf(index: number): string {
    const vertex = this.vertices.get(index);
    if (vertex === undefined) throw new Error(`vertex ${index} was never told`);
    return vertex.key.replace(/^(default\/|fqdn:)/, '');
  }
}

const TIMELINE_COLUMNS = ['forwarded', 'audited', 'dropped', 'other', 'lost', 'nodesMissing'] as const;

/** The window keeps the length that the snapshot gave it; its last step is the patch's last. */
function mergedTimelines(before: Timeline | undefined, patch: Timeline): Timeline {
  if (before === undefined || patch.forwarded.length >= before.forwarded.length) return patch;
  const step = before.stepSeconds;
  const kept = (patch.startSeconds - before.startSeconds) / step;
  const length = before.forwarded.length;
  const merged = { ...before };
  for (const column of TIMELINE_COLUMNS) {
    merged[column] = [...before[column].slice(0, kept), ...patch[column]].slice(-length);
  }
  merged.startSeconds = patch.startSeconds + (patch.forwarded.length - length) * step;
  return merged;
}
