import {
  create,
  fromJson,
  fromJsonString,
  ScalarType,
  toBinary,
  type DescField,
  type DescMessage,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { FlowSchema, Verdict } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema, type GetFlowsResponse } from '@orrery/proto/observer/observer_pb';
import { expect, test } from 'vitest';

import type { KeptFlow } from '../aggregate/graph-view.ts';
import { NOTHING_KEPT, NOW_MS, runServer } from './test-server.ts';

const PICTURE = `
  shop/cart#7 -> shop/redis:6379 forwarded=1 dropped=1
  shop/front#9 -> shop/cart#7:8080 forwarded=1
`;

test('[API-11] flows come newest first, and the cursor leads through all of them once', async () => {
  const kept = Array.from({ length: 250 }, (_, i) => flowOn(i % 2, i % 3 === 0 ? 2 : 1, { uuid: `u${i}` }));
  await using orrery = await runServer({ picture: PICTURE, kept });
  const uuids: string[] = [];
  let path: string | undefined = '/api/v1/flows?limit=33';
  while (path !== undefined) {
    const answer = await orrery.get(path);
    for (const row of (await answer.json()) as Row[]) uuids.push(row.flow.uuid);
    const cursor = answer.headers.get('orrery-next-cursor');
    path = cursor === null ? undefined : `/api/v1/flows?limit=33&cursor=${cursor}`;
    expect(answer.headers.get('link')).toBe(cursor === null ? null : `<?limit=33&cursor=${cursor}>; rel="next"`);
  }
  expect(uuids).toEqual(kept.map((_, i) => `u${i}`).toReversed());
});

test('[API-11] the newest hundred come when no limit is given', async () => {
  const kept = Array.from({ length: 150 }, () => flowOn(0, 1, {}));
  await using orrery = await runServer({ picture: PICTURE, kept });
  expect(await orrery.json<Row[]>('/api/v1/flows')).toHaveLength(100);
});

test('[API-12] every field that a flow can have comes through under the name of its schema', async () => {
  const sent = sampleResponses();
  const kept = sent.map((response) => ({ ...flowOn(0, 1, {}), bytes: toBinary(GetFlowsResponseSchema, response) }));
  await using orrery = await runServer({ picture: PICTURE, kept });
  const rows = await orrery.json<Row[]>('/api/v1/flows');
  expect(rows.map((row) => row.number)).toEqual(sent.map((_, i) => i).toReversed());
  const came = rows
    .toReversed()
    .map((row) => fromJson(GetFlowsResponseSchema, row as never, { ignoreUnknownFields: true }));
  expect(came).toEqual(sent);
});

test('[API-12] flows are selected by query, time and edge', async () => {
  const kept = [
    flowOn(0, Verdict.DROPPED, { uuid: 'a' }, 100),
    flowOn(0, Verdict.FORWARDED, { uuid: 'b' }, 50),
    flowOn(1, Verdict.FORWARDED, { uuid: 'c' }, 10),
  ];
  await using orrery = await runServer({ picture: PICTURE, kept });
  const uuids = async (search: string): Promise<string[]> =>
    (await orrery.json<Row[]>(`/api/v1/flows?${search}`)).map((row) => row.flow.uuid);
  expect(await uuids('q=verdict:DROPPED')).toEqual(['a']);
  expect(await uuids('q=-verdict:DROPPED')).toEqual(['c', 'b']);
  expect(await uuids('since=-60s')).toEqual(['c', 'b']);
  expect(await uuids('until=-60s')).toEqual(['a']);
  expect(await uuids('edge=kind/7|kind/1001|6379|TCP')).toEqual(['b', 'a']);
  expect(await uuids('edge=kind/9|kind/7|8080|tcp')).toEqual(['c']);
  expect((await orrery.get('/api/v1/flows?edge=kind/9|kind/7|8081|TCP')).status).toBe(404);
});

test('[API-16] the kept evidence of an edge can be asked for by itself', async () => {
  const kept = [flowOn(0, 2, { uuid: 'old' }), ...Array.from({ length: 40 }, () => flowOn(0, 1, { uuid: 'other' }))];
  await using orrery = await runServer({ picture: PICTURE, kept });
  const rows = await orrery.json<Row[]>('/api/v1/flows?edge=kind/7|kind/1001|6379|TCP&evidence=1');
  expect(rows.map((row) => row.flow.uuid)).toEqual(['old']);
  expect((await orrery.get('/api/v1/flows?evidence=1')).status).toBe(400);
});

