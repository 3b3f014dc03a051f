import { status } from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import { TestClient } from '../test-client.ts';
import { closeAll, closeLater } from '../test-setup.ts';
import { RawServer, type RawAnswer } from './raw-server.ts';

afterEach(closeAll);

/** Where a status is named, every gRPC library agrees on it; the others make different things of the answer. */
const ERRORS: readonly (readonly [answer: RawAnswer, expected: status | undefined])[] = [
  ['oversize', status.RESOURCE_EXHAUSTED],
  ['huge-prefix', status.RESOURCE_EXHAUSTED],
  ['bad-gzip', undefined],
  ['gzip-bomb', status.RESOURCE_EXHAUSTED],
  ['unannounced-gzip', undefined],
  ['bad-status', undefined],
  ['no-status', undefined],
  ['html', undefined],
  ['http-error', status.UNAVAILABLE],
  ['reset', status.INTERNAL],
  ['cut', undefined],
];

test.each(ERRORS)('[SIM-66] the answer %s is an error for a client', async (answer, expected) => {
  const stream = await streamFrom(answer);
  await stream.until(() => stream.error !== undefined);
  expect(stream.messages).toEqual([]);
  if (expected !== undefined) expect(stream.error?.code).toBe(expected);
});

test.each([['silence'], ['headers-only']] as const)('[SIM-66] %s lasts until the client gives up', async (answer) => {
  const stream = await streamFrom(answer);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([stream.error, stream.ended, stream.messages]).toEqual([undefined, false, []]);
  stream.cancel();
  await stream.until(() => stream.error?.code === status.CANCELLED);
});

async function streamFrom(answer: RawAnswer) {
  const server = await RawServer.listen(answer);
  closeLater(() => server.close());
  const client = new TestClient(`127.0.0.1:${server.port}`);
  closeLater(() => client.close());
  const stream = client.flows({ follow: true });
  await stream.until(() => server.calls === 1);
  return stream;
}
