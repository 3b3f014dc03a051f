import { Vertex_Kind, type Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import type { Subject } from '@orrery/query/ast';
import type { KnownValues } from '@orrery/query/complete';
import { DROP_REASON_NAMES } from '@orrery/query/drop-reasons';
import type { LiveGraph } from '../live/live-graph.ts';
import { protocolName, type Edge } from '../view/edge.ts';

/** Kept of one subject; those that occur least are not offered. */
const MAX_VALUES = 500;
/** Longer values, and those with characters that nobody sees, are not offered: they could not be read. */
const MAX_CHARACTERS = 200;
const UNSEEN = /\p{C}|\u2028|\u2029/u;
const FIRST_LOCAL_IDENTITY = 16_777_216;

/** What occurs in a graph and may be asked for, by subject, the commonest first. */
export function knownValues({ vertices, edges }: Pick<LiveGraph, 'vertices' | 'edges'>): KnownValues {
  const counts = new Map<Subject, Map<string, number>>();
  const add = (subject: Subject, value: string): void => {
    if (value === '' || value.length > MAX_CHARACTERS || UNSEEN.test(value)) return;
    const ofSubject = counts.get(subject) ?? new Map<string, number>();
    ofSubject.set(value, (ofSubject.get(value) ?? 0) + 1);
    counts.set(subject, ofSubject);
  };
  for (const vertex of vertices.values()) addVertex(vertex, add);
  for (const edge of edges.values()) addEdge(edge, add);
  return new Map([...counts].map(([subject, ofSubject]) => [subject, commonestFirst(ofSubject)]));
}

type Add = (subject: Subject, value: string) => void;

function addVertex({ kind, key, cluster, namespace, workload, labels, names, identity, ip }: Vertex, add: Add): void {
  add('cluster', cluster);
  add('namespace', namespace);
  add('workload', workload);
  for (const label of labels) if (tellsApart(label)) add('label', label.replace(/^k8s:/, ''));
  for (const name of names) add('fqdn', name);
  if (identity > 0 && identity < FIRST_LOCAL_IDENTITY) add('identity', String(identity));
  add('ip', ip);
  if (kind === Vertex_Kind.CIDR) add('ip', key.slice(key.indexOf(':') + 1));
}

/** Labels that Cilium adds to all pods of a namespace are found under the namespace. */
function tellsApart(label: string): boolean {
  return !label.startsWith('k8s:io.cilium.') && !label.startsWith('k8s:io.kubernetes.pod.namespace=');
}

function addEdge({ port, protocol, figures, causes }: Edge, add: Add): void {
  if (port > 0) add('port', String(port));
  if (protocol > 0) add('protocol', protocolName(protocol).toLowerCase());
  if (figures.forwarded > 0) add('verdict', 'FORWARDED');
  if (figures.dropped > 0) add('verdict', 'DROPPED');
  if (figures.audit > 0) add('verdict', 'AUDIT');
  if (figures.error > 0) add('verdict', 'ERROR');
  for (const { policies, dropReason } of causes) {
    for (const policy of policies) add('policy', policy);
    const name = DROP_REASON_NAMES.get(dropReason);
    if (name !== undefined && dropReason > 0) add('drop-reason-desc', name);
  }
}

function commonestFirst(counts: ReadonlyMap<string, number>): readonly string[] {
  const ranked = [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  return ranked.slice(0, MAX_VALUES).map(([value]) => value);
}
