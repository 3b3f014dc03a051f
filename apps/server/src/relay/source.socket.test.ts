import { timestampMs } from '@bufbuild/protobuf/wkt';
import { afterEach, expect, test, vi } from 'vitest';
import { runSources } from './source.ts';
import { follow, numbered, numberOf, TestRelay, until } from './test-relay.ts';
import type { Followed, TestRelayOptions } from './test-relay.ts';

vi.setConfig({ testTimeout: 30_000 });

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function startRelay(options?: TestRelayOptions): Promise<TestRelay> {
  const relay = await TestRelay.start(options);
  cleanups.push(() => relay.kill());
  return relay;
}

function startFollowing(...args: Parameters<typeof follow>): Followed {
  const followed = follow(...args);
  cleanups.push(() => followed.stop());
  return followed;
}

test('[RLY-7] a source asks for live flows with number 1, and for nothing of the past', async () => {
  const relay = await startRelay();
  startFollowing(relay.address);
  await until(() => relay.requests.length === 1);
  expect(relay.requests[0]).toMatchObject({ follow: true, number: 1n, first: false, whitelist: [], blacklist: [] });
  expect(relay.requests[0]?.since).toBeUndefined();
  expect(relay.requests[0]?.fieldMask).toBeUndefined();
});

test('[RLY-8] a source that knows where it was goes five seconds before that', async () => {
  const relay = await startRelay();
  startFollowing(relay.address, { resumeFromMs: 1_795_000_000_123.456 });
  await until(() => relay.requests.length === 1);
  const since = relay.requests[0]?.since;
  expect(since && timestampMs(since)).toBe(1_794_999_995_123);
  expect(relay.requests[0]?.number).toBe(1n);
});

test('[RLY-9] every message arrives once, in order, as the bytes that were sent', async () => {
  const relay = await startRelay();
  const { messages, source } = startFollowing(relay.address);
  await until(() => relay.open.size === 1);
  const sent = Array.from({ length: 20_000 }, (_, index) => numbered(index, index % 97 === 0 ? 40_000 : index % 300));
  for (const bytes of sent) relay.send(bytes);
  await until(
    () => messages.length === sent.length,
    () => messages.length,
  );
  expect(messages.every((bytes, index) => Buffer.compare(bytes, sent[index] ?? bytes) === 0)).toBe(true);
  expect(source.received).toEqual({
    messages: sent.length,
    bytes: sent.reduce((sum, bytes) => sum + bytes.length, 0),
  });
});

test('[RLY-10] a message that cannot be decoded passes as bytes, and the stream goes on', async () => {
  const relay = await startRelay();
  const { messages, source } = startFollowing(relay.address);
  await until(() => relay.open.size === 1);
  const garbage = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  relay.send(numbered(1));
  relay.send(garbage);
  relay.send(new Uint8Array());
  relay.send(numbered(2));
  await until(() => messages.length === 4);
  expect(messages.map((bytes) => Buffer.from(bytes))).toEqual(
    [numbered(1), garbage, new Uint8Array(), numbered(2)].map((bytes) => Buffer.from(bytes)),
  );
  expect(source.status.reconnects).toBe(0);
});

test('[RLY-11] a follow stream that ends with status OK is asked for again, with growing waits', async () => {
  const relay = await startRelay({
    onStream: (server, call) => {
      if (server.requests.length > 5) return;
      call.end();
    },
  });
  const { source, statuses } = startFollowing(relay.address);
  await until(() => relay.requests.length === 6 && source.status.state === 'connected');
  const waits = statuses.filter((status) => status.state === 'waiting');
  expect(waits.map((status) => (status.retryAtMs ?? 0) - status.sinceMs)).toEqual([25, 50, 100, 200, 400]);
  expect(waits.every((status) => status.error?.code === 'ended')).toBe(true);
  expect(source.status).toMatchObject({ reconnects: 5, error: undefined, retryAtMs: undefined });
});

