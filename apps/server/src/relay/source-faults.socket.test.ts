import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { ServerHttp2Stream } from 'node:http2';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { requestBody } from './message-reader.ts';
import { follow, numbered, numberOf, SilentProxy, TestRelay, until } from './test-relay.ts';
import type { Followed } from './test-relay.ts';

vi.setConfig({ testTimeout: 30_000 });

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function startFollowing(...args: Parameters<typeof follow>): Followed {
  const followed = follow(...args);
  cleanups.push(() => followed.stop());
  return followed;
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An HTTP/2 server whose flow streams answer whatever the test wants; all else is left unanswered. */
async function rawServer(answer: (stream: ServerHttp2Stream, nth: number) => void): Promise<string> {
  const server = createHttp2Server();
  let streams = 0;
  server.on('session', (session) => {
    session.on('error', () => undefined);
    cleanups.push(() => session.destroy());
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    if (headers[':path'] !== '/observer.Observer/GetFlows') return;
    streams += 1;
    answer(stream, streams);
  });
  cleanups.push(() => server.close());
  return listen(server);
}

const GRPC = { ':status': 200, 'content-type': 'application/grpc' };

/** Serves a good message to the second stream, so that a test can see that the source came back. */
function badFirst(bad: (stream: ServerHttp2Stream) => void): (stream: ServerHttp2Stream, nth: number) => void {
  return (stream, nth) => {
    if (nth === 1) {
      bad(stream);
      return;
    }
    stream.respond(GRPC);
    stream.write(requestBody(numbered(nth)));
  };
}

interface Fault {
  readonly title: string;
  readonly code: string;
  readonly says: RegExp;
  readonly bad: (stream: ServerHttp2Stream) => void;
}

/** What a source tells about a first stream with a fault, once it reads the second. */
async function told(fault: Fault): Promise<{ readonly code: string; readonly message: string; readonly next: number }> {
  const { messages, source, statuses } = startFollowing(await rawServer(badFirst(fault.bad)));
  await until(() => source.status.reconnects === 1 && messages.length > 0 && source.status.state === 'connected');
  const error = statuses.find((status) => status.state === 'waiting')?.error;
  return {
    code: error?.code ?? '',
    message: error?.message ?? '',
    next: numberOf(messages.at(-1) ?? new Uint8Array()),
  };
}

function expected({ code, says }: Fault): object {
  return { code, message: expect.stringMatching(says), next: 2 };
}

const TOO_LARGE: Fault = {
  title: 'a prefix that announces 2 GiB',
  code: 'protocol',
  says: /message of 2147483647 bytes/,
  bad: (stream) => {
    stream.respond(GRPC);
    stream.write(Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3]));
  },
};

test('[RLY-3] a prefix that announces 2 GiB ends the stream with a clear word, and the next one is read', async () => {
  expect(await told(TOO_LARGE)).toEqual(expected(TOO_LARGE));
});

const COMPRESSED: Fault = {
  title: 'a gzip message that is none',
  code: 'protocol',
  says: /compressed/,
  bad: (stream) => {
    stream.respond({ ...GRPC, 'grpc-encoding': 'gzip' });
    stream.write(Buffer.from([1, 0, 0, 0, 4, 0xde, 0xad, 0xbe, 0xef]));
  },
};

test('[RLY-4] a gzip message that is none ends the stream with a clear word, and the next one is read', async () => {
  expect(await told(COMPRESSED)).toEqual(expected(COMPRESSED));
});

const NOT_GRPC: readonly Fault[] = [
  {
    title: 'a page of HTML',
    code: 'protocol',
    says: /HTTP 200 text\/html, which is not gRPC/,
    bad: (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'text/html', 'content-length': 24 });
      stream.end('<html><body>hello</body>');
    },
  },
  {
    title: 'HTTP 503 of a load balancer',
    code: 'unavailable',
    says: /HTTP 503/,
    bad: (stream) => {
      stream.respond({ ':status': 503 });
      stream.end();
    },
  },
  {
    title: 'HTTP 403 of a proxy',
    code: 'denied',
    says: /HTTP 403/,
    bad: (stream) => {
      stream.respond({ ':status': 403 }, { endStream: true });
    },
  },
];

