import { describe, expect, test } from 'vitest';

import { SECURITY_HEADERS } from './security-headers.ts';
import { runServer } from './test-server.ts';

const ROUTES = [
  '/',
  '/review/some-session',
  '/assets/app-1.js',
  '/favicon.svg',
  '/assets/missing.js',
  '/api/v1/status',
  '/api/v1/map',
  '/api/v1/flows',
  '/api/v1/http',
  '/api/v1/dns',
  '/api/v1/live',
  '/api/v1/story?uuid=none',
  '/api/v1/flows/follow',
  '/api/v1/nothing',
  '/livez',
  '/readyz',
  '/metrics',
  '/%2e%2e/secret.txt',
  '/api/v1/map?since=nonsense',
];

describe('[SEC-1] every answer carries the security headers', () => {
  test.each(ROUTES)('%s', async (path) => {
    await using orrery = await runServer();
    const { headers } = await orrery.get(path);
    for (const [name, value] of SECURITY_HEADERS) expect(headers.get(name)).toBe(value);
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});

test('[SEC-1] the policy allows nothing inline, nothing of others, and no foreign frame', () => {
  const policy = SECURITY_HEADERS.get('Content-Security-Policy')!;
  expect(policy).toMatch(/^default-src 'none';/);
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  for (const part of ["frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'"]) {
    expect(policy).toContain(part);
  }
});

describe('[SEC-2] no answer lets another site read it', () => {
  test.each(ROUTES)('%s', async (path) => {
    await using orrery = await runServer();
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${orrery.port}`, 'http://localhost:3000']) {
      for (const method of ['GET', 'OPTIONS', 'POST']) {
        const { headers } = await orrery.get(path, { method, headers: { Origin: origin } });
        expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
      }
    }
  });
});

test('[SEC-3] API answers are not stored by anybody on the way', async () => {
  await using orrery = await runServer();
  for (const path of ROUTES.filter((route) => route.startsWith('/api') || route === '/metrics')) {
    const { headers } = await orrery.get(path);
    expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
    expect(headers.get('etag')).toBeNull();
  }
});

describe('[SEC-4] a request under a foreign name is refused', () => {
  const LOOPBACK = { host: '127.0.0.1', port: 1 };
  const EVERYWHERE = { host: '0.0.0.0', port: 1 };
  test.each([
    ['127.0.0.1', LOOPBACK, [], true],
    ['127.0.0.1:1234', LOOPBACK, [], true],
    ['LOCALHOST:80', LOOPBACK, [], true],
    ['[::1]:80', LOOPBACK, [], true],
    ['evil.example', LOOPBACK, [], false],
    ['evil.example:80', EVERYWHERE, [], false],
    ['localhost.evil.example', LOOPBACK, [], false],
    ['127.0.0.1.evil.example', LOOPBACK, [], false],
    ['127.0.0.1@evil.example', LOOPBACK, [], false],
    ['evil.example, localhost', LOOPBACK, [], false],
    ['localhost evil.example', LOOPBACK, [], false],
    ['10.1.2.3:8080', LOOPBACK, [], false],
    ['10.1.2.3:8080', EVERYWHERE, [], true],
    ['[fd00::1]', EVERYWHERE, [], true],
    ['0x7f000001', LOOPBACK, [], false],
    ['', LOOPBACK, [], false],
    ['orrery.example', EVERYWHERE, ['orrery.example'], true],
    ['ORRERY.example:8443', EVERYWHERE, ['orrery.example'], true],
    ['orrery.example:8443', EVERYWHERE, ['orrery.example:443'], false],
    ['a.orrery.example', EVERYWHERE, ['orrery.example'], false],
  ])('%s to %j with %j', async (host, listen, allowedHosts, isGood) => {
    await using orrery = await runServer({ config: { listen, allowedHosts } });
    const answer = await orrery.raw(`GET /api/v1/status HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(answer.split('\r\n')[0]).toBe(isGood ? 'HTTP/1.1 200 OK' : 'HTTP/1.1 421 Misdirected Request');
    if (!isGood) expect(answer).toContain('"code":"host_not_allowed"');
  });
  test('two names, or none', async () => {
    await using orrery = await runServer();
    const two = 'Host: localhost\r\nHost: evil.example\r\n';
    expect(await orrery.raw(`GET /livez HTTP/1.1\r\n${two}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 4/);
    expect(await orrery.raw('GET /livez HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 421/);
    expect(
      await orrery.raw('GET http://evil.example/livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
    ).toMatch(/^HTTP\/1.1 400/);
  });
});

describe('[SEC-5] only the page that we served may open a WebSocket', () => {
  const cases: readonly (readonly [string | undefined, string, readonly string[], number])[] = [
    ['http://localhost:8080', 'localhost:8080', [], 101],
    ['HTTP://LOCALHOST:8080', 'localhost:8080', [], 403],
    ['http://LOCALHOST:8080', 'localhost:8080', [], 101],
    ['http://localhost', 'localhost', [], 101],
    ['http://localhost', 'localhost:80', [], 101],
    ['https://orrery.example', 'orrery.example', ['orrery.example'], 101],
    ['https://orrery.example', 'localhost:8080', ['orrery.example'], 101],
    ['https://orrery.example', 'localhost:8080', ['orrery.example:443'], 101],
    ['https://orrery.example:8443', 'localhost:8080', ['orrery.example:443'], 403],
    [undefined, 'localhost:8080', [], 101],
    ['null', 'localhost:8080', [], 403],
    ['', 'localhost:8080', [], 403],
    ['http://evil.example', 'localhost:8080', [], 403],
    ['http://evil.example:8080', 'localhost:8080', [], 403],
    ['http://localhost:3000', 'localhost:8080', [], 403],
    ['http://127.0.0.1:8080', 'localhost:8080', [], 403],
    ['http://sub.localhost:8080', 'localhost:8080', [], 403],
    ['http://localhost:8080.evil.example', 'localhost:8080', [], 403],
    ['http://localhost:8080@evil.example', 'localhost:8080', [], 403],
    ['http://localhost:8080/x', 'localhost:8080', [], 403],
    ['file://', 'localhost:8080', [], 403],
    ['chrome-extension://localhost:8080', 'localhost:8080', [], 403],
    ['http://evil.example', 'evil.example', [], 421],
  ];
  test.each(cases)('Origin %s at Host %s with %j gets %i', async (origin, host, allowedHosts, status) => {
    await using orrery = await runServer({ config: { allowedHosts } });
    const answer = await orrery.raw(upgrade('/api/v1/live?q=verdict:DROPPED&window=300', host, origin));
    expect(answer.slice(0, 13)).toBe(`HTTP/1.1 ${status} `);
    expect(orrery.wishes).toEqual(status === 101 ? [{ query: 'verdict:DROPPED', windowSeconds: 300 }] : []);
    if (status === 101) return;
    expect(answer).toContain('Content-Security-Policy: ');
    expect(answer).toContain('"error":{"code":"');
    expect(answer.toLowerCase()).not.toContain('access-control');
  });
  test('a path without a WebSocket is told so', async () => {
    await using orrery = await runServer({ config: { basePath: '/hubble/' } });
    for (const path of [
      '/api/v1/live',
      '/hubble/api/v1/map',
      '/hubble/',
      '/hubble/api/v1/live/',
      '/hubble//api/v1/live',
    ]) {
      expect(await orrery.raw(upgrade(path, 'localhost', undefined))).toMatch(/^HTTP\/1.1 40[04]/);
    }
    expect(await orrery.raw(upgrade('/hubble/api/v1/live', 'localhost', undefined))).toMatch(/^HTTP\/1.1 101/);
    expect(await orrery.raw(upgrade('/hubble/api/v1/live?window=7', 'localhost', undefined))).toMatch(/^HTTP\/1.1 400/);
    expect((await orrery.get('/hubble/api/v1/live')).status).toBe(426);
  });
});

test('[SEC-9] a fault while a WebSocket is opened costs that WebSocket only', async () => {
  const stats = { sockets: 0, views: 0, behind: 0, bufferedBytes: 0, framesSent: 0, bytesSent: 0 };
  await using orrery = await runServer({
    deps: {
      live: {
        handleUpgrade: () => {
          throw new Error('secret detail');
        },
        isClosing: false,
        stats: () => ({ ...stats, ended: new Map(), refused: new Map() }),
      },
    },
  });
  const answer = await orrery.raw(upgrade('/api/v1/live', 'localhost', undefined));
  expect(answer).toMatch(/^HTTP\/1.1 500 /);
  expect(answer).not.toContain('secret');
  expect((await orrery.get('/livez')).status).toBe(200);
  expect(orrery.logged.join('')).toContain('secret detail');
});

describe('[SEC-6] nothing but GET and HEAD is understood, and other sites are told so first', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])('%s', async (method) => {
    await using orrery = await runServer();
    const ours = await orrery.get('/api/v1/map', { method });
    expect([ours.status, ours.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const theirs = await orrery.get('/api/v1/map', { method, headers: { Origin: 'https://evil.example' } });
    expect(theirs.status).toBe(403);
  });
  test('HEAD gives the headers of GET', async () => {
    await using orrery = await runServer({ picture: 'a/b -> c/d:1 forwarded=1' });
    const answer = await orrery.get('/api/v1/map', { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });
});

describe('[SEC-7] what is larger or slower than anything we need is refused', () => {
  test('a body', async () => {
    await using orrery = await runServer();
    const answer = await orrery.raw('GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello');
    expect(answer).toMatch(/^HTTP\/1.1 413/);
    const chunked = await orrery.raw('GET /livez HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n');
    expect(chunked).toMatch(/^HTTP\/1.1 413/);
  });
  test('headers', async () => {
    await using orrery = await runServer();
    const answer = await orrery.raw(`GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 431 [^]*"code":"headers_too_large"/);
  });
  test('something that is not HTTP', async () => {
    await using orrery = await runServer();
    expect(await orrery.raw('\u0016\u0003\u0001 hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [^]*"code":"bad_request"/);
  });
  test('a path, and a query', async () => {
    await using orrery = await runServer();
    expect((await orrery.get(`/${'a'.repeat(2000)}`)).status).toBe(400);
    expect((await orrery.get(`/api/v1/map?q=${'a'.repeat(10_000)}`)).status).toBe(400);
  });
  test('a server that waits for a request waits for a bounded time', async () => {
    await using orrery = await runServer();
    const { headersTimeout, requestTimeout, maxConnections } = orrery.server;
    expect({ headersTimeout, requestTimeout }).toEqual({ headersTimeout: 10_000, requestTimeout: 15_000 });
    expect(maxConnections).toBeGreaterThan(0);
  });
});

describe('[API-1] an error is JSON with a code, a sentence and an id, and never shows how we are built', () => {
  test('of the caller', async () => {
    await using orrery = await runServer();
    const answer = await orrery.get('/api/v1/map?since=yesterday');
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await answer.json()).toEqual({
      error: {
        code: 'bad_time',
        message: 'since is not a time; use RFC 3339 (2026-11-20T09:30:00Z), now, or -15m',
        request_id: answer.headers.get('x-request-id'),
      },
    });
  });
  test('of ours', async () => {
    const broken = (): never => {
      throw new Error('secret detail');
    };
    await using orrery = await runServer({ deps: { sources: broken } });
    for (const path of ['/api/v1/status', '/api/v1/map', '/metrics']) {
      const answer = await orrery.get(path);
      const text = await answer.text();
      expect(answer.status).toBe(500);
      expect(text).toContain(`"request_id":"${answer.headers.get('x-request-id')}"`);
      expect(text).not.toMatch(/secret|\.ts|at /);
    }
    expect(orrery.logged.filter((line) => line.includes('secret detail'))).toHaveLength(3);
  });
});

function upgrade(path: string, host: string, origin: string | undefined): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ...(origin === undefined ? [] : [`Origin: ${origin}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
