import { expect, test } from 'vitest';

import type { SecondRange } from '../aggregate/graph-view.ts';
import type { PolicyChange } from '../aggregate/policy-change.ts';
import type { Coverage, PastStore } from '../history/past-store.ts';
import type { PastDoor } from './http-deps.ts';
import { drawnGraph } from './test-graph.ts';
import { NOW_MS, runServer } from './test-server.ts';

const NOW = NOW_MS / 1000;

const EARLIER = `
  shop/cart#1 -> data/redis#2:6379   forwarded=400 connections=100
  shop/web#3 -> shop/cart#1:8080     forwarded=400 connections=100
`;
const LATER = `
  shop/cart#1 -> data/redis#2:6379   dropped=200 deniedAttempts=100
  shop/web#3 -> shop/cart#1:8080     forwarded=400 connections=100
`;

interface Written {
  readonly coverage?: (range: SecondRange) => Partial<Coverage>;
  readonly changes?: readonly PolicyChange[];
  readonly isAway?: boolean;
}

/** A history that changes ten minutes ago, written down to twenty seconds ago. */
function writtenDown({ coverage = () => ({}), changes = [], isAway = false }: Written = {}): PastDoor {
  const asked: SecondRange[] = [];
  const store = {
    readGraph: async (range: SecondRange) => {
      if (isAway) throw new Error('the engine is starting');
      asked.push(range);
      // What is drawn happened ten seconds before its clock.
      return drawnGraph(range.from < NOW - 600 ? EARLIER : LATER, range.to * 1000);
    },
    readHttp: async () => [],
    readCoverage: async (range: SecondRange): Promise<Coverage> => ({
      coveredSeconds: range.to - range.from,
      lostEvents: 0,
      gaps: [],
      ...coverage(range),
    }),
    readPolicyChanges: async ({ from, to }: SecondRange) =>
      changes.filter(({ atMs }) => atMs >= from * 1000 && atMs < to * 1000),
  } as unknown as PastStore;
  return { store, writtenTo: NOW - 20, status: () => ({}) as ReturnType<PastDoor['status']> };
}

const ASK = '/api/v1/compare?group=workload&since=-10m&until=now&before_since=-20m&before_until=-10m';

test('[API-90] two ranges are compared: the sentence, the counts, and each pair that changed with both figures', async () => {
  await using orrery = await runServer({ deps: { past: writtenDown() } });
  const answer = await orrery.json<Record<string, unknown>>(ASK);
  expect(answer).toMatchObject({
    before: { since: at(-1200), until: at(-600), heard_seconds: 600, completeness: { share: 1 } },
    after: { since: at(-600), until: at(-20), heard_seconds: 580 },
    group: 'workload',
    summary: '1 new denied pair: shop/cart to data/redis:6379.',
    summary_parts: [
      { kind: 'words', text: '1 new denied pair: ' },
      { kind: 'name', text: 'shop/cart' },
      { kind: 'words', text: ' to ' },
      { kind: 'name', text: 'data/redis' },
      { kind: 'words', text: ':6379.' },
    ],
    caveat: null,
    counts: { 'newly-denied': 1, same: 1, vanished: 0 },
    rare: 0,
    left_out: 0,
    terms_not_applied: [],
  });
  expect(answer['edges']).toMatchObject([
    {
      source: 'workload:kind/shop/Deployment/cart',
      destination: 'workload:kind/data/Deployment/redis',
      port: 6379,
      protocol: 'TCP',
      change: 'newly-denied',
      is_rare: false,
      before: { verdict: 'forwarded', attempts_per_minute: 10, refused_per_minute: 0, flows: { FORWARDED: 400 } },
      after: { verdict: 'denied', attempts_per_minute: 10.3, refused_per_minute: 10.3, flows: { DROPPED: 200 } },
    },
  ]);
  expect((answer['nodes'] as { workload: string }[]).map(({ workload }) => workload)).toEqual(['cart', 'redis']);
});