for (const fault of NOT_GRPC) {
  test(`[RLY-23] ${fault.title} ends the stream with a clear word, and the next one is read`, async () => {
    expect(await told(fault)).toEqual(expected(fault));
  });
}

const ENDINGS: readonly Fault[] = [
  {
    title: 'a status in the headers alone',
    code: 'denied',
    says: /UNAUTHENTICATED: who are you, 100% stranger\?/,
    bad: (stream) => {
      stream.respond(
        { ...GRPC, 'grpc-status': '16', 'grpc-message': 'who are you, 100%25 stranger%3F' },
        { endStream: true },
      );
    },
  },
  {
    title: 'a status that is no number',
    code: 'protocol',
    says: /UNKNOWN/,
    bad: (stream) => {
      stream.respond({ ...GRPC, 'grpc-status': 'fine' }, { endStream: true });
    },
  },
  {
    title: 'an end without a status',
    code: 'unavailable',
    says: /broke the stream off/,
    bad: (stream) => {
      stream.respond(GRPC);
      stream.end(requestBody(numbered(0)));
    },
  },
  {
    title: 'an end within a message',
    code: 'protocol',
    says: /within a message/,
    bad: (stream) => {
      stream.respond(GRPC, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.from([0, 0, 0, 0, 9, 1]));
    },
  },
  {
    title: 'a reset stream',
    code: 'protocol',
    says: /broke the stream off with HTTP\/2 error 2/,
    bad: (stream) => {
      stream.respond(GRPC);
      stream.destroy(new Error('no more'));
    },
  },
];

for (const fault of ENDINGS) {
  test(`[RLY-24] ${fault.title} ends the stream with a clear word, and the next one is read`, async () => {
    expect(await told(fault)).toEqual(expected(fault));
  });
}

const TOO_MANY_PINGS: Fault = {
  title: 'GOAWAY for too many pings',
  code: 'overloaded',
  says: /fewer requests or pings/,
  bad: (stream) => {
    stream.respond(GRPC);
    stream.session?.goaway(11, 0, Buffer.from('too_many_pings'));
  },
};

test('[RLY-25] GOAWAY for too many pings ends the stream with a clear word, and the next one is read', async () => {
  expect(await told(TOO_MANY_PINGS)).toEqual(expected(TOO_MANY_PINGS));
});

test('[RLY-3] a whole message of 5 MiB ends the stream, and the next one is read', async () => {
  const relay = await TestRelay.start({
    onStream: (_server, call) => {
      if (relay.requests.length === 1) call.write(Buffer.alloc(5 << 20));
      else call.write(Buffer.from(numbered(2)));
    },
  });
  cleanups.push(() => relay.kill());
  const { messages, source, statuses } = startFollowing(relay.address);
  await until(() => messages.length === 1);
  expect(source.status.reconnects).toBe(1);
  expect(statuses.find((status) => status.state === 'waiting')?.error?.message).toContain('5242880 bytes');
});

test('[RLY-26] a connection that fell silent is given up, its socket closed, and a new one made, twenty times over', async () => {
  const relay = await TestRelay.start();
  cleanups.push(() => relay.kill());
  const proxy = await SilentProxy.start(relay.port);
  cleanups.push(() => proxy.stop());
  const { source, statuses } = startFollowing(proxy.address, {
    timing: { silentAfterMs: 150, probeEveryMs: 30, healthyAfterMs: 1 },
  });
  for (let cycle = 1; cycle <= 20; cycle += 1) {
    await until(() => source.status.state === 'connected');
    proxy.fallSilent();
    await until(
      () => source.status.reconnects >= cycle,
      () => source.status,
    );
    proxy.speak();
  }
  await until(
    () => source.status.state === 'connected' && proxy.openConnections === 1,
    () => proxy.openConnections,
  );
  expect(proxy.acceptedConnections).toBeGreaterThanOrEqual(21);
  const codes = new Set(statuses.map((status) => status.error?.code));
  expect(codes).toContain('silent');
});

