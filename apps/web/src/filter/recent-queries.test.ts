import { expect, test } from 'vitest';
import { recentQueries, rememberQuery } from './recent-queries.ts';

test('[WEB-143] the last ten queries are offered again, newest first, each once', () => {
  const storage = memory();
  for (let i = 0; i < 14; i += 1) rememberQuery(storage, `port:${i}`);
  rememberQuery(storage, 'port:9');
  rememberQuery(storage, '');
  rememberQuery(storage, 'x'.repeat(501));
  expect(recentQueries(storage)).toEqual([9, 13, 12, 11, 10, 8, 7, 6, 5, 4].map((port) => `port:${port}`));
});

test('[WEB-143] what is not ours in the storage is as if there were nothing', () => {
  for (const text of ['{"a":1}', 'nonsense', '[1,null,{}]', '"port:1"'])
    expect(recentQueries(memory(text))).toEqual([]);
});

function memory(text: string | null = null) {
  let kept = text;
  return { getItem: () => kept, setItem: (_: string, value: string) => void (kept = value) };
}