test('[API-13] as NDJSON every line is a response that the hubble command line reads', async () => {
  const sent = sampleResponses();
  const kept = sent.map((response) => ({ ...flowOn(0, 1, {}), bytes: toBinary(GetFlowsResponseSchema, response) }));
  await using orrery = await runServer({ picture: PICTURE, kept });
  const answer = await orrery.get('/api/v1/flows', { headers: { Accept: 'application/x-ndjson' } });
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
  const lines = (await answer.text()).split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => fromJsonString(GetFlowsResponseSchema, line)).toReversed()).toEqual(sent);
});

test('[API-13] a flow whose line hubble could not read is replaced by a line that says one event was lost', async () => {
  const headers = [{ key: 'X-Long', value: 'ä'.repeat(40_000) }];
  const kept = [
    flowOn(0, 1, { l7: { record: { case: 'http', value: { headers } } }, nodeName: 'n1' }),
    { ...flowOn(0, 1, {}), bytes: Uint8Array.of(10, 255, 255) },
    flowOn(0, 1, { uuid: 'fine', extensions: { typeUrl: 'type.example/x', value: Uint8Array.of(1) } }),
  ];
  await using orrery = await runServer({ picture: PICTURE, kept });
  const answer = await orrery.get('/api/v1/flows', { headers: { Accept: 'application/x-ndjson' } });
  const lines = (await answer.text()).trimEnd().split('\n');
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThan(65_536);
  const responses = lines.map((line) => fromJsonString(GetFlowsResponseSchema, line));
  expect(responses.map((response) => response.responseTypes.case)).toEqual(['flow', 'lostEvents', 'lostEvents']);
  expect(responses[2]).toMatchObject({ nodeName: 'n1', responseTypes: { value: { numEventsLost: 1n } } });
});

test('[API-14] what JSON cannot say does not cost the answer', async () => {
  const kept = [
    flowOn(0, 1, { uuid: 'time', time: { seconds: 9_999_999_999_999n, nanos: -1 } }),
    flowOn(0, 1, { uuid: 'enum', verdict: 99 as Verdict }),
    flowOn(0, 1, { uuid: 'any', extensions: { typeUrl: 'type.example/x', value: Uint8Array.of(1, 2, 3) } }),
    flowOn(0, 1, { uuid: '__proto__', source: { labels: ['__proto__', '</script>'] } }),
    { ...flowOn(0, 1, {}), bytes: Uint8Array.of(10, 255, 255) },
  ];
  await using orrery = await runServer({ picture: PICTURE, kept });
  const rows = (await orrery.json<Row[]>('/api/v1/flows')).toReversed();
  expect(rows[0].flow).not.toHaveProperty('time');
  expect(rows[1].flow).toMatchObject({ uuid: 'enum', verdict: 99 });
  expect(rows[2].flow).toMatchObject({ extensions: { '@type': 'type.example/x', value: 'AQID' } });
  expect(rows[3].flow).toMatchObject({ source: { labels: ['__proto__', '</script>'] } });
  expect(rows[4]).toEqual({ number: 4, undecodable_bytes: 3 });
});

test('[KEEP-14] the answer says of how many flows those that were looked at are one', async () => {
  const kept = [
    { ...flowOn(0, 1, { uuid: 'early' }), timeMs: NOW_MS - 60_000, oneIn: 8 },
    { ...flowOn(0, 1, { uuid: 'late' }), timeMs: NOW_MS - 1000, oneIn: 2 },
  ];
  await using orrery = await runServer({ picture: PICTURE, kept });
  const rate = async (query: string) =>
    (await orrery.get(`/api/v1/flows${query}`)).headers.get('orrery-sampled-one-in');
  expect(await rate('')).toBe('8');
  expect(await rate('?since=-30s')).toBe('2');
  expect(await rate('?limit=1')).toBe('2');
  expect(await rate('?until=-10m')).toBe('1');
});

test('[API-15] a search stops after 200,000 flows and says where to go on', async () => {
  const flow = flowOn(1, 1, {});
  let looked = 0;
  await using orrery = await runServer({
    picture: PICTURE,
    deps: {
      kept: {
        ...NOTHING_KEPT,
        *newestFirst(cursor = 500_000) {
          for (let number = cursor - 1; number >= 0; number -= 1) {
            looked += 1;
            yield { ...flow, number };
          }
        },
      },
    },
  });
  const answer = await orrery.get('/api/v1/flows?q=to-port:6379');
  expect(await answer.json()).toEqual([]);
  expect(answer.headers.get('orrery-scanned-flows')).toBe('200000');
  expect(answer.headers.get('orrery-next-cursor')).toBe('300000');
  expect(looked).toBeLessThan(200_100);
});