for (const [what, timing, messages] of [
  ['that lasted', { healthyAfterMs: 50 }, 0],
  ['that lasted a little and brought messages', { usefulAfterMs: 50 }, 1],
] as const) {
  test(`[RLY-12] the wait is short again after a stream ${what}`, async () => {
    const relay = await startRelay({
      onStream: (server, call) => {
        if (server.requests.length < 4) call.end();
      },
    });
    const followed = startFollowing(relay.address, { timing });
    await until(() => relay.requests.length === 4 && followed.source.status.state === 'connected');
    const connectedAtMs = performance.now();
    if (messages > 0) relay.send(numbered(1));
    await until(() => performance.now() - connectedAtMs > 100 && followed.messages.length === messages);
    relay.endStreams();
    await until(() => relay.requests.length === 5);
    const wait = followed.statuses.findLast((status) => status.state === 'waiting');
    expect((wait?.retryAtMs ?? 0) - (wait?.sinceMs ?? 0)).toBe(25);
  });
}

for (const way of ['leave', 'kill'] as const) {
  const title = way === 'leave' ? 'says that it is going away' : 'is cut off';
  test(`[RLY-13] a source comes back to a relay that ${title}, and resumes`, async () => {
    const first = await startRelay();
    const followed = startFollowing(first.address);
    await until(() => first.open.size === 1);
    first.send(numbered(1));
    await until(() => followed.messages.length === 1);
    followed.resumeFromMs = 1_795_000_005_000;
    first[way]();
    await until(() => followed.source.status.state === 'waiting');
    expect(followed.source.status.error?.code).toBe('unavailable');
    if (way === 'leave') await until(() => first.open.size === 0);
    const second = await startRelay({ port: first.port });
    await until(() => second.open.size === 1);
    second.send(numbered(2));
    await until(() => followed.messages.length === 2);
    expect(followed.messages.map((bytes) => numberOf(bytes))).toEqual([1, 2]);
    const since = second.requests[0]?.since;
    expect(since && timestampMs(since)).toBe(1_795_000_000_000);
    expect(followed.source.status.state).toBe('connected');
  });
}

test('[RLY-14] a source that cannot connect says why and when it tries again, and never gives up', async () => {
  const relay = await startRelay();
  relay.kill();
  const { source, statuses } = startFollowing(relay.address);
  await until(() => source.status.reconnects >= 4);
  const waiting = statuses.findLast((status) => status.state === 'waiting');
  expect(waiting?.error).toMatchObject({ code: 'unavailable' });
  expect(waiting?.error?.message).toContain(`127.0.0.1:${relay.port}`);
  expect(waiting?.retryAtMs).toBeGreaterThanOrEqual(waiting?.sinceMs ?? Number.POSITIVE_INFINITY);
});

test('[RLY-15] a source without traffic stays connected, on answers alone', async () => {
  const relay = await startRelay();
  const { source } = startFollowing(relay.address, { timing: { silentAfterMs: 600, probeEveryMs: 100 } });
  await until(() => (relay.calls.get('ServerStatus') ?? 0) >= 12);
  expect(source.status).toMatchObject({ state: 'connected', reconnects: 0 });
  expect(relay.requests).toHaveLength(1);
  expect(source.status.lastHeardMs).toBeGreaterThan(source.status.sinceMs);
});

test('[RLY-16] a relay whose ServerStatus waits for a hung agent is alive as long as its health check answers', async () => {
  const relay = await startRelay({ serverStatus: 'hangs', getNodes: 'hangs' });
  const { source } = startFollowing(relay.address, { timing: { silentAfterMs: 600, probeEveryMs: 100 } });
  await until(() => (relay.calls.get('Check') ?? 0) >= 12);
  expect(source.status).toMatchObject({ state: 'connected', reconnects: 0 });
});

test('[RLY-17] a server that takes connections and answers nothing is silent', async () => {
  const relay = await startRelay({ serverStatus: 'hangs', getNodes: 'hangs', health: 'hangs' });
  const { source } = startFollowing(relay.address, { timing: { silentAfterMs: 300, probeEveryMs: 100 } });
  await until(() => source.status.reconnects >= 2);
  expect(source.status.error?.code).toBe('silent');
});

test('[RLY-62] a quiet stream stays connected on checks of health alone, and no other question is asked more often', async () => {
  const relay = await startRelay();
  const { source, statuses } = startFollowing(relay.address, {
    timing: { probeEveryMs: 60_000, quietAfterMs: 50, staleAfterMs: 1_000, silentAfterMs: 2_000 },
  });
  await until(() => (relay.calls.get('Check') ?? 0) >= 12);
  expect(source.status).toMatchObject({ state: 'connected', reconnects: 0 });
  expect(statuses.some(({ state }) => state === 'waiting')).toBe(false);
  expect([relay.calls.get('ServerStatus'), relay.calls.get('GetNodes')]).toEqual([1, 1]);
});

