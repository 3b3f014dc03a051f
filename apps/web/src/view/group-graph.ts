import type { Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import { edgeKey, type Edge } from './edge.ts';
import { FirstSeen } from './first-seen.ts';
import { endHead, headName, type EndHead } from './group-graph-head.ts';
import { sumEdges } from './group-graph-sum.ts';
import type { End, GroupedEdge, GroupedGraph, Grouping } from './grouped-graph.ts';
import { heardTime, type TimedGraph } from './heard-time.ts';

/** What grouping needs to know of a live graph. */
export interface GroupableGraph extends TimedGraph {
  readonly vertices: ReadonlyMap<number, Vertex>;
  /** An edge that changed is another object. */
  readonly edges: ReadonlyMap<number, Edge>;
}

/** Vertices that are shown as one, while edges end at them. */
interface EndGroup {
  readonly head: EndHead;
  /** By vertex index, with the number of edges that end there. */
  readonly uses: Map<number, number>;
  end: End | undefined;
}

interface EdgeGroup {
  readonly key: string;
  readonly source: EndGroup;
  readonly destination: EndGroup;
  readonly members: Map<number, Edge>;
  edge: GroupedEdge | undefined;
}

interface Member {
  edge: Edge;
  readonly group: EdgeGroup;
}

/**
 * Keeps one grouping of a graph that changes. Work is in proportion to what changed, and what did not change stays the
 * same object:
 *
 *     edges        edge 7 ─┐                       edge 7' ─┐
 *                  edge 9 ─┴► cart -> redis        edge 9  ─┴► cart -> redis'
 *                  edge 4 ──► cart -> dns          edge 4  ──► cart -> dns
 */
export class Grouper {
  #grouping: Grouping | undefined;
  #vertices: ReadonlyMap<number, Vertex> = new Map();
  #graph: GroupableGraph | undefined;
  #heads = new Map<number, EndGroup>();
  readonly #ends = new Map<string, EndGroup>();
  readonly #groups = new Map<string, EdgeGroup>();
  readonly #members = new Map<number, Member>();
  #changedEnds = new Set<EndGroup>();
  #changedGroups = new Set<EdgeGroup>();
  #shown: GroupedGraph | undefined;
  readonly #firstSeen: Readonly<Record<Grouping, FirstSeen>> = {
    identity: new FirstSeen(),
    workload: new FirstSeen(),
    namespace: new FirstSeen(),
  };

  group(graph: GroupableGraph, grouping: Grouping): GroupedGraph {
    if (grouping !== this.#grouping) this.#forget(grouping);
    const { timeMs, windowSeconds, isPast } = graph;
    if (this.#graph?.edges !== graph.edges || this.#graph.vertices !== graph.vertices) this.#follow(graph);
    const isSameTime = this.#graph?.timeline === graph.timeline && this.#graph?.status === graph.status;
    this.#graph = graph;
    const ends = this.#shownEnds();
    const edges = this.#shownEdges(windowSeconds, this.#firstSeen[grouping]);
    const shown = this.#shown;
    if (
      shown?.ends === ends &&
      shown.edges === edges &&
      shown.timeMs === timeMs &&
      shown.windowSeconds === windowSeconds &&
      shown.isPast === isPast &&
      isSameTime
    ) {
      return shown;
    }
    this.#shown = { grouping, timeMs, windowSeconds, isPast, heard: heardTime(graph), ends, edges };
    return this.#shown;
  }

  #forget(grouping: Grouping): void {
    this.#grouping = grouping;
    this.#graph = undefined;
    this.#vertices = new Map();
    this.#heads = new Map();
    for (const all of [this.#ends, this.#groups, this.#members, this.#changedEnds, this.#changedGroups]) all.clear();
    this.#shown = undefined;
  }

  #follow({ vertices, edges }: GroupableGraph): void {
    const renamed = this.#renamedVertices(vertices);
    this.#vertices = vertices;
    for (const [index, { edge }] of this.#members) {
      const now = edges.get(index);
      if (now === undefined || isOther(now, edge) || renamed.has(edge.source) || renamed.has(edge.destination)) {
        this.#remove(index);
      }
    }
    for (const vertex of renamed) this.#heads.delete(vertex);
    for (const [index, edge] of edges) {
      const member = this.#members.get(index);
      if (member === undefined) {
        this.#add(edge);
      } else if (member.edge !== edge) {
        member.edge = edge;
        member.group.members.set(index, edge);
        this.#changedGroups.add(member.group);
      }
    }
  }

  /** Vertices that may now belong to another end. One of which only details changed has its end made anew. */
  #renamedVertices(vertices: ReadonlyMap<number, Vertex>): ReadonlySet<number> {
    const renamed = new Set<number>();
    if (vertices === this.#vertices) return renamed;
    for (const [index, group] of this.#heads) {
      const vertex = vertices.get(index);
      if (vertex === this.#vertices.get(index)) continue;
      if (vertex === undefined || endHead(vertex, this.#grouping ?? 'identity').key !== group.head.key) {
        renamed.add(index);
      } else {
        this.#changedEnds.add(group);
      }
    }
    return renamed;
  }

  #add(edge: Edge): void {
    const source = this.#endGroup(edge.source);
    const destination = this.#endGroup(edge.destination);
    const key = edgeKey(source.head.key, destination.head.key, edge.port, edge.protocol);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { key, source, destination, members: new Map(), edge: undefined };
      this.#groups.set(key, group);
    }
    group.members.set(edge.index, edge);
    this.#changedGroups.add(group);
    this.#members.set(edge.index, { edge, group });
    this.#use(source, edge.source, 1);
    this.#use(destination, edge.destination, 1);
  }

  #remove(index: number): void {
    const member = this.#members.get(index);
    if (member === undefined) return;
    const { edge, group } = member;
    this.#members.delete(index);
    group.members.delete(index);
    this.#changedGroups.add(group);
    this.#use(group.source, edge.source, -1);
    this.#use(group.destination, edge.destination, -1);
  }

  #endGroup(index: number): EndGroup {
    const known = this.#heads.get(index);
    if (known !== undefined) return known;
    const vertex = this.#vertices.get(index);
    const head = vertex === undefined ? NOBODY : endHead(vertex, this.#grouping ?? 'identity');
    const group = this.#ends.get(head.key) ?? { head, uses: new Map(), end: undefined };
    this.#ends.set(head.key, group);
    this.#heads.set(index, group);
    return group;
  }

  #use(group: EndGroup, vertex: number, by: 1 | -1): void {
    const uses = (group.uses.get(vertex) ?? 0) + by;
    if (uses > 0) group.uses.set(vertex, uses);
    else group.uses.delete(vertex);
    if (uses === 0 || (uses === 1 && by === 1)) this.#changedEnds.add(group);
  }

  #shownEnds(): ReadonlyMap<string, End> {
    const before = this.#shown?.ends ?? new Map<string, End>();
    if (this.#changedEnds.size === 0) return before;
    const ends = new Map(before);
    for (const group of this.#changedEnds) {
      const { head, uses } = group;
      if (uses.size === 0) {
        if (this.#ends.get(head.key) === group) {
          this.#ends.delete(head.key);
          ends.delete(head.key);
        }
        group.end = undefined;
      } else {
        group.end = this.#endOf(group);
        ends.set(head.key, group.end);
      }
    }
    for (const [index, group] of this.#heads) if (group.uses.size === 0) this.#heads.delete(index);
    for (const group of this.#groups.values()) {
      if (this.#changedEnds.has(group.source) || this.#changedEnds.has(group.destination)) {
        this.#changedGroups.add(group);
      }
    }
    this.#changedEnds = new Set();
    return ends;
  }

  #endOf({ head, uses }: EndGroup): End {
    const { key, kind, cluster, namespace } = head;
    const vertices = [...uses.keys()].flatMap((index) => this.#vertices.get(index) ?? []);
    vertices.sort((a, b) => a.index - b.index);
    return { key, kind, cluster, namespace, name: headName(head, vertices), vertices };
  }

  #shownEdges(windowSeconds: number, firstSeen: FirstSeen): ReadonlyMap<string, GroupedEdge> {
    const before = this.#shown?.edges ?? new Map<string, GroupedEdge>();
    if (this.#changedGroups.size === 0) return before;
    const edges = new Map(before);
    for (const group of this.#changedGroups) {
      const { key, source, destination, members } = group;
      if (members.size === 0) {
        this.#groups.delete(key);
        edges.delete(key);
        continue;
      }
      if (source.end === undefined || destination.end === undefined) continue;
      const inOrder = [...members.values()].sort((a, b) => a.index - b.index);
      const edge = groupedEdge(key, source.end, destination.end, inOrder, windowSeconds);
      edge.firstSeenMs = firstSeen.earliest(key, edge.firstSeenMs);
      group.edge = edge;
      edges.set(key, edge);
    }
    this.#changedGroups = new Set();
    return edges;
  }
}

/** A grouped edge that may still change. */
type Draft = { -readonly [Part in keyof GroupedEdge]: GroupedEdge[Part] };

function groupedEdge(
  key: string,
  source: End,
  destination: End,
  members: readonly Edge[],
  windowSeconds: number,
): Draft {
  const { port, protocol } = members[0];
  return { key, source, destination, port, protocol, ...sumEdges(members, windowSeconds), members };
}

/** The server uses the number of a removed edge again. */
function isOther(a: Edge, b: Edge): boolean {
  return a !== b && (a.key !== b.key || a.source !== b.source || a.destination !== b.destination);
}

/** An edge is never told before its ends; should one be missing all the same, it is shown as not known. */
const NOBODY: EndHead = { key: 'unknown', kind: 'unknown', cluster: '', namespace: '', name: 'unknown' };
