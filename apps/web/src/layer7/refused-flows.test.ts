import { formatQuery } from '@orrery/query/print';
import { expect, test } from 'vitest';
import { isPathOf, readKeptFlows } from './kept-flow.ts';
import { newestRefused, newestRefusedQuestion, ofMethod } from './refused-flows.ts';

test('[WEB-278] the newest refused request of a route is found with the 403 that the proxy gave it', () => {
  const flows = readKeptFlows([
    { number: 9, flow: http('GET', '/cart/1', 'DROPPED', 'a') },
    { number: 8, flow: http('DELETE', '/cart/2', 'FORWARDED', 'b', 403) },
    { number: 7, flow: http('DELETE', '/cart/2', 'DROPPED', 'b') },
    { number: 6, flow: http('DELETE', '/cart/3', 'DROPPED', 'c') },
  ]);
  const refused = newestRefused(flows, { method: 'DELETE', path: '/cart/{id}' });
  expect(refused?.request).toMatchObject({ number: 7, http: { url: 'http://cart:8080/cart/2' } });
  expect(refused?.answer).toMatchObject({ number: 8, http: { code: 403 } });
  expect(newestRefused(flows, { method: 'DELETE', path: '/orders/{id}' })).toBeUndefined();
});

test('[WEB-278] an answer that no request id leads to is not taken for another one', () => {
  const flows = readKeptFlows([
    { number: 2, flow: http('DELETE', '/cart/2', 'FORWARDED', '', 403) },
    { number: 1, flow: http('DELETE', '/cart/2', 'DROPPED', '') },
  ]);
  expect(newestRefused(flows, { method: 'DELETE', path: '/cart/{id}' })?.answer).toBeUndefined();
});

test('[WEB-278] the newest refused question for a name is found under any of its spellings', () => {
  const flows = readKeptFlows([
    { number: 3, flow: { verdict: 'FORWARDED', l7: { dns: { query: 'a.example.' } } } },
    { number: 2, flow: { verdict: 'DROPPED', l7: { dns: { query: 'a.example.svc.cluster.local.' } } } },
  ]);
  expect(newestRefusedQuestion(flows, new Set(['a.example', 'a.example.svc.cluster.local']))?.number).toBe(2);
});

test('[WEB-278] requests are looked for by their method, unless it is none', () => {
  expect(formatQuery(ofMethod('DELETE'))).toBe('http-method:DELETE');
  for (const hostile of ['', 'GET" OR 1', '\u0000GET', 'x'.repeat(40)]) expect(formatQuery(ofMethod(hostile))).toBe('');
});

test.each([
  ['/cart/{id}', 'http://cart:8080/cart/7?x=1#y', true],
  ['/cart/{id}', '/cart/7', true],
  ['/cart/{id}', 'http://cart:8080/cart/7/items', false],
  ['/', 'http://cart:8080', true],
  ['/cart/{id}', '/basket/7', false],
])('[WEB-278] %s stands for %s: %s', (template, url, stands) => {
  expect(isPathOf(template, url)).toBe(stands);
});

test('[WEB-17] kept flows of any other shape have no meaning, and are no error', () => {
  expect(readKeptFlows({ error: 1 })).toEqual([]);
  const odd = readKeptFlows([
    null,
    3,
    { number: 'x', flow: { verdict: { toString: 1 }, l7: 'no' } },
    { undecodable_bytes: 9 },
  ]);
  expect(odd).toMatchObject([{ number: 0, verdict: '', http: undefined, dns: undefined }]);
});

function http(method: string, path: string, verdict: string, id: string, code?: number): object {
  const headers = id === '' ? [] : [{ key: 'X-Request-Id', value: id }];
  const message = { method, url: `http://cart:8080${path}`, headers, ...(code !== undefined && { code }) };
  return { verdict, is_reply: code !== undefined, l7: { http: message, latency_ns: '800000' } };
}
