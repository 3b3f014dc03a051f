import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { TcpFaultProxy } from './tcp-fault-proxy.ts';
import { waitFor } from './wait-for.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

test('bytes pass unchanged, also in slices', async () => {
  const { proxy, client, received } = await setup();
  const sent = Buffer.from(Array.from({ length: 3000 }, (_, index) => index & 255));
  client.write(sent);
  await waitFor('the echo', () => received().length === sent.length);
  expect(received().equals(sent)).toBe(true);
  proxy.set({ kind: 'slicer', pieceBytes: 7, delayMs: 0 });
  client.write(sent);
  await waitFor('the echo of slices', () => received().length === 2 * sent.length);
  expect(received().subarray(sent.length).equals(sent)).toBe(true);
});

test('latency delays bytes, and does not add up over chunks', async () => {
  const { proxy, client, received } = await setup();
  proxy.set({ kind: 'latency', ms: 100 });
  const startMs = performance.now();
  for (let chunk = 0; chunk < 10; chunk++) {
    client.write('0123456789');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await waitFor('the echo', () => received().length === 100);
  const tookMs = performance.now() - startMs;
  expect(tookMs).toBeGreaterThan(195);
  expect(tookMs).toBeLessThan(1000);
});

test('bandwidth is not exceeded', async () => {
  const { proxy, client, received } = await setup();
  proxy.set({ kind: 'bandwidth', bytesPerSecond: 50_000 });
  const startMs = performance.now();
  client.write(Buffer.alloc(10_000));
  await waitFor('the echo', () => received().length === 10_000);
  expect(performance.now() - startMs).toBeGreaterThan(195);
});

test('a black hole swallows bytes and keeps the connection', async () => {
  const { proxy, client, received } = await setup();
  proxy.set({ kind: 'black-hole' });
  client.write('lost');
  await new Promise((resolve) => setTimeout(resolve, 100));
  proxy.set({ kind: 'none' });
  client.write('found');
  await waitFor('the echo', () => received().length > 0);
  expect(received().toString()).toBe('found');
});

test('a reset reaches the client as an error', async () => {
  const { proxy, client } = await setup();
  const failed = once(client, 'error');
  proxy.resetPeers();
  const [reason] = (await failed) as [NodeJS.ErrnoException];
  expect(reason.code).toBe('ECONNRESET');
});

test('half open, the client is told nothing', async () => {
  const { proxy, client, received, upstreams } = await setup();
  proxy.halfOpen();
  await waitFor('the server to see the end', () => upstreams().every(({ destroyed }) => destroyed));
  client.write('is anybody there');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(client.destroyed).toBe(false);
  expect(received().length).toBe(0);
});

test('connections are refused while told so', async () => {
  const { proxy } = await setup();
  proxy.refuse(true);
  const refused = open(proxy);
  const [reason] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
  expect(reason.code).toBe('ECONNRESET');
});

async function setup() {
  const sockets: Socket[] = [];
  const echo = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const proxy = await TcpFaultProxy.listen(`127.0.0.1:${(echo.address() as AddressInfo).port}`);
  const client = open(proxy);
  const chunks: Buffer[] = [];
  client.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(client, 'connect');
  await waitFor('the server to be reached', () => sockets.length > 0);
  closing.push(
    () => void echo.close(),
    () => proxy.close(),
    () => void client.destroy(),
  );
  return { proxy, client, received: () => Buffer.concat(chunks), upstreams: () => sockets };
}

function open(proxy: TcpFaultProxy): Socket {
  const [host, port] = proxy.address.split(':');
  const socket = connect({ host: host ?? '', port: Number(port) });
  socket.on('error', () => {});
  return socket;
}
