import { create } from '@bufbuild/protobuf';
import {
  GetNamespacesResponseSchema,
  GetNodesResponseSchema,
  NamespaceSchema,
  NodeSchema,
  ServerStatusResponseSchema,
  TLSSchema,
} from '@orrery/proto/observer/observer_pb';
import { NodeState } from '@orrery/proto/relay/relay_pb';
import type { Agent } from '../agent/agent.ts';

const MAX_UNAVAILABLE_NAMES = 10;
const NS_PER_MS = 1_000_000;

/** Sums over the agents that answer; the longest uptime. */
export function serverStatus(agents: readonly Agent[], version: string, nowMs: number) {
  const reachable = agents.filter((agent) => agent.up).map((agent) => agent.status(nowMs));
  const unavailable = agents.filter((agent) => !agent.up).map((agent) => agent.name);
  const sum = (figure: (status: (typeof reachable)[number]) => number) =>
    reachable.reduce((total, status) => total + figure(status), 0);
  return create(ServerStatusResponseSchema, {
    numFlows: BigInt(sum((status) => status.numFlows)),
    maxFlows: BigInt(sum((status) => status.maxFlows)),
    seenFlows: BigInt(sum((status) => status.seenFlows)),
    uptimeNs: uptimeNs(Math.max(0, ...reachable.map((status) => status.uptimeMs))),
    numConnectedNodes: reachable.length,
    numUnavailableNodes: unavailable.length,
    unavailableNodes: unavailable.slice(0, MAX_UNAVAILABLE_NAMES),
    version: `hubble-relay v${version}+g0d1c0de`,
    flowsRate: sum((status) => status.flowsRate),
  });
}

export function nodeList(agents: readonly Agent[], addressOf: (agent: Agent) => string, nowMs: number) {
  return create(GetNodesResponseSchema, {
    nodes: agents.map((agent) => {
      const tls = create(TLSSchema, { enabled: false });
      const known = { name: agent.name, address: addressOf(agent), tls };
      if (!agent.up) return create(NodeSchema, { ...known, state: NodeState.NODE_UNAVAILABLE });
      const status = agent.status(nowMs);
      return create(NodeSchema, {
        ...known,
        state: NodeState.NODE_CONNECTED,
        version: status.version,
        uptimeNs: uptimeNs(status.uptimeMs),
        numFlows: BigInt(status.numFlows),
        maxFlows: BigInt(status.maxFlows),
        seenFlows: BigInt(status.seenFlows),
      });
    }),
  });
}

/** What all agents together know, sorted, each once. */
export function namespaceList(agents: readonly Agent[], nowMs: number) {
  const found = new Map<string, { readonly cluster: string; readonly namespace: string }>();
  for (const agent of agents) {
    if (!agent.up) continue;
    for (const entry of agent.namespaces(nowMs)) found.set(`${entry.cluster}\0${entry.namespace}`, entry);
  }
  return create(GetNamespacesResponseSchema, {
    namespaces: [...found.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { cluster, namespace }]) => create(NamespaceSchema, { cluster, namespace })),
  });
}

export function uptimeNs(uptimeMs: number): bigint {
  return BigInt(Math.max(0, Math.round(uptimeMs))) * BigInt(NS_PER_MS);
}
