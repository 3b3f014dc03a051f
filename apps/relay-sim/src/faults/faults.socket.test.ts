import { create, fromBinary } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { FlowSchema, LostEventSource } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { afterEach, expect, test } from 'vitest';
import { flowResponse } from '../agent/response-bytes.ts';
import { closeAll, numberOf, setup, sumOf } from '../test-setup.ts';
import type { FlowsStream, TestClient } from '../test-client.ts';
import { malformed, MALFORMED_KINDS } from './malformed.ts';

const FLAT_OUT = { pace: 'flat-out', relay: { drainMs: 50 } } as const;

afterEach(closeAll);

test('[SIM-59] duplicates are sent again and malformed messages are sent besides, and both are counted', async () => {
  const { client, simulator, ledger } = await setup({
    ...FLAT_OUT,
    total: 3000,
    faults: { duplicateShare: 0.05, malformedShare: 0.02 },
  });
  const stream = client.flows({ follow: true, number: 1n });
  await simulator.whenTotalReached();
  const sent = () => sumOf(ledger, 'sent') + sumOf(ledger, 'duplicates');
  await stream.until(() => stream.uuids.length === sent() && stream.undecodable === sumOf(ledger, 'malformed'));
  expect(new Set(stream.uuids).size).toBe(3000);
  expect(sumOf(ledger, 'sent')).toBe(3000);
  expect(sumOf(ledger, 'duplicates')).toBeGreaterThan(100);
  expect(sumOf(ledger, 'malformed')).toBeGreaterThan(30);
});

test.each(MALFORMED_KINDS.map((kind) => [kind]))('[SIM-59] no decoder accepts a message of kind %s', (kind) => {
  for (let i = 0; i < 50; i++) {
    const flow = create(FlowSchema, {
      nodeName: 'kind/node',
      uuid: `uuid-${i}`,
      time: timestampFromMs(1_700_000_000_000 + i),
      ...(i % 2 === 0 && { policyLog: ['a'.repeat(i)] }),
    });
    const bytes = malformed(kind, flowResponse(flow, undefined).bytes);
    expect(() => fromBinary(GetFlowsResponseSchema, bytes), `flow ${i}`).toThrow(Error);
  }
});

test('[SIM-60] reordered flows come late, but they come', async () => {
  const { client, simulator } = await setup({
    ...FLAT_OUT,
    total: 2000,
    faults: { reorderShare: 0.05, reorderMs: 100 },
  });
  const stream = client.flows({ follow: true, number: 1n });
  await simulator.whenTotalReached();
  await stream.until(() => stream.uuids.length === 2000);
  expect(new Set(stream.uuids).size).toBe(2000);
  const numbers = stream.uuids.map(numberOf);
  const late = numbers.filter((number, at) => number < Math.max(...numbers.slice(Math.max(0, at - 200), at)));
  expect(late.length).toBeGreaterThan(30);
});

test.each([[true], [false]])(
  '[SIM-61] agents outlive the relay: a client that resumes by since misses nothing (abrupt: %j)',
  async (abrupt) => {
    const { client, simulator, ledger } = await setup({ ...FLAT_OUT, total: 6000 });
    const seen = new Set<string>();
    let connections = 0;
    let stream = follow(client, 0);
    for (let restarts = 1; restarts <= 3; restarts++) {
      const current = stream;
      await current.until(() => current.uuids.length > 500);
      await simulator.restartRelay({ downMs: 20, abrupt });
      await current.until(() => current.error !== undefined || current.ended);
      for (const uuid of current.uuids) seen.add(uuid);
      connections++;
      stream = await followAgain(client, Date.now() - 5000);
    }
    await simulator.whenTotalReached();
    const last = stream;
    await last.until(() => new Set([...seen, ...last.uuids]).size === 6000);
    expect(connections).toBe(3);
    expect(sumOf(ledger, 'sent')).toBe(6000);
    expect(sumOf(ledger, 'duplicates')).toBe(0);
  },
);

test('[SIM-68] a flood has lost events of all three sources, some without a node name, and takes no flow away', async () => {
  const { client, simulator, ledger } = await setup({
    ...FLAT_OUT,
    total: 3000,
    ring: 255,
    faults: { lostFloodPerSecond: 30_000 },
  });
  const stream = client.flows({ follow: true, number: 1n });
  await stream.until(() => stream.messages.length > 6500);
  simulator.setFault({ lostFloodPerSecond: 0 });
  await simulator.whenTotalReached();
  await stream.until(() => stream.lost.length === sumOf(ledger, 'lost'));
  expect(new Set(stream.uuids).size).toBe(3000);
  expect(new Set(stream.lost.map(({ source }) => source))).toEqual(
    new Set([
      LostEventSource.PERF_EVENT_RING_BUFFER,
      LostEventSource.OBSERVER_EVENTS_QUEUE,
      LostEventSource.HUBBLE_RING_BUFFER,
    ]),
  );
  expect(stream.lost.some(({ nodeName }) => nodeName === '')).toBe(true);
  expect(stream.lost.some(({ nodeName }) => nodeName === 'kind/node-1')).toBe(true);
});

test('[SIM-69] the clock of one node can be wrong', async () => {
  const { client } = await setup({
    relay: { sortBufferLength: 1 },
    faults: { clockSkewMs: new Map([['kind/node-1', -3_600_000]]) },
  });
  const stream = client.flows({ follow: true });
  await stream.until(() => stream.uuids.length > 100);
  const nowSeconds = Date.now() / 1000;
  for (const { nodeName, time, responseTypes } of stream.messages) {
    if (responseTypes.case !== 'flow') continue;
    const ageSeconds = nowSeconds - Number(time?.seconds);
    expect(ageSeconds > 3000).toBe(nodeName === 'kind/node-1');
  }
});

test('[SIM-71] a silent relay keeps its connections and delivers nothing until it speaks again', async () => {
  const { client, simulator } = await setup({ relay: { sortBufferLength: 1 } });
  const stream = client.flows({ follow: true });
  await stream.until(() => stream.uuids.length > 10);
  simulator.setFault({ silent: true });
  const before = simulator.flows;
  await stream.until(() => simulator.flows > before + 100);
  const seen = stream.uuids.length;
  const later = simulator.flows;
  await stream.until(() => simulator.flows > later + 100);
  expect(stream.uuids.length).toBe(seen);
  simulator.setFault({ silent: false });
  await stream.until(() => stream.uuids.length > seen + 200);
  expect(stream.error).toBeUndefined();
});

function follow(client: TestClient, sinceMs: number): FlowsStream {
  return client.flows({ follow: true, number: 1n, since: timestampFromMs(sinceMs) });
}

/** Asks until the relay is there. */
async function followAgain(client: TestClient, sinceMs: number): Promise<FlowsStream> {
  for (;;) {
    const stream = follow(client, sinceMs);
    await stream.until(() => stream.messages.length > 0 || stream.error !== undefined);
    if (stream.messages.length > 0) return stream;
  }
}
