import { expect, test } from 'vitest';
import { dnsRowFilter, httpRowFilter } from './match-row.ts';
import { formatTerm } from './print.ts';
import { TO_CART, TO_WORLD } from './testing/edges.ts';
import { parsed } from './testing/parsed.ts';

const HTTP_ROW = {
  edge: TO_CART,
  method: 'GET',
  path: '/cart/{id}',
  rawPaths: ['/cart/42', '/cart/7'],
  statusCodes: [200, 503],
};

test.each([
  ['', true],
  ['http-method:get', true],
  ['-http-method:GET', false],
  ['http-path:^/cart/42$', true],
  ['http-path:[{]id', true],
  ['http-path:^/pay', false],
  ['http-status:5+', true],
  ['http-status:404', false],
  ['protocol:http', true],
  ['protocol:tcp', true],
  ['protocol:dns', false],
  ['to-workload:cart http-status:200', true],
  ['to-workload:frontend', false],
  ['cart', true],
])('[QRY-35] %s selects the row of GET /cart/{id}: %s', (text, selected) => {
  expect(httpRowFilter(parsed(text)).matches(HTTP_ROW)).toBe(selected);
});

const DNS_ROW = { edge: TO_WORLD, name: 'api.example.com' };

test.each([
  ['', true],
  ['dns-query:[.]com[.]$', true],
  ['-dns-query:example', false],
  ['EXAMPLE', true],
  ['frontend', true],
  ['cart', false],
  ['protocol:dns', true],
  ['protocol:tcp', false],
  ['from-namespace:shop', true],
])('[QRY-35] %s selects the row of api.example.com: %s', (text, selected) => {
  expect(dnsRowFilter(parsed(text)).matches(DNS_ROW)).toBe(selected);
});

test('[QRY-36] terms that a table cannot answer are listed, verdicts among them', () => {
  const query = parsed('verdict:DROPPED uuid:a http-method:GET -dns-query:x namespace:shop');
  expect(httpRowFilter(query).notApplied.map(formatTerm)).toEqual(['verdict:DROPPED', 'uuid:a', '-dns-query:x']);
  expect(dnsRowFilter(query).notApplied.map(formatTerm)).toEqual(['verdict:DROPPED', 'uuid:a', 'http-method:GET']);
});
