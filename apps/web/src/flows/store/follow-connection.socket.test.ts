import { create, toBinary } from '@bufbuild/protobuf';
import { FlowBatchSchema, type FlowBatch } from '@orrery/proto/orrery/live/v1/flows_pb';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { FlowOffice } from './flow-office.ts';
import { FollowConnection } from './follow-connection.ts';
import type { FlowTable, FollowState } from './flow-messages.ts';

const QUICK = { staleAfterMs: 100, giveUpAfterMs: 200, firstBackoffMs: 10, lastBackoffMs: 20 };
const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

test('[WEB-251] a socket that ends, is silent or sends garbage is opened again', async () => {
  const { url, server } = await listen();
  const batches: FlowBatch[] = [];
  const states: FollowState[] = [];
  let opened = 0;
  server.on('connection', (socket) => {
    opened += 1;
    if (opened === 1) socket.close(1001);
    else if (opened === 2) socket.send(new Uint8Array(9).fill(0xff));
    else if (opened === 4) socket.send(toBinary(FlowBatchSchema, create(FlowBatchSchema, { lookedAt: 5 })));
  });
  const connection = new FollowConnection({
    open: () => new WebSocket(url),
    deliver: (batch) => void batches.push(batch),
    onState: (state) => void states.push(state),
    whyRefused: () => Promise.resolve({ kind: 'unreachable' }),
    nowMs: () => Date.now(),
    random: () => 0.5,
    timing: QUICK,
  });
  ends.push(() => connection.close());
  await vi.waitFor(() => expect(batches.map(({ lookedAt }) => lookedAt)).toEqual([5]), { timeout: 5000 });
  expect(states.map((state) => (state.kind === 'waiting' ? state.why : state.kind))).toEqual([
    'the server stopped',
    'the server sent what this page does not understand',
    'the server is silent',
  ]);
});

test('[WEB-251] the socket that is opened next asks for what is behind the flow that was looked at last', async () => {
  const { url, server } = await listen();
  const asked: string[] = [];
  server.on('connection', (socket, request) => {
    asked.push(new URL(request.url ?? '', url).search);
    socket.send(toBinary(FlowBatchSchema, create(FlowBatchSchema, { lookedAt: 40 + asked.length, epoch: 7 })));
    if (asked.length === 1) setTimeout(() => socket.close(1001), 20);
  });
  const tables: FlowTable[] = [];
  const office = new FlowOffice({
    openSocket: (address) => new WebSocket(address),
    fetch: () => Promise.reject(new Error('nothing is read')),
    tell: (told) => told.kind === 'table' && tables.push(told.table),
    whyRefused: () => Promise.resolve({ kind: 'unreachable' }),
    nowMs: () => Date.now(),
    random: () => 0,
    soon: (work) => void setImmediate(work),
  });
  ends.push(() => office.close());
  office.hear({ kind: 'follow', question: { id: 1, url: `${url}/api/v1/flows/follow?q=cart`, backlog: 100 } });
  await vi.waitFor(() => expect(asked).toHaveLength(2), { timeout: 5000 });
  expect(asked).toEqual(['?q=cart&backlog=100', '?q=cart&backlog=100&after=41&epoch=7']);
  await vi.waitFor(() => expect(tables.at(-1)?.following).toEqual({ kind: 'live' }), { timeout: 5000 });
});

test('[WEB-261] a socket that is not taken says why, as far as that can be found out', async () => {
  const { url, server } = await listen();
  server.close();
  const states: FollowState[] = [];
  const connection = new FollowConnection({
    open: () => new WebSocket(url),
    deliver: () => undefined,
    onState: (state) => void states.push(state),
    whyRefused: () => Promise.resolve({ kind: 'forbidden', status: 403 }),
    nowMs: () => Date.now(),
    random: () => 1,
    timing: { ...QUICK, firstBackoffMs: 10_000, lastBackoffMs: 10_000 },
  });
  ends.push(() => connection.close());
  await vi.waitFor(() => expect(states).toHaveLength(2), { timeout: 5000 });
  expect(states.map((state) => (state.kind === 'waiting' ? state.why : state.kind))).toEqual([
    'the server cannot be reached',
    'you may not look at this (403)',
  ]);
});

async function listen(): Promise<{ readonly url: string; readonly server: WebSocketServer }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  ends.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
