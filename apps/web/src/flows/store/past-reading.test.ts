import { expect, test } from 'vitest';
import { drawnResponses } from '../testing/drawn-flows.ts';
import { responseJson } from '@orrery/flow/response-json';
import { FlowDesk } from './flow-desk.ts';
import { PastReading, type PageResponse, type PastRead } from './past-reading.ts';

const URL_OF_RANGE = 'http://here/api/v1/flows?q=&since=2026-11-20T12:00:00Z&until=2026-11-20T13:00:00Z';

/** A server that has so many flows, the newest first, and gives at most `page` of them at once. */
function setup(flows: number, page: number, answer: (cursor: number) => PageResponse | undefined = () => undefined) {
  const asked: string[] = [];
  const told: PastRead[] = [];
  const lines = Array.from({ length: flows }, (_, i) => lineOf(flows - i));
  const reading = new PastReading({
    fetch: async (url) => {
      asked.push(new URL(url).search);
      const at = Number(new URL(url).searchParams.get('cursor') ?? 0);
      const next = at + page;
      const headers = {
        'Orrery-Sampled-One-In': String(at + 2),
        'Orrery-Left-Out-Flows': '9',
        'Orrery-Missing-Seconds': '70',
      };
      return (
        answer(at) ??
        new Response(lines.slice(at, next).join(''), {
          headers: next < flows ? { ...headers, 'Orrery-Next-Cursor': String(next) } : headers,
        })
      );
    },
    onRead: (read) => told.push({ ...read, flows: [...read.flows] }),
    pause: () => Promise.resolve(),
  });
  return { reading, asked, told };
}

/** A flow of so many seconds after noon. */
function lineOf(second: number): string {
  const [response] = drawnResponses(`${second} shop/cart-${second}:40000 -> data/redis-0:6379 DROPPED`);
  if (response === undefined) throw new Error('nothing was drawn');
  return `${JSON.stringify(responseJson(response, 'left out'))}\n`;
}

function podsOf(read: PastRead, to = 100): string[] {
  const desk = new FlowDesk({ flows: 100, segments: 4, segmentBytes: 65_536 });
  desk.ask({ id: 1 });
  desk.look({ from: 0, to, sort: undefined, heldTo: undefined });
  desk.fill(read);
  return desk.table().rows.map((row) => row?.source.pod ?? '');
}

test('[HIST-48] the flows of a range are read page by page, the newest first, and shown while more are read', async () => {
  const { reading, asked, told } = setup(7, 3);
  await reading.read(URL_OF_RANGE);
  expect(told.map(({ flows, state }) => [flows.length, state.kind])).toEqual([
    [0, 'reading'],
    [3, 'reading'],
    [6, 'reading'],
    [7, 'done'],
  ]);
  expect(asked.map((search) => /cursor=(\d+)/.exec(search)?.[1])).toEqual([undefined, '3', '6']);
  expect(told.at(-1)).toMatchObject({ sampledOneIn: 8, leftOut: 9, missingSeconds: 70 });
  const last = told.at(-1);
  if (last === undefined) throw new Error('nothing was told');
  expect(podsOf(last)).toEqual(['cart-7', 'cart-6', 'cart-5', 'cart-4', 'cart-3', 'cart-2', 'cart-1']);
});

test('[HIST-48] a table that shows the past says so, and does not grow', async () => {
  const { reading, told } = setup(2, 5);
  await reading.read(URL_OF_RANGE);
  const desk = new FlowDesk();
  desk.ask({ id: 4 });
  for (const read of told) desk.fill(read);
  expect(desk.table()).toMatchObject({
    question: 4,
    total: 2,
    newer: 0,
    gone: 0,
    leftOut: 9,
    following: { kind: 'past', missingSeconds: 70, state: { kind: 'done', isCut: false } },
  });
});

test('[HIST-48] what cannot be read says why, and what was read stays', async () => {
  const away = new Response(
    JSON.stringify({ error: { code: 'store_away', message: 'the history cannot be read now' } }),
    {
      status: 503,
    },
  );
  const { reading, told } = setup(6, 3, (cursor) => (cursor === 3 ? away : undefined));
  await reading.read(URL_OF_RANGE);
  expect(told.at(-1)).toMatchObject({ state: { kind: 'failed', why: 'the history cannot be read now' } });
  expect(told.at(-1)?.flows).toHaveLength(3);
  const unreachable = setup(6, 3, () => {
    throw new TypeError('Failed to fetch');
  });
  await unreachable.reading.read(URL_OF_RANGE);
  expect(unreachable.told.at(-1)?.state).toEqual({ kind: 'failed', why: 'the server cannot be reached' });
});

test('[HIST-48] another range ends the reading of the one before', async () => {
  const { reading, told } = setup(9, 3);
  const first = reading.read(URL_OF_RANGE);
  const second = reading.read(`${URL_OF_RANGE}&edge=a`);
  await Promise.all([first, second]);
  // The first had told that it reads.
  expect(told.filter(({ state }) => state.kind === 'done')).toHaveLength(1);
  expect(told.map(({ flows }) => flows.length)).toEqual([0, 0, 3, 6, 9]);
});

test('[HIST-48] a line that is no flow has no row', async () => {
  const odd = `{"lost_events":{"num_events_lost":"1"}}\n{"flow":{"verdict":{}}}\nno json\n${lineOf(1)}`;
  const { reading, told } = setup(1, 1, () => new Response(odd));
  await reading.read(URL_OF_RANGE);
  expect(told.at(-1)?.flows).toHaveLength(1);
});
