import { expect, test } from 'vitest';
import { termsLeftOut } from './terms-left-out.ts';

test('[WEB-195] each term of a query is left out once, and a single term or a query that cannot be read leaves nothing', () => {
  expect(termsLeftOut('namespace:shop  to-port:6380 "-cart"')).toEqual([
    { term: 'namespace:shop', query: 'to-port:6380 "-cart"' },
    { term: 'to-port:6380', query: 'namespace:shop "-cart"' },
    { term: '"-cart"', query: 'namespace:shop to-port:6380' },
  ]);
  expect(termsLeftOut('namespace:shop')).toEqual([]);
  expect(termsLeftOut('verdit:DROPPED a')).toEqual([]);
});
