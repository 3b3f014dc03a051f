import { expect, test } from 'vitest';
import { loadPatterns, needsPatterns, readPageQuery } from './page-query.ts';

const BAD = 'http-path:[a- namespace:shop';

test('[WEB-225] regular expressions are judged from the first query that holds one', async () => {
  expect(needsPatterns('namespace:shop cart')).toBe(false);
  expect(needsPatterns(BAD)).toBe(true);
  expect(readPageQuery(BAD).ok).toBe(true);
  expect(readPageQuery('verdit:DROPPED').ok).toBe(false);
  await loadPatterns();
  expect(needsPatterns(BAD)).toBe(false);
  expect(readPageQuery(BAD)).toMatchObject({ ok: false, problems: [{ from: 10, to: 13 }] });
  expect(readPageQuery('http-path:/api/.*').ok).toBe(true);
});
