import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { FlowSchema } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { expect, test } from 'vitest';
import type { PastFlow } from '../history/past-flows.ts';
import { pastDoor } from './test-past.ts';
import { NOW_MS, runServer, type RunningServer, type World } from './test-server.ts';

const [FORWARDED, DROPPED] = [1, 2];
const FRONTEND = '10.0.1.1';
const CART = '10.0.2.2';
const DNS_SERVER = '10.0.9.9';

test('[API-75] the story of a denied request is the way to it, the request, and its answer, with who decided', async () => {
  await using orrery = await runServer({
    kept: [
      dns(1000, 'question', 'cart.shop.'),
      dns(1004, 'answer', 'cart.shop.', [CART]),
      dns(1005, 'question', 'other.shop.'),
      l4(1100, 5, {
        trafficDirection: 2,
        egressAllowedBy: [{ name: 'allow-cart', namespace: 'shop', kind: 'NetworkPolicy', revision: 7n }],
      }),
      l4(1101, 5, { trafficDirection: 1, verdict: 5 }),
      l4(1102, 4, { trafficDirection: 1, isReply: false }),
      l4(1103, 4, { trafficDirection: 2, isReply: true }, 'back'),
      http(1500, 'request', 'another', { verdict: FORWARDED }),
      http(1600, 'request', 'mine', { verdict: DROPPED }),
      http(1601, 'response', 'mine', { verdict: FORWARDED }),
      l4(1700, 4, { isReply: false, l4: tcp(41_001, 8080) }),
    ],
  });
  const story = await storyOf(orrery, '1600');
  expect(story.flow).toMatchObject({ role: 'request', decided: 'destination', flow: { uuid: '1600' } });
  expect(story.flows.map(({ flow, role, decided }) => [flow.uuid, role, decided])).toEqual([
    ['1000', 'dns-question', null],
    ['1004', 'dns-answer', null],
    ['1100', 'egress-verdict', 'source'],
    ['1101', 'ingress-verdict', 'destination'],
    ['1102', 'trace', null],
    ['1103', 'reply', null],
    ['1600', 'request', 'destination'],
    ['1601', 'response', null],
  ]);
  expect(story.flows[2].flow).toMatchObject({
    egress_allowed_by: [{ name: 'allow-cart', namespace: 'shop', kind: 'NetworkPolicy', revision: '7' }],
  });
  const inRow = await (await orrery.get('/api/v1/flows?q=uuid:1600')).json();
  expect([{ ...story.flow, role: undefined, decided: undefined }]).toMatchObject(inRow as object);
});

test('[API-75] both proxies of one request belong together, and a call that it caused does not', async () => {
  await using orrery = await runServer({
    kept: [
      http(1, 'request', 'id', { trafficDirection: 2, l4: tcp(50_000, 8080) }),
      http(2, 'request', 'id', {}),
      http(3, 'request', 'id', { l4: tcp(51_000, 6000), IP: { source: CART, destination: '10.0.3.3' } }),
      http(4, 'response', 'id', {}),
      http(5, 'response', 'id', { trafficDirection: 2, l4: tcp(8080, 50_000) }),
    ],
  });
  expect(uuids(await storyOf(orrery, '2'))).toEqual(['1', '2', '4', '5']);
});

test('[API-76] connections that share their ports are told apart by a minute of silence', async () => {
  const times = [0, 10_000, 75_000, 80_000, 190_000];
  await using orrery = await runServer({ kept: times.map((at) => l4(at, 4, { isReply: false })) });
  expect(uuids(await storyOf(orrery, '75000'))).toEqual(['75000', '80000']);
  expect(uuids(await storyOf(orrery, '0'))).toEqual(['0', '10000']);
  expect(uuids(await storyOf(orrery, '190000'))).toEqual(['190000']);
});

test('[API-76] a socket translation belongs to those of its socket', async () => {
  const sock = (at: number, cookie: bigint) =>
    l4(at, 7, { socketCookie: cookie, cgroupId: 3n, l4: tcp(0, 8080), verdict: 6 });
  await using orrery = await runServer({ kept: [sock(1, 7n), sock(2, 8n), sock(3, 7n), l4(4, 4, {})] });
  expect(uuids(await storyOf(orrery, '1'))).toEqual(['1', '3']);
});

test('[API-76] an answer that came later, went to another client or ran out long ago explains nothing', async () => {
  const others = [
    dns(0, 'answer', 'stale.shop.', [CART], { record: { ttl: 30 } }),
    dns(600_000, 'answer', 'elsewhere.shop.', ['10.0.2.22']),
    dns(601_000, 'answer', 'else.shop.', [CART], { client: '10.0.1.11' }),
    dns(602_000, 'answer', 'lives.shop.', [CART], { record: { ttl: 30 } }),
    l4(620_000, 4, { isReply: false }),
    dns(621_000, 'answer', 'late.shop.', [CART]),
  ];
  await using orrery = await runServer({ kept: others });
  expect(uuids(await storyOf(orrery, '620000'))).toEqual(['602000', '620000']);
});

