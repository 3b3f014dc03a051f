import { create } from '@bufbuild/protobuf';
import { Metadata, type Server } from '@grpc/grpc-js';
import { Health } from '@orrery/proto/grpc/health/v1/health_pb';
import {
  GetNamespacesResponseSchema,
  NamespaceSchema,
  Observer,
  ServerStatusResponseSchema,
} from '@orrery/proto/observer/observer_pb';
import { Peer } from '@orrery/proto/peer/peer_pb';
import type { FlowCalls } from '../flow-calls.ts';
import type { PeerPool } from '../relay/peer-pool.ts';
import { uptimeNs } from '../relay/relay-status.ts';
import { healthRoutes } from '../transport/health.ts';
import type { Listening } from '../transport/rpc-listener.ts';
import { addService, streamRoute, unaryRoute, unimplementedRoute, type ByteStream } from '../transport/service.ts';
import { AgentStream } from './agent-stream.ts';
import type { Agent } from './agent.ts';
import { notifyOfPeers } from './peer-service.ts';

export interface AgentParts {
  readonly agent: Agent;
  readonly pool: PeerPool;
  readonly calls: FlowCalls;
  readonly addressOf: (agent: Agent) => string;
}

/** What a Cilium agent serves on its Hubble port. */
export function addAgentServices(server: Server, listener: Listening, parts: AgentParts): void {
  const { agent, pool, calls, addressOf } = parts;
  const headers = new Metadata();
  headers.set('hubble-server-version', agent.status(Date.now()).version);
  const { getFlows, getAgentEvents, getDebugEvents, getNodes, getNamespaces, serverStatus } = Observer.method;
  addService(server, Observer, [
    streamRoute(getFlows, headers, (request, stream) =>
      calls.serve(stream, listener, (output) => new AgentStream(agent, request, output)),
    ),
    streamRoute(getAgentEvents, headers, (request, stream) => noEvents(request.follow, stream)),
    streamRoute(getDebugEvents, headers, (request, stream) => noEvents(request.follow, stream)),
    unimplementedRoute(getNodes, 'GetNodes not implemented'),
    unaryRoute(getNamespaces, headers, () =>
      create(GetNamespacesResponseSchema, {
        namespaces: agent.namespaces(Date.now()).map((entry) => create(NamespaceSchema, entry)),
      }),
    ),
    unaryRoute(serverStatus, headers, () => {
      const status = agent.status(Date.now());
      return create(ServerStatusResponseSchema, {
        numFlows: BigInt(status.numFlows),
        maxFlows: BigInt(status.maxFlows),
        seenFlows: BigInt(status.seenFlows),
        uptimeNs: uptimeNs(status.uptimeMs),
        version: `cilium ${status.version}`,
        flowsRate: status.flowsRate,
      });
    }),
  ]);
  addService(server, Peer, [
    streamRoute(Peer.method.notify, headers, (_request, stream) => notifyOfPeers(stream, pool, addressOf)),
  ]);
  addService(
    server,
    Health,
    healthRoutes(() => agent.up),
  );
}

/** A simulated agent has nothing to tell about itself. */
function noEvents(follow: boolean, stream: ByteStream): void {
  if (!follow) stream.end();
}
