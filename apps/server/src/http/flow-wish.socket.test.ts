import { expect, test } from 'vitest';
import { runServer, type RunningServer } from './test-server.ts';

test('[API-84] what to follow is asked for in the address', async () => {
  await using orrery = await runServer();
  const edge = encodeURIComponent('kind/1|kind/2|8080|tcp');
  expect(await upgrade(orrery, `?q=verdict:DROPPED&edge=${edge}&backlog=100000`)).toMatch(/^HTTP\/1\.1 101/);
  expect(await upgrade(orrery, '?after=17&epoch=1700000000000')).toMatch(/^HTTP\/1\.1 101/);
  expect(orrery.followWishes).toMatchObject([
    {
      query: { terms: [{ field: 'verdict' }] },
      edge: { ends: 'kind/1|kind/2', port: 8080, protocol: 1 },
      backlog: 100_000,
    },
    { query: { terms: [] }, edge: undefined, backlog: 1000, after: { number: 17, epoch: 1_700_000_000_000 } },
  ]);
  expect(orrery.followWishes[0].after).toBeUndefined();
});

test.each([
  ['?q=verdict:NONSENSE', 'bad_query'],
  ['?edge=cart', 'bad_edge'],
  ['?backlog=100001', 'bad_backlog'],
  ['?backlog=-1', 'bad_backlog'],
  ['?after=17', 'bad_after'],
  ['?epoch=17', 'bad_after'],
  ['?after=x&epoch=1', 'bad_after'],
  ['?window=60', 'unknown_parameter'],
  ['?backlog=1&backlog=2', 'repeated_parameter'],
])('[API-84] what is asked badly is refused: %s', async (search, code) => {
  await using orrery = await runServer();
  const answer = await upgrade(orrery, search);
  expect(answer).toMatch(/^HTTP\/1\.1 400/);
  expect(answer).toContain(`"code":"${code}"`);
  expect(orrery.followWishes).toEqual([]);
});

test('[API-84] only pages of ours may follow, under a name of ours, and by WebSocket', async () => {
  await using orrery = await runServer();
  expect(await upgrade(orrery, '', 'Origin: https://evil.example')).toMatch(/^HTTP\/1\.1 403/);
  expect(await upgrade(orrery, '', 'Host: evil.example')).toMatch(/^HTTP\/1\.1 421/);
  expect((await orrery.get('/api/v1/flows/follow')).status).toBe(426);
  expect(orrery.followWishes).toEqual([]);
});

function upgrade(orrery: RunningServer, search: string, header = ''): Promise<string> {
  const host = header.startsWith('Host') ? '' : 'Host: localhost\r\n';
  return orrery.raw(
    `GET /api/v1/flows/follow${search} HTTP/1.1\r\n${host}${header === '' ? '' : `${header}\r\n`}` +
      'Connection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
}