test('[API-90] the earlier range can be any, in whole tens of seconds; without one it is as long as the later, just before', async () => {
  await using orrery = await runServer({ deps: { past: writtenDown() } });
  const ranges = async (search: string): Promise<unknown> => {
    const { before, after } = await orrery.json<{ before: object; after: object }>(`/api/v1/compare?${search}`);
    return [before, after].map((range) => Object.values(range).slice(0, 2));
  };
  expect(await ranges('since=-5m&until=-2m')).toEqual([
    [at(-480), at(-300)],
    [at(-300), at(-120)],
  ]);
  expect(await ranges('since=-5m&until=-2m&before_since=-3603s&before_until=-3001s')).toEqual([
    [at(-3610), at(-3000)],
    [at(-300), at(-120)],
  ]);
});

test('[API-95] a range of which something is missing is told, and one that was not heard at all is not compared', async () => {
  const half = (range: SecondRange): Partial<Coverage> => (range.from < NOW - 600 ? { coveredSeconds: 300 } : {});
  await using orrery = await runServer({ deps: { past: writtenDown({ coverage: half }) } });
  const answer = await orrery.json<{ before: { heard_seconds: number }; caveat: string }>(ASK);
  expect(answer.before.heard_seconds).toBe(300);
  expect(answer.caveat).toBe('The earlier range is 50 % complete: what appeared may not have been heard before.');

  const none = (range: SecondRange): Partial<Coverage> => (range.from < NOW - 600 ? { coveredSeconds: 0 } : {});
  await using deaf = await runServer({ deps: { past: writtenDown({ coverage: none }) } });
  expect(await deaf.json(ASK)).toMatchObject({
    caveat: 'Nothing of the earlier range is in the history, so there is nothing to compare.',
    summary: '',
    edges: [],
  });
});

test('[API-90] what is asked badly is refused, and a store that is away is told as such', async () => {
  await using orrery = await runServer({ deps: { past: writtenDown() } });
  const refusal = async (search: string): Promise<unknown> => {
    const response = await orrery.get(`/api/v1/compare?${search}`);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    return { status: response.status, ...error };
  };
  expect(await refusal('before_since=-5m&before_until=-10m')).toMatchObject({
    status: 400,
    code: 'bad_range',
    message: 'before_since is not before before_until',
  });
  expect(await refusal('before_since=yesterday')).toMatchObject({
    code: 'bad_time',
    message: expect.stringMatching(/^before_since is not a time/),
  });
  expect(await refusal('group=pod')).toMatchObject({ status: 400, code: 'bad_group' });
  expect(await refusal('limit=0')).toMatchObject({ status: 400, code: 'bad_limit' });
  expect(await refusal('befor_since=-5m')).toMatchObject({
    code: 'unknown_parameter',
    message: expect.stringMatching(/did you mean before_since\?/),
  });

  await using away = await runServer({ deps: { past: writtenDown({ isAway: true }) } });
  expect((await away.get(ASK)).status).toBe(503);
  await using without = await runServer({});
  expect((await without.get(ASK)).status).toBe(404);
});

test('[API-97] changes of a policy are told newest first, once for all nodes that take it up within a minute', async () => {
  const change = (ago: number, node: string, before: number, revision: number, policy = 'shop/out'): PolicyChange => ({
    atMs: (NOW - ago) * 1000 + 250,
    node,
    policy,
    kind: 'CiliumNetworkPolicy',
    revision,
    before,
  });
  const changes = [
    change(7200, 'n1', 40, 41),
    change(600, 'n1', 41, 42),
    change(590, 'n2', 41, 42),
    change(580, 'n1', 42, 43),
    change(300, 'n1', 0, 44, 'shop/new'),
    change(200, 'n1', 43, 45),
    change(199, 'n2', 17, 18),
  ];
  await using orrery = await runServer({ deps: { past: writtenDown({ changes }) } });
  const { anchors } = await orrery.json<{ anchors: Record<string, unknown>[] }>('/api/v1/anchors?since=-1h');
  expect(
    anchors.map(({ at: when, policy, before, revision, is_new: isNew }) => [when, policy, before, revision, isNew]),
  ).toEqual([
    [at(-199.75), 'shop/out', null, null, false],
    [at(-299.75), 'shop/new', null, 44, true],
    [at(-599.75), 'shop/out', 41, null, false],
  ]);
  expect(anchors[2]?.['nodes']).toEqual([
    { node: 'n1', revision: 43, before: 41 },
    { node: 'n2', revision: 42, before: 41 },
  ]);
});

function at(seconds: number): string {
  return new Date(NOW_MS + seconds * 1000).toISOString();
}
