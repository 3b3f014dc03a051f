import { fromBinary } from '@bufbuild/protobuf';
import { SubscribeSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { ConnectionState } from './connection-state.ts';
import { backoffMs, LiveConnection } from './live-connection.ts';
import { refusalOf } from './refusal.ts';

const TIMING = { staleAfterMs: 60, giveUpAfterMs: 250, firstBackoffMs: 5, lastBackoffMs: 40 };
const WAIT = { timeout: 15_000, interval: 5 };
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0).toReversed()) close();
});

test('[WEB-27] figures are live from the first frame that can be applied, and not any more once the server is gone', async () => {
  const { states, server, last } = await setup();
  await vi.waitFor(() => expect(server.clients.size).toBe(1), WAIT);
  expect(states.some(({ kind }) => kind === 'live')).toBe(false);
  send(server, 'applied');
  await vi.waitFor(() => expect(last().kind).toBe('live'), WAIT);
  for (const client of server.clients) client.close(1001);
  await vi.waitFor(
    () => expect(states).toContainEqual(expect.objectContaining({ kind: 'waiting', why: 'the server stopped' })),
    WAIT,
  );
});

test('[WEB-28] silence makes a page stale, more of it makes it connect again, and a frame makes it live again', async () => {
  const { states, server, last, opened } = await setup();
  await vi.waitFor(() => expect(server.clients.size).toBe(1), WAIT);
  send(server, 'applied');
  await vi.waitFor(() => expect(states.some(({ kind }) => kind === 'silent')).toBe(true), WAIT);
  await vi.waitFor(() => expect(opened.length).toBeGreaterThan(1), WAIT);
  await vi.waitFor(() => {
    send(server, 'applied');
    expect(last().kind).toBe('live');
  }, WAIT);
  expect(states).toContainEqual(expect.objectContaining({ kind: 'waiting', why: 'the server is silent' }));
});

test('[WEB-29] a frame that cannot be applied asks for a new snapshot of the same view', async () => {
  const { server, heard } = await setup();
  await vi.waitFor(() => expect(server.clients.size).toBe(1), WAIT);
  send(server, 'missed');
  await vi.waitFor(() => expect(heard).toEqual([{ query: 'namespace:shop', windowSeconds: 300 }]), WAIT);
});

test('[WEB-30] another subscription goes over the same connection, and is the one that is opened again', async () => {
  const { connection, server, heard, opened } = await setup();
  await vi.waitFor(() => expect(server.clients.size).toBe(1), WAIT);
  connection.subscribe({ query: 'verdict:DROPPED', windowSeconds: 60 });
  await vi.waitFor(() => expect(heard).toEqual([{ query: 'verdict:DROPPED', windowSeconds: 60 }]), WAIT);
  for (const client of server.clients) client.terminate();
  await vi.waitFor(() => expect(opened.at(-1)).toBe('verdict:DROPPED'), WAIT);
});

test('[WEB-31] tries begin soon, come less often, and never at the same moment for all pages', async () => {
  const timing = { ...TIMING, firstBackoffMs: 250, lastBackoffMs: 5000 };
  expect([0, 1, 2, 3, 4, 5, 60].map((attempt) => backoffMs(attempt, 0.999999, timing)).map(Math.round)).toEqual([
    500, 1000, 2000, 4000, 5000, 5000, 5000,
  ]);
  expect(backoffMs(60, 0, timing)).toBe(250);
  const { states } = await setup('refused');
  await vi.waitFor(() => expect(states.filter(({ kind }) => kind === 'waiting').length).toBeGreaterThan(4), WAIT);
  expect(states.find(({ kind }) => kind === 'waiting')).toMatchObject({
    attempt: 1,
    why: 'the server cannot be reached',
  });
});

test('[WEB-232] a page that may not look is told so, and goes on trying', async () => {
  const { states, opened } = await setup('forbidden');
  const refusal = { kind: 'forbidden', status: 403 };
  await vi.waitFor(() => expect(states).toContainEqual(expect.objectContaining({ kind: 'waiting', refusal })), WAIT);
  const tries = opened.length;
  await vi.waitFor(() => expect(opened.length).toBeGreaterThan(tries), WAIT);
});

test('[WEB-31] nothing is tried any more once the page is left', async () => {
  const { server, opened, leave } = await setup();
  await vi.waitFor(() => expect(server.clients.size).toBe(1), WAIT);
  leave();
  await vi.waitFor(() => expect(server.clients.size).toBe(0), WAIT);
  expect(opened).toHaveLength(1);
});

async function setup(how: 'served' | 'refused' | 'forbidden' = 'served') {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const leaving = new AbortController();
  closing.push(
    () => server.close(),
    () => leaving.abort(),
  );
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = how !== 'served' || typeof address === 'string' || address === null ? 1 : address.port;
  const heard: { query: string; windowSeconds: number }[] = [];
  server.on('connection', (socket) =>
    socket.on('message', (data: Buffer) => {
      const { query, windowSeconds } = fromBinary(SubscribeSchema, data);
      heard.push({ query, windowSeconds });
    }),
  );
  const states: ConnectionState[] = [];
  const opened: string[] = [];
  const connection = new LiveConnection(
    { query: 'namespace:shop', windowSeconds: 300 },
    {
      open: ({ query }) => {
        opened.push(query);
        return new WebSocket(`ws://127.0.0.1:${port}`);
      },
      // The server of this test says what is to become of a frame.
      deliver: (bytes) => (new TextDecoder().decode(bytes) === 'missed' ? 'missed' : 'applied'),
      onState: (state) => void states.push(state),
      whyRefused: async () => refusalOf(how === 'forbidden' ? 403 : undefined),
      random: () => 0.5,
      timing: TIMING,
    },
    leaving.signal,
  );
  const last = (): ConnectionState => states.at(-1) ?? { kind: 'connecting', attempt: 0 };
  return { connection, server, states, opened, heard, last, leave: () => leaving.abort() };
}

function send(server: WebSocketServer, what: 'applied' | 'missed'): void {
  for (const client of server.clients) client.send(Buffer.from(what));
}