test('[API-77] the story of a question is the question and its answer', async () => {
  await using orrery = await runServer({
    kept: [
      dns(1, 'question', 'a.shop.'),
      dns(2, 'question', 'b.shop.'),
      dns(3, 'answer', 'b.shop.', [CART]),
      dns(4, 'answer', 'a.shop.', [CART]),
    ],
  });
  expect(uuids(await storyOf(orrery, '1'))).toEqual(['1', '4']);
});

test('[API-77] what the ring forgot comes from the evidence, and the story says that it is not complete', async () => {
  const [request, answer] = [http(5, 'request', 'mine', { verdict: DROPPED }), http(6, 'response', 'mine', {})];
  const kept: World['kept'] = [request, answer];
  await using orrery = await runServer({ kept, deps: { kept: onlyEvidence([request, answer]) } });
  const story = await storyOf(orrery, '5');
  expect([uuids(story), story.complete]).toEqual([['5', '6'], false]);
  await using whole = await runServer({ kept: [l4(-20_000, 4, { l4: tcp(1, 2) }), ...kept] });
  expect((await storyOf(whole, '5')).complete).toBe(true);
  await using sampled = await runServer({ kept: [l4(-20_000, 4, {}), ...kept].map((flow) => ({ ...flow, oneIn: 4 })) });
  expect(await storyOf(sampled, '5')).toMatchObject({ complete: false, sampled_one_in: 4 });
});

test('[API-78] a story has at most 200 flows, those around the one that was asked for, and says that it is cut', async () => {
  const kept = Array.from({ length: 2400 }, (_, at) => l4(at, 4, { isReply: false }));
  await using orrery = await runServer({ kept });
  const story = await storyOf(orrery, '1200');
  expect(uuids(story)).toEqual(Array.from({ length: 200 }, (_, i) => String(1100 + i)));
  expect(story.complete).toBe(false);
  expect(uuids(await storyOf(orrery, '2399')).at(-1)).toBe('2399');
  expect(uuids(await storyOf(orrery, '0'))[0]).toBe('0');
});

test('[API-79] a flow that is not kept is not found, and what is asked badly is refused', async () => {
  await using orrery = await runServer({
    kept: [
      l4(1, 4, { uuid: 'abc' }),
      { ...l4(2, 4, {}), bytes: Uint8Array.of(10, 255, 255) },
      l4(3, 4, { nodeName: 'xyz' }),
    ],
  });
  const status = async (search: string) => {
    const answer = await orrery.get(`/api/v1/story?${search}`);
    return [answer.status, ((await answer.json()) as { error?: { code: string } }).error?.code];
  };
  expect(await status('uuid=abc')).toEqual([200, undefined]);
  expect(await status('uuid=abc&at=2026-11-20T09:30:00Z')).toEqual([200, undefined]);
  expect(await status('uuid=abc&at=2001-01-01T00:00:00Z')).toEqual([200, undefined]);
  expect(await status('uuid=ab')).toEqual([404, 'no_such_flow']);
  expect(await status('uuid=xyz')).toEqual([404, 'no_such_flow']);
  expect(await status('')).toEqual([400, 'bad_uuid']);
  expect(await status(`uuid=${'x'.repeat(129)}`)).toEqual([400, 'bad_uuid']);
  expect(await status('uuid=abc&at=never')).toEqual([400, 'bad_time']);
});

test('[HIST-45] the story of a flow that left the memory of the server is told out of the history', async () => {
  const asked = [
    dns(1000, 'question', 'cart.shop.'),
    dns(1004, 'answer', 'cart.shop.', [CART]),
    l4(1100, 5, { trafficDirection: 2 }),
    l4(1101, 4, { trafficDirection: 1, isReply: false }),
    http(1600, 'request', 'mine', { verdict: DROPPED }),
    http(1601, 'response', 'mine', {}),
    l4(1700, 4, { isReply: false, l4: tcp(41_001, 8080) }),
  ];
  const past = pastDoor(asked.map(writtenDown).toReversed());
  // One of them is still kept, and is told once.
  await using orrery = await runServer({ kept: [asked[3] ?? l4(0, 4, {})], deps: { past } });
  for (const where of ['at=2026-11-20T09:30:01Z', 'since=-1h&until=2026-11-20T09:31:00Z']) {
    const story: StoryJson & { flow: { kept?: string } } = await orrery.json(`/api/v1/story?uuid=1600&${where}`);
    expect(story.flow).toMatchObject({ role: 'request', kept: 'evidence', sampled_one_in: 1 });
    expect(uuids(story)).toEqual(['1000', '1004', '1100', '1101', '1600', '1601']);
    expect([story.complete, story.sampled_one_in]).toEqual([false, 3]);
  }
  expect((await orrery.get('/api/v1/story?uuid=1600&at=2026-11-20T08:30:00Z')).status).toBe(404);
  const without = await orrery.get('/api/v1/story?uuid=1600');
  expect(without.status).toBe(404);
  expect(await without.text()).toContain('say at, or since and until');
});

