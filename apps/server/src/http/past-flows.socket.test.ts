import { create, fromJsonString, toBinary } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { FlowSchema, Verdict } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { expect, test } from 'vitest';
import type { KeptFlow } from '../aggregate/graph-view.ts';
import type { FlowsAsk, PastFlow } from '../history/past-flows.ts';
import type { Coverage } from '../history/past-store.ts';
import { pastDoor } from './test-past.ts';
import { NOW_MS, runServer } from './test-server.ts';

const PICTURE = `
  shop/cart#7 -> shop/redis:6379 forwarded=1 dropped=1
`;
const NOW = NOW_MS / 1000;
const EDGE = { source: 'kind/7', destination: 'kind/1001', port: 6379, protocol: 1 };

interface Row {
  readonly number?: number;
  readonly kept?: string;
  readonly sampled_one_in?: number;
  readonly flow: { readonly uuid: string };
}

test('[HIST-43] a search leads from the newest flows into the history, and gives each flow once', async () => {
  // The ring has a flow a second of the last two minutes, the history one of the last ten; both have some.
  const kept = range(120).map((ago) => ringFlow(120 - ago, Verdict.FORWARDED));
  const past = pastDoor(range(600).map((ago) => pastFlow(ago + 20, Verdict.FORWARDED)));
  await using orrery = await runServer({ picture: PICTURE, kept, deps: { past } });
  for (const limit of [1, 7, 100, 10_000]) {
    const uuids: string[] = [];
    let cursor: string | null = '';
    let isSure = false;
    while (cursor !== null) {
      const path: string = `/api/v1/flows?since=-1h&limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const answer = await orrery.get(path);
      expect(answer.status).toBe(200);
      const rows = (await answer.json()) as Row[];
      uuids.push(...rows.map(({ flow }) => flow.uuid));
      for (const { number, kept: keptAs } of rows) expect((number === undefined) === (keptAs === 'sample')).toBe(true);
      cursor = answer.headers.get('orrery-next-cursor');
      isSure ||= answer.headers.has('orrery-history-before');
      if (limit === 1 && uuids.length > 130) break;
    }
    const expected = range(limit === 1 ? uuids.length : 620).map((i) => `ago-${i + 1}`);
    expect(uuids, `limit ${limit}`).toEqual(limit === 1 ? expected : expected.slice(0, uuids.length));
    if (limit > 1) expect(uuids).toHaveLength(619);
    expect(isSure).toBe(true);
  }
});

test('[HIST-43] the history is only asked when the range reaches behind the newest flows', async () => {
  const kept = range(120).map((ago) => ringFlow(120 - ago, Verdict.FORWARDED));
  const asked: FlowsAsk[] = [];
  const past = pastDoor([], {}, asked);
  await using orrery = await runServer({ picture: PICTURE, kept, deps: { past } });
  for (const search of ['', '?since=-60s', '?since=-90s&until=-10s', '?cursor=50']) {
    const answer = await orrery.get(`/api/v1/flows${search}`);
    expect(answer.headers.get('orrery-history-before')).toBeNull();
  }
  expect(asked).toEqual([]);
  const answer = await orrery.get('/api/v1/flows?since=-10m&until=-5m');
  expect(answer.headers.get('orrery-scanned-flows')).toBe('0');
  expect(asked).toMatchObject([{ range: { from: NOW - 600, to: NOW - 300 }, order: 'newest first' }]);
});

test('[HIST-43] query, edge and evidence select flows of the history as they do the newest', async () => {
  const flows = range(100).map((i) => pastFlow(1000 + i, i % 4 === 0 ? Verdict.DROPPED : Verdict.FORWARDED));
  await using orrery = await runServer({ picture: PICTURE, kept: [], deps: { past: pastDoor(flows) } });
  const count = async (search: string): Promise<number> =>
    (await orrery.json<Row[]>(`/api/v1/flows?limit=1000&since=-2h&${search}`)).length;
  expect(await count('')).toBe(100);
  expect(await count('q=verdict:DROPPED')).toBe(25);
  expect(await count('q=-verdict:DROPPED')).toBe(75);
  expect(await count('q=namespace:shop')).toBe(100);
  expect(await count('q=namespace:elsewhere')).toBe(0);
  expect(await count('edge=kind/7|kind/1001|6379|TCP')).toBe(100);
  expect(await count('edge=kind/7|kind/1001|6379|TCP&evidence=1')).toBe(25);
  // An edge of long ago need not be known any more.
  expect(await count('edge=kind/1|kind/2|80|TCP')).toBe(0);
  expect((await orrery.get('/api/v1/flows?edge=kind/1|kind/2|80|TCP')).status).toBe(404);
});

test('[HIST-44] an answer out of the history says how much of it is a sample, left out or missing', async () => {
  const gaps: Coverage['gaps'] = [
    { fromMs: (NOW - 900) * 1000, toMs: (NOW - 600) * 1000, what: 'no-flows', why: 'the disk was low' },
    { fromMs: (NOW - 3000) * 1000, toMs: (NOW - 2900) * 1000, what: 'set-aside', why: 'damaged' },
  ];
  const facts = { coverage: { coveredSeconds: 3500, lostEvents: 0, gaps }, counts: { overCap: 41 } };
  const past = pastDoor([pastFlow(700, 1), { ...pastFlow(800, 1), oneIn: 12 }], facts);
  await using orrery = await runServer({ picture: PICTURE, kept: [], deps: { past } });
  const { headers } = await orrery.get(`/api/v1/flows?since=-1h&until=-20s`);
  expect(Object.fromEntries([...headers].filter(([name]) => name.startsWith('orrery')))).toEqual({
    'orrery-scanned-flows': '2',
    'orrery-sampled-one-in': '12',
    'orrery-history-before': new Date((NOW - 20) * 1000).toISOString(),
    'orrery-scanned-to': new Date((NOW - 3600) * 1000).toISOString(),
    'orrery-left-out-flows': '41',
    'orrery-missing-seconds': String(3580 - 3500 + 300),
  });
  const first = await orrery.get(`/api/v1/flows?since=-1h&until=-20s&limit=1`);
  expect(first.headers.get('orrery-scanned-to')).toBe(new Date((NOW - 700) * 1000).toISOString());
  expect(await first.json()).toMatchObject([{ kept: 'sample', sampled_one_in: 1, flow: { uuid: 'ago-700' } }]);
});

test('[HIST-44] a store that is away costs the part that it has, and the next page says so', async () => {
  const past = pastDoor(undefined);
  await using orrery = await runServer({ picture: PICTURE, kept: [], deps: { past } });
  expect((await orrery.get('/api/v1/flows?since=-1h')).status).toBe(503);
  expect((await orrery.get('/api/v1/flows')).status).toBe(200);
  const kept = range(120).map((ago) => ringFlow(120 - ago, Verdict.FORWARDED));
  await using busy = await runServer({ picture: PICTURE, kept, deps: { past } });
  const first = await busy.get('/api/v1/flows?since=-1h&limit=1000');
  expect([first.status, ((await first.json()) as Row[]).length > 50]).toEqual([200, true]);
  const next = await busy.get(`/api/v1/flows?since=-1h&limit=1000&cursor=${first.headers.get('orrery-next-cursor')}`);
  expect(next.status).toBe(503);
  expect(await next.json()).toMatchObject({ error: { code: 'store_away' } });
});

test('[HIST-43] evidence in memory comes with that of the history, each once, and does not wait for a store', async () => {
  const kept = [ringFlow(2000, Verdict.DROPPED), ringFlow(50, Verdict.DROPPED), ringFlow(2, Verdict.DROPPED)];
  const written = [50, 100, 2000, 2500].map((ago) => pastFlow(ago, Verdict.DROPPED));
  const path = '/api/v1/flows?edge=kind/7|kind/1001|6379|TCP&evidence=1&since=-1h';
  await using orrery = await runServer({ picture: PICTURE, kept, deps: { past: pastDoor(written) } });
  const uuids = async (search: string): Promise<string[]> =>
    (await orrery.json<Row[]>(path + search)).map(({ flow }) => flow.uuid);
  expect(await uuids('')).toEqual(['ago-2', 'ago-50', 'ago-100', 'ago-2000', 'ago-2500']);
  const first = await orrery.get(`${path}&limit=4`);
  const rest = await uuids(`&limit=4&cursor=${first.headers.get('orrery-next-cursor')}`);
  const paged = [...((await first.json()) as Row[]).map(({ flow }) => flow.uuid), ...rest];
  expect(paged.toSorted()).toEqual(['ago-100', 'ago-2', 'ago-2000', 'ago-2500', 'ago-50']);

  await using alone = await runServer({ picture: PICTURE, kept, deps: { past: pastDoor(undefined) } });
  expect(await alone.json<Row[]>(path)).toHaveLength(3);
  await using none = await runServer({ picture: PICTURE, kept: [], deps: { past: pastDoor(undefined) } });
  expect(await none.json<Row[]>(path)).toEqual([]);
});

test('[HIST-47] flows of the history come as lines that the hubble command line reads', async () => {
  const flows = range(20).map((i) => pastFlow(1000 + i, Verdict.DROPPED));
  await using orrery = await runServer({ picture: PICTURE, kept: [], deps: { past: pastDoor(flows) } });
  const headers = { Accept: 'application/x-ndjson' };
  const answer = await orrery.get('/api/v1/flows?since=-2h', { headers });
  const lines = (await answer.text()).trimEnd().split('\n');
  const uuids = lines.map((line) => {
    const { responseTypes } = fromJsonString(GetFlowsResponseSchema, line);
    return responseTypes.case === 'flow' ? responseTypes.value.uuid : '';
  });
  expect(uuids).toEqual(range(20).map((i) => `ago-${1000 + i}`));
});

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** So many seconds ago. */
function ringFlow(ago: number, verdict: Verdict): Omit<KeptFlow, 'number'> {
  const timeMs = NOW_MS - ago * 1000;
  return { edge: 0, edgeSerial: 1, verdict, shelf: verdict, timeMs, oneIn: 1, bytes: bytesOf(ago, verdict) };
}

function pastFlow(ago: number, verdict: Verdict): PastFlow {
  const timeMs = NOW_MS - ago * 1000;
  const kept = verdict === Verdict.DROPPED ? 'evidence' : 'sample';
  const place = { timeMs, bucket: Math.floor(timeMs / 10_000) * 10, place: ago };
  return { ...EDGE, ...place, verdict, kept, oneIn: 1, bytes: bytesOf(ago, verdict) };
}

function bytesOf(ago: number, verdict: Verdict): Uint8Array {
  const flow = create(FlowSchema, {
    uuid: `ago-${ago}`,
    verdict,
    time: timestampFromMs(NOW_MS - ago * 1000),
    source: { namespace: 'shop' },
    destination: { namespace: 'shop' },
  });
  return toBinary(
    GetFlowsResponseSchema,
    create(GetFlowsResponseSchema, { responseTypes: { case: 'flow', value: flow } }),
  );
}
