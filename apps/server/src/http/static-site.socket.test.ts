import { describe, expect, test } from 'vitest';

import { requestPath } from './request-path.ts';
import { INDEX, runServer } from './test-server.ts';

test('[API-24] files of the page are served, and its own paths get the page', async () => {
  await using orrery = await runServer();
  const script = await orrery.get('/assets/app-1.js');
  expect([script.status, await script.text()]).toEqual([200, 'run()']);
  expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  for (const path of ['/', '/review', '/review/abc-1/', '/?q=verdict:DROPPED']) {
    const page = await orrery.get(path);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-cache');
  }
  for (const path of ['/assets/gone.js', '/gone.html', '/index.html', '/api', '/api/v1', '/api/v2/map', '/assets']) {
    const answer = await orrery.get(path);
    expect([path, answer.status]).toEqual([path, 404]);
    expect(await answer.json()).toMatchObject({ error: { code: 'not_found' } });
  }
});

describe('[API-24] the page names its files relative to the path it was asked under', () => {
  test.each([
    ['/', './'],
    ['/review', './'],
    ['/review/', '../'],
    ['/review/a', '../'],
    ['/review/a/b', '../../'],
  ])('%s', async (path, up) => {
    await using orrery = await runServer({ config: { basePath: '/hubble/' } });
    const html = await (await orrery.get(`/hubble${path}`)).text();
    expect(html).toContain(`src="${up}assets/app-1.js"`);
    expect(html).toContain(`<meta name="orrery-base" content="${up}" />`);
    const script = new URL(`${up}assets/app-1.js`, `http://localhost/hubble${path}`);
    expect(script.pathname).toBe('/hubble/assets/app-1.js');
    expect((await orrery.get(script.pathname)).status).toBe(200);
  });
});

test('[API-23] everything is below the base path, and the way to it is a relative redirect', async () => {
  await using orrery = await runServer({ config: { basePath: '/a/hubble/' } });
  for (const path of ['/livez', '/readyz', '/metrics', '/api/v1/status', '/api/v1/map', '/']) {
    expect([path, (await orrery.get(`/a/hubble${path}`)).status]).toEqual([path, 200]);
    expect([path, (await orrery.get(path)).status]).toEqual([path, 404]);
  }
  const redirect = await orrery.get('/a/hubble');
  expect([redirect.status, redirect.headers.get('location')]).toEqual([308, 'hubble/']);
});

test('[API-25] without a built page, a plain one says what to run', async () => {
  await using orrery = await runServer({ files: {} });
  const answer = await orrery.get('/');
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('<code>npm start</code>');
});

/** Ways to write a step up, a separator, and what to reach with them. */
const UPS = [
  '..',
  '%2e%2e',
  '.%2e',
  '%2E.',
  '%252e%252e',
  '..%00',
  '%c0%ae%c0%ae',
  '..;',
  '\u002e\u002e',
  '%uff0e%uff0e',
];
const SEPARATORS = ['/', '%2f', '%5c', '\\', '%252f', '//', '/./', '%2f%2f', '%c0%af', ';/'];
const STARTS = ['/', '/assets/', '/assets/x/', '//', '/\\', '/api/v1/', '/.'];

const TRICKS = [
  ...STARTS.flatMap((start) =>
    UPS.flatMap((up) =>
      SEPARATORS.flatMap((separator) => [
        `${start}${up}${separator}secret.txt`,
        `${start}${up}${separator}${up}${separator}secret.txt`,
      ]),
    ),
  ),
  '//evil.example',
  '//evil.example/..',
  '///evil.example/%2e%2e',
  '/\\evil.example',
  '/\\/evil.example/',
  '/%5cevil.example',
  '/%2f%2fevil.example',
  '/%09/evil.example',
  '/%0d%0aLocation:%20//evil.example',
  '/assets/..%2f%5cevil.example%2f',
  '/.env',
  '/%2eenv',
  '/assets/../.env',
  '/%00',
  '/assets/app-1.js%00.html',
  '/secret.txt',
  '/file:/etc/passwd',
  '/~root/.ssh/id_rsa',
  '/C:/windows/win.ini',
  '/%',
  '/%zz',
  '/http:/evil.example',
];

test(
  '[SEC-8] no spelling of a path leads out of the folder of the page or to another site',
  { timeout: 60_000 },
  async () => {
    expect(TRICKS.length).toBeGreaterThan(1000);
    for (const basePath of ['/', '/hubble/']) {
      await using orrery = await runServer({ config: { basePath } });
      const paths = TRICKS.map((trick) => basePath.slice(0, -1) + trick);
      for (let i = 0; i < paths.length; i += 50) {
        const requests = paths.slice(i, i + 50).map((path, j, { length }) => {
          const end = j === length - 1 ? 'Connection: close\r\n' : '';
          return `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${end}\r\n`;
        });
        const answers = await orrery.raw(requests.join(''));
        expect(answers).not.toMatch(/SECRET|root:|\r\nlocation:/i);
        const statuses = [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => Number(match[1]));
        expect(statuses).toHaveLength(requests.length);
        expect(statuses.filter((status) => status !== 400 && status !== 404)).toEqual([]);
      }
    }
  },
);

describe('[SEC-8] a target is plain, or refused', () => {
  test.each([
    ['/', '/', { kind: 'inside', path: '/', search: '' }],
    ['/a/b.js?x=1', '/', { kind: 'inside', path: '/a/b.js', search: '?x=1' }],
    ['/hubble/a?x', '/hubble/', { kind: 'inside', path: '/a', search: '?x' }],
    ['/hubble', '/hubble/', { kind: 'redirect', location: 'hubble/' }],
    ['/hubblex', '/hubble/', { kind: 'outside' }],
    ['/', '/hubble/', { kind: 'outside' }],
    ['', '/', { kind: 'refused' }],
    ['*', '/', { kind: 'refused' }],
    ['http://localhost/', '/', { kind: 'refused' }],
    ['/a/../b', '/', { kind: 'refused' }],
    ['/a/./b', '/', { kind: 'refused' }],
    ['/..', '/', { kind: 'refused' }],
    ['/.env', '/', { kind: 'inside', path: '/.env', search: '' }],
    ['/...', '/', { kind: 'inside', path: '/...', search: '' }],
    ['/a//b', '/', { kind: 'refused' }],
    ['//a', '/', { kind: 'refused' }],
    ['/%61', '/', { kind: 'refused' }],
    ['/ä', '/', { kind: 'refused' }],
    ['/a?\u0080', '/', { kind: 'refused' }],
  ])('%s under %s', (target, basePath, expected) => {
    expect(requestPath(target, basePath)).toEqual(expected);
  });
  test('and takes no time to refuse', () => {
    const began = performance.now();
    expect(requestPath(`/${'a/'.repeat(500)}%`, '/').kind).toBe('refused');
    expect(requestPath(`/${'a'.repeat(1000)}%`, '/').kind).toBe('refused');
    expect(performance.now() - began).toBeLessThan(1000);
    expect(INDEX).toContain('./assets/');
  });
});
