import type { Node } from '@orrery/proto/observer/observer_pb';
import { NodeState } from '@orrery/proto/relay/relay_pb';
import type { NodeStatus } from './source-status.ts';

/** Bound of nodes that are shown; the rest is left out. A cluster has at most a few thousand. */
const MAX_NODES = 10_000;
/** Bound of a name or version: the longest name that Kubernetes allows. */
const MAX_TEXT_CHARS = 253;

/** What GetNodes told. Messages about nodes come in the stream; here are only their states. */
export function nodeStatusesFrom(nodes: readonly Node[]): readonly NodeStatus[] {
  return nodes.slice(0, MAX_NODES).map((node) => nodeStatusFrom(node));
}

/** A text of the server, cut to its bound. */
export function boundedText(text: string): string {
  return text.slice(0, MAX_TEXT_CHARS);
}

function nodeStatusFrom(node: Node): NodeStatus {
  return {
    name: boundedText(node.name),
    state: STATES.get(node.state) ?? 'unknown',
    message: '',
    version: boundedText(node.version),
    uptimeMs: Number(node.uptimeNs / 1_000_000n),
    seenFlows: Number(node.seenFlows),
  };
}

const STATES: ReadonlyMap<NodeState, NodeStatus['state']> = new Map([
  [NodeState.NODE_CONNECTED, 'connected'],
  [NodeState.NODE_UNAVAILABLE, 'unavailable'],
  [NodeState.NODE_GONE, 'gone'],
  [NodeState.NODE_ERROR, 'error'],
]);