test('[RLY-62] a stream that speaks is not asked for the health of its relay', async () => {
  const relay = await startRelay();
  const { messages } = startFollowing(relay.address, { timing: { probeEveryMs: 60_000, quietAfterMs: 1_000 } });
  await until(() => relay.open.size === 1);
  await until(() => {
    relay.send(numbered(messages.length));
    return messages.length >= 200;
  });
  expect(relay.calls.get('Check')).toBe(1);
});

test('[RLY-63] what a relay said while this process stood still is read before the relay is called silent', async () => {
  const relay = await startRelay();
  const { source, statuses } = startFollowing(relay.address, { timing: { staleAfterMs: 1_500, silentAfterMs: 2_000 } });
  await until(() => source.status.nodes.length === 2);
  const untilMs = performance.now() + 3_000;
  while (performance.now() < untilMs);
  const before = relay.calls.get('Check') ?? 0;
  await until(() => (relay.calls.get('Check') ?? 0) >= before + 3);
  expect(source.status.reconnects).toBe(0);
  expect(statuses.some(({ state }) => state === 'waiting')).toBe(false);
});

test('[RLY-18] status tells the version, the flow rate and the nodes as the relay tells them', async () => {
  const relay = await startRelay();
  const { source } = startFollowing(relay.address);
  await until(() => source.status.nodes.length === 2 && source.status.version !== '');
  expect(source.status).toMatchObject({ name: relay.address, version: 'hubble-relay v1.19.4', flowsPerSecond: 12.5 });
  expect(source.status.nodes).toEqual([
    { name: 'kind/worker', state: 'connected', message: '', version: '1.19.4', uptimeMs: 5, seenFlows: 7 },
    { name: 'kind/worker2', state: 'unavailable', message: '', version: '', uptimeMs: 0, seenFlows: 0 },
  ]);
  expect(source.isAgent).toBe(false);
});

test('[RLY-19] a server without GetNodes is an agent, and is not asked again', async () => {
  const relay = await startRelay({ getNodes: 'unimplemented' });
  const { source } = startFollowing(relay.address);
  await until(() => (relay.calls.get('ServerStatus') ?? 0) >= 5);
  expect(source.isAgent).toBe(true);
  expect(relay.calls.get('GetNodes')).toBe(1);
  expect(source.status.state).toBe('connected');
});

test('[RLY-20] one source that fails does not hold up another', async () => {
  const [good, bad] = await Promise.all([startRelay(), startRelay()]);
  bad.kill();
  const failing = startFollowing(bad.address);
  const working = startFollowing(good.address);
  await until(() => good.open.size === 1 && failing.source.status.reconnects >= 2);
  good.send(numbered(7));
  await until(() => working.messages.length === 1);
  expect(working.source.status.reconnects).toBe(0);
});

test('[RLY-21] all sources end when the signal aborts, whatever they are doing', async () => {
  const [good, bad] = await Promise.all([startRelay(), startRelay()]);
  bad.kill();
  const followed = [startFollowing(bad.address), startFollowing(good.address), startFollowing('no address')];
  await until(() => good.open.size === 1);
  await Promise.all(followed.map((one) => one.stop()));
  await until(() => good.open.size === 0);
  const statesAtEnd = followed.map((one) => one.statuses.length);
  const abort = new AbortController();
  abort.abort();
  await runSources(
    followed.map((one) => one.source),
    abort.signal,
  );
  expect(followed.map((one) => one.statuses.length)).toEqual(statesAtEnd);
});

test('[RLY-22] an address that is none is told as a fault of the configuration', async () => {
  const { source } = startFollowing('relay.example');
  await until(() => source.status.error !== undefined);
  expect(source.status.error).toEqual({
    code: 'configuration',
    message: 'relay.example: a relay address is host:port',
  });
});

test('[RLY-28] a host name with addresses of both families is tried with both', async () => {
  const relay = await startRelay();
  const { source } = startFollowing(`localhost:${relay.port}`);
  await until(() => relay.open.size === 1 && source.status.state === 'connected');
  expect(source.status).toMatchObject({ name: `localhost:${relay.port}`, reconnects: 0 });
});
