import { protocolName } from '../../view/edge.ts';
import { fullName } from '../../view/end-name.ts';
import type { End, GroupedEdge } from '../../view/grouped-graph.ts';
import type { Denial } from './denial.ts';
import { name, say, words, type Piece } from './statement.ts';

/**
 * Where something was decided: each end guards what leaves it and what enters it.
 *
 *     source ─[ egress ]───────[ ingress ]─ destination
 */
export interface Gate {
  /** The end that decided, and the one at the other end of the packet. */
  readonly guarded: End;
  readonly other: End;
  readonly rule: 'egress' | 'ingress';
}

/** The gate at one side of an edge, as the source sends through it. */
export function gateAt({ source, destination }: GroupedEdge, rule: Gate['rule']): Gate {
  return rule === 'egress'
    ? { guarded: source, other: destination, rule }
    : { guarded: destination, other: source, rule };
}

/** Undefined where the flows do not say which side decided. Answers of the destination leave it by its own egress. */
export function gateOf(edge: GroupedEdge, { side, answers }: Denial): Gate | undefined {
  if (side === undefined) return undefined;
  const isAnswer = answers === 'all' || answers === 'probably';
  const sent = isAnswer ? { ...edge, source: edge.destination, destination: edge.source } : edge;
  return gateAt(sent, side === 'source' ? 'egress' : 'ingress');
}

/** `shop/cart`, or `pods of shop`: policies select pods. */
export function endPiece(end: End): readonly Piece[] {
  const piece = name(fullName(end.name), end.name.isInferred);
  return end.kind === 'namespace' ? say`pods of ${piece}` : [piece];
}

/** `on the way out of shop/cart`, or `on the way`. */
export function onTheWay(gate: Gate | undefined): readonly Piece[] {
  if (gate === undefined) return say`on the way`;
  const guarded = endPiece(gate.guarded);
  return gate.rule === 'egress' ? say`on the way out of ${guarded}` : say`on the way into ${guarded}`;
}

/** ` on TCP 6379`, ` over ICMPv4`, or nothing where neither is known. */
export function onPort({ port, protocol }: GroupedEdge): Piece {
  if (protocol === 0) return words(port === 0 ? '' : ` on ${port}`);
  return words(port === 0 ? ` over ${protocolName(protocol)}` : ` on ${protocolName(protocol)} ${port}`);
}

/** Nodes are guarded by host policies, which select nodes. */
export function isNode({ kind }: End): boolean {
  return kind === 'host' || kind === 'remote-node';
}

/** No policy of the cluster guards what is outside of it. */
export function isOutside({ kind }: End): boolean {
  return kind === 'world' || kind === 'cidr' || kind === 'fqdn';
}