test('[HIST-45] a store that is away leaves the story of what is kept, and says so for what is not', async () => {
  await using orrery = await runServer({ kept: [l4(5, 4, {})], deps: { past: pastDoor(undefined) } });
  const story = await storyOf(orrery, '5');
  expect([uuids(story), story.complete]).toEqual([['5'], false]);
  const answer = await orrery.get('/api/v1/story?uuid=6&at=2026-11-20T09:30:00Z');
  expect([answer.status, await answer.json()]).toMatchObject([503, { error: { code: 'store_away' } }]);
});

/** Denied flows as evidence, the others as one of three. */
function writtenDown({ timeMs, verdict, bytes }: Kept, place: number): PastFlow {
  const edge = { source: 'a', destination: 'b', port: 1, protocol: 1 };
  const kept = verdict === DROPPED ? 'evidence' : 'sample';
  return { ...edge, timeMs, bucket: 0, place, verdict, kept, oneIn: kept === 'evidence' ? 1 : 3, bytes };
}

interface StoryJson {
  readonly flow: RowJson;
  readonly flows: readonly RowJson[];
  readonly complete: boolean;
  readonly sampled_one_in: number;
}

interface RowJson {
  readonly role: string;
  readonly decided: string | null;
  readonly flow: { readonly uuid: string };
}

function storyOf(orrery: RunningServer, uuid: string): Promise<StoryJson> {
  return orrery.json(`/api/v1/story?uuid=${uuid}`);
}

function uuids({ flows }: StoryJson): string[] {
  return flows.map(({ flow }) => flow.uuid);
}

type Kept = NonNullable<World['kept']>[number];
type FlowInit = Exclude<MessageInitShape<typeof FlowSchema>, { $typeName: string }>;

function onlyEvidence(flows: readonly Kept[]) {
  const kept = flows.map((flow, i) => ({ ...flow, number: i + 1 }));
  return {
    newestFirst: () => [],
    oldestFirst: () => [],
    newestNumber: 100,
    forgottenBelow: 100,
    evidence: () => kept,
    allEvidence: () => kept,
    keptFlows: 2,
    keptBytes: 0,
    keptOneIn: { trouble: 1, ordinary: 1 },
  };
}

/** A flow of the frontend's connection to the cart, so many milliseconds after a time; that is its uuid, too. */
function l4(at: number, event: number, more: FlowInit, way: 'there' | 'back' = 'there'): Kept {
  const isBack = way === 'back';
  const flow = {
    uuid: String(at),
    time: timestampFromMs(NOW_MS + at),
    verdict: FORWARDED,
    IP: isBack ? { source: CART, destination: FRONTEND } : { source: FRONTEND, destination: CART },
    l4: isBack ? tcp(8080, 41_000) : tcp(41_000, 8080),
    source: { identity: isBack ? 2 : 1 },
    destination: { identity: isBack ? 1 : 2 },
    eventType: { type: event },
    ...more,
  };
  const bytes = toBinary(
    GetFlowsResponseSchema,
    create(GetFlowsResponseSchema, { responseTypes: { case: 'flow', value: create(FlowSchema, flow) } }),
  );
  return { edge: 0, edgeSerial: 1, verdict: flow.verdict, shelf: flow.verdict, timeMs: NOW_MS + at, oneIn: 1, bytes };
}

function http(at: number, type: 'request' | 'response', id: string, more: FlowInit): Kept {
  const headers = [{ key: 'X-Request-Id', value: id }];
  const l7: FlowInit['l7'] = {
    type: type === 'request' ? 1 : 2,
    record: { case: 'http', value: { method: 'DELETE', url: 'http://cart/', headers } },
  };
  return l4(
    at,
    129,
    { l7, trafficDirection: 1, isReply: type === 'response', ...more },
    type === 'request' ? 'there' : 'back',
  );
}

function dns(
  at: number,
  type: 'question' | 'answer',
  query: string,
  ips: string[] = [],
  { client = FRONTEND, record = {} } = {},
): Kept {
  const isAnswer = type === 'answer';
  const value = { query, qtypes: ['A'], ips, ttl: 300, ...record };
  return l4(at, 129, {
    IP: isAnswer ? { source: DNS_SERVER, destination: client } : { source: client, destination: DNS_SERVER },
    l4: {
      protocol: {
        case: 'UDP',
        value: isAnswer ? { sourcePort: 53, destinationPort: 4000 } : { sourcePort: 4000, destinationPort: 53 },
      },
    },
    l7: { type: isAnswer ? 2 : 1, record: { case: 'dns', value } },
    trafficDirection: 2,
    isReply: isAnswer,
  });
}

function tcp(sourcePort: number, destinationPort: number): NonNullable<FlowInit['l4']> {
  return { protocol: { case: 'TCP', value: { sourcePort, destinationPort } } };
}
