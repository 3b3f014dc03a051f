import { create, toBinary, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { createServer as createHttp2Server } from 'node:http2';
import type { Http2Session, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { createServer, type AddressInfo } from 'node:net';
import {
  GetFlowsResponseSchema,
  GetNodesResponseSchema,
  ServerStatusResponseSchema,
} from '@orrery/proto/observer/observer_pb';
import { NodeState } from '@orrery/proto/relay/relay_pb';
import { buildCluster, FULL_SIZE, type LoadSize } from './load-cluster.ts';
import { LoadConnection } from './load-connection.ts';
import { LoadFlows } from './load-flows.ts';
import type { LoadAnswer, LoadRequest } from './load-protocol.ts';
import { buildScripts } from './load-scripts.ts';
import { LoadSender } from './load-sender.ts';

/**
 * A relay that only plays load. Runs as a child process, obeys over its channel and ends with it.
 * Its one argument is a LoadSize as JSON.
 */
const size = JSON.parse(process.argv[2] ?? JSON.stringify(FULL_SIZE)) as LoadSize;
const CLUSTER_SEED = 1;
const LOAD_SEED = 2;
const VERSION = 'hubble-relay v1.19.4+g0123abcd';

const cluster = buildCluster(size, CLUSTER_SEED);
const sender = new LoadSender(cluster, new LoadFlows(buildScripts(cluster), cluster.nodes.length, LOAD_SEED));
const startedAtMs = Date.now();
const connections = new WeakMap<Http2Session, LoadConnection>();
let streams = 0;

const http2 = createHttp2Server();
http2.on('stream', (stream, headers) => {
  stream.on('error', () => {});
  stream.resume();
  const path = headers[':path'];
  if (path === '/observer.Observer/GetFlows') serveFlows(stream);
  else if (path === '/observer.Observer/ServerStatus') answer(stream, ServerStatusResponseSchema, serverStatus());
  else if (path === '/observer.Observer/GetNodes') answer(stream, GetNodesResponseSchema, { nodes: nodes() });
  else stream.respond({ ...RESPONSE_HEADERS, 'grpc-status': '12' }, { endStream: true });
});
// A client that goes away takes its session with it.
http2.on('sessionError', () => {});

const listener = createServer((socket) => {
  // The session is announced while the connection is handed over.
  let session: ServerHttp2Session | undefined;
  http2.once('session', (made) => {
    session = made;
  });
  const connection = new LoadConnection(socket, http2);
  if (session !== undefined) connections.set(session, connection);
});
listener.listen(0, '127.0.0.1', () => tell({ kind: 'listening', port: (listener.address() as AddressInfo).port }));

process.on('message', (request: LoadRequest) => {
  switch (request.kind) {
    case 'order':
      sender.obey(request.order);
      tell({ kind: 'done', id: request.id });
      return;
    case 'progress':
      tell({ kind: 'progress', id: request.id, progress: { ...sender.progress(), streams } });
      return;
    case 'ledger':
      tell({ kind: 'ledger', id: request.id, ledger: sender.ledger() });
  }
});
process.on('disconnect', () => process.exit(0));

const RESPONSE_HEADERS = { ':status': 200, 'content-type': 'application/grpc', 'hubble-relay-version': VERSION };

/** Node states first, through node:http2; once they are out, the sender takes the stream over. */
function serveFlows(stream: ServerHttp2Stream): void {
  const connection = stream.session === undefined ? undefined : connections.get(stream.session);
  const streamId = stream.id;
  if (connection === undefined || streamId === undefined) throw new Error('a stream without its connection');
  stream.respond(RESPONSE_HEADERS, { waitForTrailers: true });
  const nodeNames = cluster.nodes.map(({ name }) => name);
  const nodeStatus = { stateChange: NodeState.NODE_CONNECTED, nodeNames };
  const first = { nodeName: 'relay', responseTypes: { case: 'nodeStatus', value: nodeStatus } } as const;
  stream.write(message(GetFlowsResponseSchema, first), () => {
    streams++;
    connection.takeOver(streamId);
    sender.attach(connection, streamId);
  });
  stream.on('close', () => {
    streams--;
    sender.detach(streamId, connection);
  });
}

function answer<T extends DescMessage>(stream: ServerHttp2Stream, schema: T, value: MessageInitShape<T>): void {
  stream.respond(RESPONSE_HEADERS, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(message(schema, value));
}

function message<T extends DescMessage>(schema: T, value: MessageInitShape<T>): Buffer {
  const bytes = toBinary(schema, create(schema, value));
  const framed = Buffer.alloc(5 + bytes.length);
  framed.writeUInt32BE(bytes.length, 1);
  framed.set(bytes, 5);
  return framed;
}

function serverStatus(): MessageInitShape<typeof ServerStatusResponseSchema> {
  return {
    version: VERSION,
    numConnectedNodes: cluster.nodes.length,
    numUnavailableNodes: 0,
    seenFlows: BigInt(sender.progress().sent),
    maxFlows: BigInt(4095 * cluster.nodes.length),
    uptimeNs: BigInt(Date.now() - startedAtMs) * 1_000_000n,
  };
}

function nodes() {
  return cluster.nodes.map(({ name }) => ({ name, version: '1.19.4', state: NodeState.NODE_CONNECTED }));
}

function tell(answerMessage: LoadAnswer): void {
  process.send?.(answerMessage);
}
