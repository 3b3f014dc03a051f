import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { status } from '@grpc/grpc-js';
import { Health, HealthCheckResponse_ServingStatus as ServingStatus } from '@orrery/proto/grpc/health/v1/health_pb';
import { LostEventSource } from '@orrery/proto/flow/flow_pb';
import { Observer } from '@orrery/proto/observer/observer_pb';
import { ChangeNotificationType, Peer } from '@orrery/proto/peer/peer_pb';
import { NodeState } from '@orrery/proto/relay/relay_pb';
import { afterEach, expect, test } from 'vitest';
import type { TestClient } from './test-client.ts';
import { closeAll, numberOf, setup, sumOf } from './test-setup.ts';

afterEach(closeAll);

test('[SIM-48] a stream begins with the connected and then the unavailable nodes', async () => {
  const { simulator, client } = await setup({});
  await simulator.removeNode('kind/node-1', 'crash');
  const stream = client.flows({ follow: true });
  await stream.until(() => stream.uuids.length > 0);
  expect(stream.headers?.get('hubble-relay-version')).toEqual(['1.19.4']);
  expect(stream.statuses.map(({ stateChange, nodeNames }) => [stateChange, nodeNames])).toEqual([
    [NodeState.NODE_CONNECTED, ['kind/node-0', 'kind/node-2']],
    [NodeState.NODE_UNAVAILABLE, ['kind/node-1']],
  ]);
  expect(stream.messages.slice(0, 2).map(({ nodeName }) => nodeName)).toEqual(Array(2).fill('default/hubble-relay'));
});

test('[SIM-49] the sort queue is as long as number times nodes, if that is less than its usual length', async () => {
  const { client } = await setup({ nodes: 2, everyMs: 5 });
  const one = client.flows({ follow: true, number: 1n });
  const none = client.flows({ follow: true });
  await none.until(() => none.uuids.length > 0);
  const behind = one.uuids.length - none.uuids.length;
  expect(behind).toBeGreaterThan(80);
  expect(none.uuids).toEqual(none.uuids.toSorted((a, b) => numberOf(a) - numberOf(b)));
});

test('[SIM-50] a stream on which nothing comes for the drain time gives up what it sorts', async () => {
  const { client, simulator } = await setup({ pace: 'flat-out', total: 50, relay: { drainMs: 100 } });
  const stream = client.flows({ follow: true });
  await stream.until(() => simulator.flows === 50);
  expect(stream.uuids).toEqual([]);
  await stream.until(() => stream.uuids.length === 50);
  expect(stream.ended).toBe(false);
});

test('[SIM-44] number counts per node: three nodes give three times as many', async () => {
  const { client, simulator } = await setup({});
  const filler = client.flows({ follow: true });
  await filler.until(() => simulator.flows > 30);
  const stream = client.flows({ number: 5n });
  await stream.until(() => stream.ended);
  expect(stream.error).toBeUndefined();
  expect(stream.uuids).toHaveLength(15);
});

test.each([
  [{ whitelist: [{ httpPath: ['['] }] }, /^failed to compile regexp/],
  [{ fieldMask: { paths: ['source.id'] } }, /^invalid fieldmask$/],
  [{ first: true }, /^rpc error: code = InvalidArgument desc = first cannot be specified with follow$/],
])('[SIM-51] the bad request %j is told as one node error, and the stream ends with OK', async (request, message) => {
  const { client } = await setup({});
  const stream = client.flows({ follow: true, ...request });
  await stream.until(() => stream.ended);
  expect(stream.error).toBeUndefined();
  expect(stream.statuses.map(({ stateChange }) => stateChange)).toEqual([
    NodeState.NODE_CONNECTED,
    NodeState.NODE_ERROR,
  ]);
  expect(stream.statuses[1]?.nodeNames).toEqual(['kind/node-0', 'kind/node-1', 'kind/node-2']);
  expect(stream.statuses[1]?.message).toMatch(message);
});

test('[SIM-52] a node that leaves just stops, one that joins is read without a word', async () => {
  const { client, simulator } = await setup({ relay: { peerUpdateMs: 20, sortBufferLength: 1 } });
  await simulator.removeNode('kind/node-2', 'leave');
  const stream = client.flows({ follow: true });
  await stream.until(() => nodesOf(stream.messages).size === 2);
  await simulator.addNode('kind/node-2');
  await stream.until(() => nodesOf(stream.messages).has('kind/node-2'));
  await simulator.removeNode('kind/node-1', 'leave');
  const seen = stream.messages.length;
  await stream.until(() => stream.messages.length > seen + 50);
  expect(nodesOf(stream.messages.slice(seen + 20))).toEqual(new Set(['kind/node-0', 'kind/node-2']));
  expect(stream.statuses).toHaveLength(1);
});

