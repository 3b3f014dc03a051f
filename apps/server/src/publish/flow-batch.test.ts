import { fromBinary } from '@bufbuild/protobuf';
import { FlowBatchSchema } from '@orrery/proto/orrery/live/v1/flows_pb';
import { expect, test } from 'vitest';
import { batchesOf, encodedBytes, encodeFlows, encodeHead } from './flow-batch.ts';
import { randomFrom } from './testing/random.ts';

test('[PUB-63] a run of flows and a head are a batch, whichever run it is', () => {
  const random = randomFrom(7);
  for (const lengths of [
    [],
    [0],
    [1, 127, 128, 129, 16_383, 16_384, 70_000],
    Array.from({ length: 300 }, () => Math.floor(random() * 400)),
  ]) {
    const flows = lengths.map((length, i) => ({
      number: 2 ** 40 + i,
      edge: 0,
      edgeSerial: 0,
      verdict: 1,
      shelf: 1,
      timeMs: 0,
      oneIn: 1,
      bytes: Uint8Array.from({ length }, () => random() * 256),
    }));
    const run = encodeFlows(flows);
    expect(run.bytes.length).toBe(lengths.reduce((sum, length) => sum + encodedBytes(length), 0));
    for (const from of [0, 1, Math.floor(flows.length / 2)]) {
      const suffix = run.bytes.subarray(from === 0 ? 0 : run.ends[from - 1]);
      const batch = fromBinary(FlowBatchSchema, Buffer.concat([suffix, encodeHead(HEAD)]));
      expect(batch.flows.map(({ number, response }) => [number, Buffer.from(response).toString('hex')])).toEqual(
        flows.slice(from).map(({ number, bytes }) => [number, Buffer.from(bytes).toString('hex')]),
      );
      expect(batch).toMatchObject(HEAD);
    }
  }
});

test('[PUB-63] batches hold whole flows and no more bytes than they may, unless one flow is larger by itself', () => {
  const sizes = [100, 100, 900, 50, 2000, 10];
  const run = encodeFlows(
    sizes.map((size) => ({
      number: 1,
      edge: 0,
      edgeSerial: 0,
      verdict: 1,
      shelf: 1,
      timeMs: 0,
      oneIn: 1,
      bytes: new Uint8Array(size),
    })),
  );
  expect([...batchesOf(run, 0, 1000)]).toEqual([
    [0, 2],
    [2, 4],
    [4, 5],
    [5, 6],
  ]);
  expect([...batchesOf(run, 3, 1000)]).toEqual([
    [3, 4],
    [4, 5],
    [5, 6],
  ]);
  expect([...batchesOf(run, 6, 1000)]).toEqual([]);
});

const HEAD = {
  leftOut: 3,
  missed: 2 ** 40,
  lookedAt: 7,
  sampledOneIn: 8,
  isBacklog: true,
  timeMs: 12.5,
  epoch: 1_700_000_000_000,
  query: 'namespace:shop',
};
