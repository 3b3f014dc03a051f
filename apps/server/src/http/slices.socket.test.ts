import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

import { expect, test } from 'vitest';

import { systemClock } from '../base/clock.ts';
import { jsonArray, runInSlices, sendInSlices, type Turn } from './slices.ts';

test('[API-22] a reader that takes nothing is given up, and little waits for it meanwhile', async () => {
  await using exchange = await openExchange();
  let made = 0;
  const pieces = function* (): Generator<string> {
    for (;;) {
      made += 1000;
      yield 'x'.repeat(1000);
    }
  };
  const sending = sendInSlices(exchange.response, pieces(), turn({ stalledReaderMs: 100 }));
  await expect(sending).rejects.toMatchObject({ name: 'TimeoutError' });
  const { writableLength } = exchange.response;
  expect(writableLength).toBeLessThan(256 * 1024);
  // The rest of what was made is with the kernel.
  expect(made).toBeLessThan(64 * 1024 * 1024);
});

test('[API-22] long work leaves others their turn, and ends when it is no longer wanted', async () => {
  let steps = 0;
  let turnsOfOthers = 0;
  const leaving = new AbortController();
  const others = setInterval(() => {
    turnsOfOthers += 1;
    if (turnsOfOthers === 5) leaving.abort(new Error('left'));
  }, 0);
  const work = function* (): Generator<undefined, never, undefined> {
    for (;;) {
      steps += 1;
      yield;
    }
  };
  await expect(runInSlices(work(), turn({ signal: leaving.signal }))).rejects.toThrow('left');
  clearInterval(others);
  expect(steps).toBeGreaterThan(5);
});

test('[API-22] an array is sent as JSON, whatever its length', () => {
  for (const rows of [[], [1], [{ a: 'x' }, null, 'ä']])
    expect(JSON.parse([...jsonArray(rows)].join(''))).toEqual(rows);
});

function turn(change: Partial<Turn>): Turn {
  return { clock: systemClock, signal: new AbortController().signal, stalledReaderMs: 60_000, ...change };
}

/** A response whose reader has asked and then reads nothing. */
async function openExchange(): Promise<AsyncDisposable & { readonly response: ServerResponse }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  socket.on('error', () => undefined);
  const asked = new Promise<ServerResponse>((resolve) => {
    server.once('request', (_request, response: ServerResponse) => resolve(response));
  });
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const response = await asked;
  return {
    response,
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