test('[SIM-52] a node that crashes is told as an error, and asked the same again when it is back', async () => {
  const relay = { peerUpdateMs: 20, sortBufferLength: 1, errorWindowMs: 50 };
  const { client, simulator } = await setup({ relay });
  const stream = client.flows({ follow: true, since: timestampFromMs(0) });
  await stream.until(() => nodesOf(stream.messages).size === 3);
  await simulator.removeNode('kind/node-1', 'crash', true);
  await stream.until(() => stream.statuses.length === 2);
  expect(stream.statuses[1]?.message).toMatch(/^rpc error: code = Unavailable desc = /);
  expect(stream.statuses[1]?.nodeNames).toEqual(['kind/node-1']);
  await simulator.addNode('kind/node-1');
  await stream.until(() => stream.uuids.filter((uuid) => uuid === 'flow-1').length === 2);
});

test('[SIM-53] a follow stream ends with OK when no node can be read', async () => {
  const { client, simulator } = await setup({ nodes: 1, relay: { errorWindowMs: 10 } });
  const running = client.flows({ follow: true, number: 1n });
  await running.until(() => running.uuids.length > 0);
  await simulator.removeNode('kind/node-0', 'crash');
  await running.until(() => running.ended);
  expect(running.error).toBeUndefined();
  const late = client.flows({ follow: true });
  await late.until(() => late.ended);
  expect(late.error).toBeUndefined();
  expect(late.statuses.map(({ stateChange }) => stateChange)).toEqual([NodeState.NODE_UNAVAILABLE]);
});

test('[SIM-54] agent and debug events are not implemented by a relay', async () => {
  const { client } = await setup({});
  const streams = [
    client.stream(Observer.method.getAgentEvents, {}),
    client.stream(Observer.method.getDebugEvents, {}),
  ];
  for (const stream of streams) {
    await stream.until(() => stream.error !== undefined);
    expect(stream.error?.code).toBe(status.UNIMPLEMENTED);
    expect(stream.error?.details).toMatch(/^Get\w+Events not yet implemented$/);
  }
});

test('[SIM-55] hubble status, list nodes and list namespaces get what the nodes know', async () => {
  const { client, simulator } = await setup({ ring: 7 });
  const filler = client.flows({ follow: true });
  await filler.until(() => simulator.flows >= 30);
  await simulator.removeNode('kind/node-2', 'crash', true);
  const { message, headers } = await client.unary(Observer.method.serverStatus, {});
  expect(headers.get('hubble-relay-version')).toEqual(['1.19.4']);
  expect(message).toMatchObject({
    numFlows: 14n,
    maxFlows: 14n,
    numConnectedNodes: 2,
    numUnavailableNodes: 1,
    unavailableNodes: ['kind/node-2'],
    version: expect.stringMatching(/^hubble-relay v1\.19\.4/),
  });
  expect(message.seenFlows).toBeGreaterThanOrEqual(20n);
  expect(message.flowsRate).toBeGreaterThan(0);
  expect(message.uptimeNs).toBeGreaterThan(0n);

  const { nodes } = (await client.unary(Observer.method.getNodes, {})).message;
  expect(nodes.map(({ name, state }) => [name, state])).toEqual([
    ['kind/node-0', NodeState.NODE_CONNECTED],
    ['kind/node-1', NodeState.NODE_CONNECTED],
    ['kind/node-2', NodeState.NODE_UNAVAILABLE],
  ]);
  expect(nodes[0]).toMatchObject({ version: 'v1.19.4', maxFlows: 7n });
  expect(nodes[0]?.address).toMatch(/:4244$/);

  const { namespaces } = (await client.unary(Observer.method.getNamespaces, {})).message;
  expect(namespaces.map(({ cluster, namespace }) => [cluster, namespace])).toEqual([
    ['kind', 'cart'],
    ['kind', 'shop'],
  ]);
});

test('[SIM-56] the health service serves while a node is available', async () => {
  const { client, simulator } = await setup({ nodes: 1 });
  const watch = client.stream(Health.method.watch, { service: 'observer.Observer' });
  const { check } = Health.method;
  expect((await client.unary(check, { service: '' })).message.status).toBe(ServingStatus.SERVING);
  await expect(client.unary(check, { service: 'other' })).rejects.toMatchObject({ code: status.NOT_FOUND });
  await simulator.removeNode('kind/node-0', 'crash');
  await watch.until(() => watch.messages.length === 2);
  expect(watch.messages.map((message) => message.status)).toEqual([ServingStatus.SERVING, ServingStatus.NOT_SERVING]);
});

test('[SIM-57] as agents every node has a port of its own and knows its peers', async () => {
  const { client, simulator } = await setup({ as: 'agents' });
  expect(simulator.addresses).toHaveLength(3);
  const peers = client.stream(Peer.method.notify, {});
  await peers.until(() => peers.messages.length === 3);
  await simulator.removeNode('kind/node-2', 'leave');
  await peers.until(() => peers.messages.length === 4);
  expect(peers.messages.map(({ name, address, type }) => [name, address, type])).toEqual([
    ...simulator.addresses.map((address, row) => [`kind/node-${row}`, address, ChangeNotificationType.PEER_ADDED]),
    ['kind/node-2', simulator.addresses[2], ChangeNotificationType.PEER_DELETED],
  ]);
  const flows = client.flows({ follow: true });
  await flows.until(() => flows.uuids.length > 20);
  expect(nodesOf(flows.messages)).toEqual(new Set(['kind/node-0']));
  expect(flows.statuses).toEqual([]);
});

