import { Metadata, type Server } from '@grpc/grpc-js';
import { Health } from '@orrery/proto/grpc/health/v1/health_pb';
import { Observer } from '@orrery/proto/observer/observer_pb';
import type { Agent } from '../agent/agent.ts';
import type { Faults } from '../faults/faults.ts';
import type { FlowCalls } from '../flow-calls.ts';
import { healthRoutes } from '../transport/health.ts';
import type { Listening } from '../transport/rpc-listener.ts';
import { addService, streamRoute, unaryRoute, unimplementedRoute } from '../transport/service.ts';
import type { PeerPool } from './peer-pool.ts';
import type { RelaySettings } from './relay-settings.ts';
import { namespaceList, nodeList, serverStatus } from './relay-status.ts';
import { RelayStream } from './relay-stream.ts';

export interface RelayParts {
  readonly pool: PeerPool;
  readonly settings: RelaySettings;
  readonly calls: FlowCalls;
  readonly faults: Faults;
  readonly addressOf: (agent: Agent) => string;
}

/** What Hubble Relay serves on its port. */
export function addRelayServices(server: Server, listener: Listening, parts: RelayParts): void {
  const { pool, settings, calls, faults } = parts;
  const headers = new Metadata();
  headers.set('hubble-relay-version', settings.version);
  const { getFlows, getAgentEvents, getDebugEvents, getNodes, getNamespaces, serverStatus: status } = Observer.method;
  const unlessSilent = <T>(answer: () => T) => (faults.now.silent ? undefined : answer());
  addService(server, Observer, [
    streamRoute(getFlows, headers, (request, stream) =>
      calls.serve(stream, listener, (output) => {
        const served = new RelayStream(request, pool, settings, output);
        served.start();
        return served;
      }),
    ),
    unimplementedRoute(getAgentEvents, 'GetAgentEvents not yet implemented'),
    unimplementedRoute(getDebugEvents, 'GetDebugEvents not yet implemented'),
    unaryRoute(getNodes, headers, (_request, peer) => {
      listener.dataSent(peer);
      return unlessSilent(() => nodeList(pool.list(), parts.addressOf, Date.now()));
    }),
    unaryRoute(getNamespaces, headers, () => unlessSilent(() => namespaceList(pool.list(), Date.now()))),
    unaryRoute(status, headers, (_request, peer) => {
      listener.dataSent(peer);
      return unlessSilent(() => serverStatus(pool.list(), settings.version, Date.now()));
    }),
  ]);
  addService(
    server,
    Health,
    healthRoutes(() => !faults.now.silent && pool.list().some((agent) => agent.up)),
  );
}