test('[RLY-60] a source that answers nothing any more is told as waiting since it was heard last, and keeps its connection', async () => {
  const relay = await TestRelay.start();
  cleanups.push(() => relay.kill());
  const proxy = await SilentProxy.start(relay.port);
  cleanups.push(() => proxy.stop());
  const { source, warnings } = startFollowing(proxy.address, { timing: { quietAfterMs: 150, staleAfterMs: 300 } });
  await until(() => source.status.nodes.length === 2);
  proxy.fallSilent();
  await until(() => source.status.state === 'waiting');
  const { sinceMs, lastHeardMs } = source.status;
  expect(source.status).toMatchObject({
    error: { code: 'silent', message: 'the server does not answer' },
    retryAtMs: undefined,
    reconnects: 0,
  });
  expect(sinceMs).toBe(lastHeardMs);
  expect(Date.now() - sinceMs).toBeGreaterThanOrEqual(290);
  expect(warnings).toHaveLength(1);
  expect([proxy.openConnections, proxy.acceptedConnections]).toEqual([1, 1]);
});

for (const health of ['answers', 'unimplemented'] as const) {
  const title = health === 'answers' ? 'an answer' : 'the answer that its health is unknown';
  test(`[RLY-61] ${title} makes a source that was silent live at once, on the same connection`, async () => {
    const relay = await TestRelay.start({ health });
    cleanups.push(() => relay.kill());
    const proxy = await SilentProxy.start(relay.port);
    cleanups.push(() => proxy.stop());
    const { source } = startFollowing(proxy.address, {
      timing: {
        probeEveryMs: 60_000,
        probeTimeoutMs: 100,
        quietAfterMs: 150,
        staleAfterMs: 300,
        silentAfterMs: 10_000,
      },
    });
    await until(() => source.status.nodes.length === 2);
    proxy.holdBack();
    await until(() => source.status.state === 'waiting');
    proxy.letGo();
    await until(() => source.status.state === 'connected');
    expect(source.status).toMatchObject({ error: undefined, retryAtMs: undefined, reconnects: 0 });
    expect(source.status.sinceMs).toBe(source.status.lastHeardMs);
    expect(proxy.acceptedConnections).toBe(1);
  });
}

test('[RLY-26] a server that takes a connection and says nothing is given up in time', async () => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    cleanups.push(() => socket.destroy());
  });
  cleanups.push(() => server.close());
  const { source } = startFollowing(await listen(server), { timing: { connectTimeoutMs: 150 } });
  await until(() => source.status.reconnects >= 2);
  expect(source.status.error?.message).toContain('no connection within 150 ms');
});

test('[RLY-6] a server of HTTP/1 is named for what it is', async () => {
  const server = createHttpServer((_request, response) => response.end());
  cleanups.push(() => server.close());
  const { source } = startFollowing(await listen(server));
  await until(() => source.status.error !== undefined);
  expect(source.status.error?.message).toMatch(/HTTP\/1/);
});

test('[RLY-27] answers to unary calls get through while the stream floods', async () => {
  const relay = await TestRelay.start();
  cleanups.push(() => relay.kill());
  const { messages, source } = startFollowing(relay.address, { timing: { probeEveryMs: 20 } });
  await until(() => relay.open.size === 1);
  const before = relay.calls.get('ServerStatus') ?? 0;
  const message = numbered(1, 1_000);
  let sent = 0;
  await until(() => {
    for (let index = 0; index < 500; index += 1) relay.send(message);
    sent += 500;
    return (relay.calls.get('ServerStatus') ?? 0) >= before + 5 && sent >= 20_000;
  });
  await until(
    () => messages.length === sent,
    () => [messages.length, sent],
  );
  expect(source.status).toMatchObject({ state: 'connected', reconnects: 0, flowsPerSecond: 12.5 });
});