test('[SIM-57] an agent that crashes ends its connections, and listens on the same port when it is back', async () => {
  const { client, simulator } = await setup({ as: 'agents', nodes: 2 });
  const before = client.flows({ follow: true });
  await before.until(() => before.uuids.length > 0);
  await simulator.removeNode('kind/node-0', 'crash');
  await before.until(() => before.error !== undefined);
  expect(before.error?.code).toBe(status.UNAVAILABLE);
  await simulator.addNode('kind/node-0');
  await expect.poll(async () => (await flowsOf(client)) > 0, { timeout: 10_000 }).toBe(true);
});

test('[SIM-57] an agent answers bad requests with an error of its own', async () => {
  const { client } = await setup({ as: 'agents' });
  const both = client.flows({ follow: true, first: true });
  const mask = client.flows({ fieldMask: { paths: ['nope'] } });
  await both.until(() => both.error !== undefined);
  await mask.until(() => mask.error !== undefined);
  expect(both.error?.code).toBe(status.INVALID_ARGUMENT);
  expect([mask.error?.code, mask.error?.details]).toEqual([status.UNKNOWN, 'invalid fieldmask']);
  await expect(client.unary(Observer.method.getNodes, {})).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
});

test('[SIM-58] with a total, as fast as the client reads, every flow arrives once and the ledger says so', async () => {
  const { client, simulator, ledger } = await setup({
    pace: 'flat-out',
    total: 5000,
    relay: { drainMs: 50 },
    ring: 255,
  });
  const stream = client.flows({ follow: true, number: 1n });
  await simulator.whenTotalReached();
  await stream.until(() => stream.uuids.length >= 5000);
  expect(new Set(stream.uuids).size).toBe(5000);
  expect(stream.uuids).toHaveLength(5000);
  expect(stream.lost).toEqual([]);
  expect(sumOf(ledger, 'sent')).toBe(5000);
  const now = Date.now();
  for (const { time } of stream.messages) expect(Math.abs(Number(time?.seconds) - now / 1000)).toBeLessThan(30);
});

test('[SIM-65] a client that does not read is overtaken, and told of exactly what it missed', async () => {
  const { client, simulator, ledger } = await setup({
    nodes: 1,
    everyMs: 0.1,
    ring: 63,
    padding: 4000,
    total: 6000,
    relay: { drainMs: 50 },
  });
  const stream = client.flows({ follow: true, number: 1n });
  await stream.until(() => stream.uuids.length > 0);
  stream.pause();
  await stream.until(() => simulator.flows === 6000);
  stream.resume();
  await simulator.whenTotalReached();
  const reported = () => stream.lost.reduce((sum, { numEventsLost }) => sum + Number(numEventsLost), 0);
  await stream.until(() => stream.uuids.length + reported() === 6000);
  expect(stream.lost.every(({ source }) => source === LostEventSource.HUBBLE_RING_BUFFER)).toBe(true);
  expect(reported()).toBeGreaterThan(1000);
  expect([sumOf(ledger, 'sent'), sumOf(ledger, 'lost')]).toEqual([stream.uuids.length, reported()]);
});

test('[SIM-70] the two filters that hubble observe sends for --pod match either end', async () => {
  const { client } = await setup({ pace: 'flat-out', total: 300, relay: { drainMs: 50 } });
  const filler = client.flows({ follow: true });
  await filler.until(() => filler.uuids.length === 300);
  const either = client.flows({
    number: 20n,
    whitelist: [{ sourcePod: ['cart/'] }, { destinationPod: ['cart/'] }],
    fieldMask: { paths: ['time', 'verdict', 'node_name', 'source.pod_name', 'Type', 'Summary'] },
  });
  const denied = client.flows({ number: 20n, blacklist: [{ verdict: [1] }] });
  await either.until(() => either.ended);
  await denied.until(() => denied.ended);
  const flows = either.messages.filter(({ responseTypes }) => responseTypes.case === 'flow');
  expect(flows).toHaveLength(60);
  expect(either.uuids.every((uuid) => uuid === '')).toBe(true);
  expect(denied.uuids.map(numberOf).every((number) => number % 10 === 0)).toBe(true);
  expect(denied.uuids).toHaveLength(30);
});

async function flowsOf(client: TestClient): Promise<number> {
  const stream = client.flows({ number: 5n });
  await stream.until(() => stream.ended || stream.error !== undefined);
  return stream.uuids.length;
}

function nodesOf(messages: readonly { readonly nodeName: string }[]): Set<string> {
  return new Set(messages.map(({ nodeName }) => nodeName).filter((name) => name.startsWith('kind/')));
}