test('[API-15] flows that are evicted and added while a search goes on neither repeat nor break it', async () => {
  let oldest = 0;
  let newest = 5000;
  const flow = flowOn(0, 1, {});
  await using orrery = await runServer({
    picture: PICTURE,
    deps: {
      kept: {
        ...NOTHING_KEPT,
        *newestFirst(cursor = newest) {
          newest += 100;
          oldest += 10;
          for (let number = Math.min(cursor, newest) - 1; number >= oldest; number -= 1) yield { ...flow, number };
        },
      },
    },
  });
  const numbers = (await orrery.json<Row[]>('/api/v1/flows?limit=10000')).map((row) => row.number);
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => b - a));
  expect(numbers[0]).toBe(4999);
});

test('[API-22] a reader that leaves ends the work for it', async () => {
  const flow = flowOn(1, 1, {});
  let looked = 0;
  const leaving = new AbortController();
  await using orrery = await runServer({
    picture: PICTURE,
    deps: {
      kept: {
        ...NOTHING_KEPT,
        *newestFirst(cursor = 1e9) {
          for (let number = cursor - 1; number >= 0; number -= 1) {
            looked += 1;
            if (looked === 1000) leaving.abort();
            yield { ...flow, number };
          }
        },
      },
    },
  });
  const gone = new Promise<void>((resolve) => {
    orrery.server.once('request', (_request, response) => response.once('close', () => resolve()));
  });
  await expect(orrery.get('/api/v1/flows?q=to-port:6379', { signal: leaving.signal })).rejects.toThrow('aborted');
  await gone;
  const lookedThen = looked;
  for (let turn = 0; turn < 20; turn += 1) await (await orrery.get('/livez')).text();
  expect(looked).toBe(lookedThen);
});

interface Row {
  readonly number: number;
  readonly flow: { readonly uuid: string };
}

function flowOn(
  edge: number,
  verdict: number,
  flow: MessageInitShape<typeof FlowSchema>,
  secondsAgo = 10,
): Omit<KeptFlow, 'number'> {
  const timeMs = NOW_MS - secondsAgo * 1000;
  const time = timestampFromMs(timeMs);
  const value = create(FlowSchema, { time, verdict, ...flow });
  const response = create(GetFlowsResponseSchema, {
    responseTypes: { case: 'flow', value },
    nodeName: value.nodeName,
    time,
  });
  const bytes = toBinary(GetFlowsResponseSchema, response);
  return { edge, edgeSerial: edge + 1, verdict, shelf: verdict, timeMs, oneIn: 1, bytes };
}

/** Flows with every field of the schema set, and every member of every oneof in one of them. */
function sampleResponses(): GetFlowsResponse[] {
  return [0, 1, 2, 3, 4, 5, 6].map((variant) =>
    create(GetFlowsResponseSchema, {
      responseTypes: { case: 'flow', value: filled(FlowSchema, variant) },
      nodeName: 'kind/worker',
      time: { seconds: 1_763_631_000n, nanos: 100_000_000 },
    }),
  );
}

/** A message with something in every field; where one of several may stand, the one of that number. */
function filled<Desc extends DescMessage>(schema: Desc, variant: number, depth = 0): MessageShape<Desc> {
  const message = reflect(schema);
  for (const member of schema.members) {
    if (member.kind === 'oneof') fill(message, member.fields[variant % member.fields.length], variant, depth);
    else fill(message, member, variant, depth);
  }
  return message.message as MessageShape<Desc>;
}

function fill(message: ReflectMessage, field: DescField, variant: number, depth: number): void {
  if (field.fieldKind === 'message') {
    if (depth > 4 || field.message.typeName === 'google.protobuf.Any') return;
    const isTime = field.message.typeName === 'google.protobuf.Timestamp';
    const value = isTime ? timestampFromMs(NOW_MS) : filled(field.message, variant, depth + 1);
    message.set(field, reflect(field.message, value));
  } else if (field.fieldKind === 'enum') message.set(field, field.enum.values.at(-1)!.number);
  else if (field.fieldKind === 'scalar') message.set(field, scalarOf(field.scalar));
  else if (field.fieldKind === 'list') {
    const list = message.get(field);
    if (field.listKind === 'message') list.add(reflect(field.message, filled(field.message, variant, depth + 1)));
    else if (field.listKind === 'scalar') list.add(scalarOf(field.scalar));
  }
}

function scalarOf(type: ScalarType): string | number | bigint | boolean | Uint8Array {
  switch (type) {
    case ScalarType.STRING:
      return 'a "name" ä\u0000</script>';
    case ScalarType.BOOL:
      return true;
    case ScalarType.UINT64:
    case ScalarType.INT64:
      return 9_007_199_254_740_993n;
    case ScalarType.BYTES:
      return Uint8Array.of(1, 2, 3);
    default:
      return 7;
  }
}
