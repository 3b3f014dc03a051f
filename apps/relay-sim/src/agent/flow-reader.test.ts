import { create, fromBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { FlowSchema, LostEventSchema, LostEventSource, Verdict } from '@orrery/proto/flow/flow_pb';
import { GetFlowsRequestSchema, GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { expect, test } from 'vitest';
import { Agent } from './agent.ts';
import { editionNamed, type EditionName } from './edition.ts';
import type { ReaderSettings } from './flow-reader.ts';
import { isRingCapacity, Ring } from './ring.ts';

const TRUTH = {
  sourceIdentity: 1,
  destinationIdentity: 2,
  source: 'a',
  destination: 'b',
  port: 80,
  protocol: 'TCP',
} as const;

test('[SIM-44] number counts the matching flows from the newest back', () => {
  const { agent, read } = setup(7);
  for (let i = 0; i < 6; i++) agent.flow(i, i % 2 === 0 ? Verdict.DROPPED : Verdict.FORWARDED);
  expect(read({ number: 2n, whitelist: [{ verdict: [Verdict.DROPPED] }] })).toEqual(['2', '4']);
  expect(read({ number: 3n, first: true })).toEqual(['0', '1', '2']);
  expect(read({ number: 18446744073709551615n })).toEqual(['0', '1', '2', '3', '4', '5']);
  expect(read({})).toEqual(['0', '1', '2', '3', '4', '5']);
});

test('[SIM-44] since decides where to start and number where to stop', () => {
  const { agent, read } = setup(7);
  for (let i = 0; i < 6; i++) agent.flow(i);
  expect(read({ since: timestampFromMs(2000), number: 2n })).toEqual(['2', '3']);
  expect(read({ since: timestampFromMs(2000), until: timestampFromMs(4000) })).toEqual(['2', '3', '4']);
  expect(read({ until: timestampFromMs(1000) })).toEqual(['0', '1']);
});

test('[SIM-44] follow starts behind the newest flow, number flows earlier, or at since', () => {
  const { agent, open } = setup(7);
  for (let i = 0; i < 3; i++) agent.flow(i);
  const tail = open({ follow: true });
  const last = open({ follow: true, number: 1n });
  const since = open({ follow: true, number: 1n, since: timestampFromMs(0) });
  agent.flow(3);
  agent.flow(4);
  expect(tail.read()).toEqual(['3', '4']);
  expect(last.read()).toEqual(['2', '3', '4']);
  expect(since.read()).toEqual(['0', '1', '2', '3', '4']);
  expect(tail.reader.ended).toBe(false);
});

test('[SIM-45] lost events pass every filter and time range and are not counted', () => {
  const { agent, read } = setup(7);
  agent.flow(0);
  agent.lost(5);
  agent.flow(1);
  expect(read({ number: 2n, whitelist: [{ uuid: ['0', '1'] }], blacklist: [{ verdict: [Verdict.DROPPED] }] })).toEqual([
    '0',
    'lost 5',
    '1',
  ]);
  expect(read({ since: timestampFromMs(0), whitelist: [{ uuid: ['none'] }] })).toEqual(['lost 5']);
});

test('[SIM-46] a reader that the writer overtook is told once how many events it missed', () => {
  const { agent, open } = setup(3);
  const follower = open({ follow: true });
  for (let i = 0; i < 10; i++) agent.flow(i);
  expect(follower.read()).toEqual(['lost 7', '7', '8', '9']);
  const lost = follower.items[0]?.message.responseTypes;
  if (lost?.case !== 'lostEvents') throw new Error('no lost event');
  expect(lost.value.source).toBe(LostEventSource.HUBBLE_RING_BUFFER);
  expect(lost.value.first).toBeDefined();
  expect(follower.items[0]?.message.nodeName).toBe('');
});

test('[SIM-46] lost events of an overtaken reader come once a second', () => {
  const { agent, open } = setup(1);
  const follower = open({ follow: true });
  const write = (from: number, count: number) => {
    for (let i = from; i < from + count; i++) agent.flow(i);
  };
  write(0, 3);
  expect(follower.read(1000)).toEqual(['lost 2', '2']);
  write(3, 3);
  expect(follower.read(1500)).toEqual(['5']);
  write(6, 3);
  expect(follower.read(2000)).toEqual(['lost 4', '8']);
});

test('[SIM-46] the old style is one lost event with the node name for each overwritten slot', () => {
  const { agent, open } = setup(3, { lostStyle: 'slots' });
  const follower = open({ follow: true });
  for (let i = 0; i < 6; i++) agent.flow(i);
  expect(follower.read()).toEqual(['lost 1', 'lost 1', 'lost 1', '3', '4', '5']);
  expect(follower.items[0]?.message.nodeName).toBe('node');
});

test('[SIM-47] the newest event can be made to show only after the next one', () => {
  const { agent, open, read } = setup(3, { newestUnreadable: true });
  const follower = open({ follow: true });
  agent.flow(0);
  expect(follower.read()).toEqual([]);
  agent.flow(1);
  expect(follower.read()).toEqual(['0']);
  expect(read({})).toEqual(['0']);
});

test('[SIM-47] a ring holds 2^n-1 events', () => {
  expect([1, 3, 4095, 65535].every(isRingCapacity)).toBe(true);
  expect([0, 2, 4096, 131071, 1.5].some(isRingCapacity)).toBe(false);
  expect(() => new Ring(4096)).toThrow(/2\^n-1/);
});

test('[SIM-43] name and time of the envelope are those of the masked flow', () => {
  const { agent, open } = setup(3);
  agent.flow(5);
  const { items, read } = open({ fieldMask: { paths: ['uuid'] } });
  read();
  expect(items[0]?.message).toEqual(
    create(GetFlowsResponseSchema, { responseTypes: { case: 'flow', value: create(FlowSchema, { uuid: '5' }) } }),
  );
  expect(items[0]?.timeMs).toBe(0);
});

test('[SIM-62] an old agent knows no field mask, no uuid and no newer filters', () => {
  const { agent, open } = setup(3, {}, 'old');
  agent.flow(1, Verdict.DROPPED);
  const reading = open({ fieldMask: { paths: ['verdict'] }, whitelist: [{ encrypted: [true] }] });
  reading.read();
  const item = reading.items[0]?.message.responseTypes;
  if (item?.case !== 'flow') throw new Error('the filter was not ignored');
  expect(item.value.uuid).toBe('');
  expect(item.value.nodeName).toBe('node');
  // eslint-disable-next-line typescript/no-deprecated
  expect(item.value.dropReason).toBe(133);
  expect(item.value.dropReasonDesc).toBe(0);
});

test('[SIM-62] a newer agent sends fields, reasons and a record that our schema does not know', () => {
  const { agent, open } = setup(3, {}, 'newer');
  agent.flow(1, Verdict.DROPPED);
  const reading = open({});
  reading.read();
  const item = reading.items[0]?.message.responseTypes;
  if (item?.case !== 'flow') throw new Error('no flow');
  expect(item.value.$unknown?.map(({ no }) => no)).toEqual(expect.arrayContaining([42, 43, 51]));
  expect(item.value.dropReasonDesc).toBeGreaterThan(205);
  expect(item.value.uuid).toBe('1');
});

function setup(ring: number, settings: Partial<ReaderSettings> = {}, edition: EditionName = 'current') {
  const node = { name: 'node', labels: [], clockOffsetMs: 0, version: 'v1.19.4' };
  const reading: ReaderSettings = { lostStyle: 'coalesced', newestUnreadable: false, ...settings };
  const agent = new Agent(0, node, ring, reading, editionNamed(edition), 0);
  let arrival = 1;
  const open = (request: MessageInitShape<typeof GetFlowsRequestSchema>) => {
    const reader = agent.open(create(GetFlowsRequestSchema, request));
    const items: { message: ReturnType<typeof decode>; timeMs: number }[] = [];
    const read = (nowMs = 10_000) => {
      const texts: string[] = [];
      for (let item = reader.peek(nowMs); item !== undefined; item = reader.peek(nowMs)) {
        reader.take();
        const message = decode(item.bytes);
        items.push({ message, timeMs: item.timeMs });
        texts.push(textOf(message));
      }
      return texts;
    };
    return { reader, items, read };
  };
  return {
    open,
    read: (request: MessageInitShape<typeof GetFlowsRequestSchema>) => open(request).read(),
    agent: {
      /** A flow with its second as uuid. */
      flow(second: number, verdict: Verdict = Verdict.FORWARDED): void {
        const timeMs = second * 1000;
        const flow = create(FlowSchema, {
          time: timestampFromMs(timeMs),
          uuid: String(second),
          nodeName: 'node',
          verdict,
          dropReasonDesc: verdict === Verdict.DROPPED ? 133 : 0,
        });
        agent.write({ kind: 'flow', node: 0, timeMs, flow, truth: TRUTH }, arrival++, 0);
      },
      lost(count: number): void {
        const lost = create(LostEventSchema, {
          source: LostEventSource.PERF_EVENT_RING_BUFFER,
          numEventsLost: BigInt(count),
        });
        agent.write({ kind: 'lost', node: 0, timeMs: 0, lost }, arrival++, 0);
      },
    },
  };
}

function decode(bytes: Uint8Array) {
  return fromBinary(GetFlowsResponseSchema, bytes);
}

function textOf({ responseTypes: item }: ReturnType<typeof decode>): string {
  switch (item.case) {
    case 'flow':
      return item.value.uuid;
    case 'lostEvents':
      return `lost ${item.value.numEventsLost}`;
    default:
      return item.case ?? 'nothing';
  }
}
