import { expect, test } from 'vitest';
import { dnsNames, dnsVerdict, type DnsName } from './dns-names.ts';
import { readDnsRows } from './dns-rows.ts';
import { answerCounts, outcomeWords, searchSentence } from './dns-words.ts';

const STORM = [
  {
    name: 'features.internal.shop.svc.cluster.local',
    search_domain_of: 'features.internal',
    questions: 8,
    rcodes: { 3: 8 },
  },
  {
    name: 'features.internal.svc.cluster.local',
    search_domain_of: 'features.internal',
    questions: 8,
    rcodes: { 3: 8 },
  },
  { name: 'features.internal.', search_domain_of: null, questions: 4, rcodes: { 3: 4 } },
];

test('[WEB-146] an answer of another shape is no error for names, too', () => {
  for (const nonsense of [null, 7, [], { rows: 'x' }, { rows: [null, { __proto__: { client: 'kind/1' } }] }]) {
    expect(readDnsRows(nonsense).rows.every(({ name, questions }) => name === '' && questions === 0)).toBe(true);
  }
});

test('[WEB-274] what search domains add is rolled up under the name that was meant, and each spelling is told', () => {
  const [name] = namesOf(STORM);
  expect(name).toMatchObject({ name: 'features.internal', questions: 20, notFound: 20, found: 0 });
  expect(name?.spellings.map((spelling) => `${spelling.name} ${spelling.questions}`)).toEqual([
    'features.internal.shop.svc.cluster.local 8',
    'features.internal.svc.cluster.local 8',
    'features.internal 4',
  ]);
  expect(searchSentence(name)).toBe(
    '16 of 20 NXDOMAIN answers come from 2 search domains; the name exists under none of its spellings.',
  );
  expect(namesOf(STORM, true).map(({ name: sent }) => sent)).toHaveLength(3);
});

test('[WEB-274] names without a row of their own are no name, not even one that is called other', () => {
  const names = namesOf([
    { name: 'other', is_other: true, questions: 500 },
    { name: 'other', questions: 2 },
  ]);
  expect(names.map(({ isOther, questions }) => `${isOther} ${questions}`)).toEqual(['true 500', 'false 2']);
});

test('[WEB-275] search domains that fail before the name is found are no trouble', () => {
  const [found] = namesOf([...STORM.slice(0, 2), { name: 'features.internal', questions: 8, rcodes: { 0: 8 } }]);
  expect(dnsVerdict(found)).toBe('forwarded');
  expect(outcomeWords(found)).toEqual(['found after search domains']);
  expect(dnsVerdict(namesOf(STORM)[0])).toBe('failing');
});

test.each([
  [{ questions: 4, denied: 4 }, 'denied', ['refused by policy']],
  [{ questions: 9, denied: 4, rcodes: { 0: 5 } }, 'mixed', ['refused by policy ×4']],
  [{ questions: 9, timeouts: 3, rcodes: { 0: 6 } }, 'unanswered', ['no answer ×3']],
  [{ questions: 9, rcodes: { 2: 9 } }, 'failing', ['SERVFAIL ×9']],
  [{ questions: 9, rcodes: { 3: 9 } }, 'failing', ['NXDOMAIN: no such name']],
  [{ questions: 9, rcodes: { 0: 5, 3: 4 } }, 'failing', ['NXDOMAIN ×4']],
  [{ questions: 9, rcodes: { 0: 9 } }, 'forwarded', []],
])('[WEB-276] what became of the questions for a name is told by its worst: %#', (row, verdict, words) => {
  const [name] = namesOf([{ name: 'a.example', ...row }]);
  expect(dnsVerdict(name)).toBe(verdict);
  expect(outcomeWords(name)).toEqual(words);
});

test('[WEB-277] a name has the addresses and clients of all its rows, with the time to live where one was told', () => {
  const [name] = namesOf([
    {
      client: 'kind/1',
      name: 'a.example',
      type: 'A',
      rcodes: { 0: 2 },
      addresses: [{ address: '192.0.2.1', ttl_seconds: 30 }],
    },
    {
      client: 'kind/2',
      name: 'a.example',
      type: 'AAAA',
      rcodes: { 0: 1 },
      addresses: [{ address: '2001:db8::1', ttl_seconds: 4_294_967_295 }],
    },
  ]);
  expect(name).toMatchObject({ clients: ['kind/1', 'kind/2'], types: ['A', 'AAAA'], found: 3 });
  expect(name?.addresses).toEqual([
    { address: '192.0.2.1', ttlSeconds: 30 },
    { address: '2001:db8::1', ttlSeconds: undefined },
  ]);
  expect(answerCounts(name)).toBe('NOERROR ×3');
});

function namesOf(rows: readonly object[], isRaw = false): readonly DnsName[] {
  return dnsNames(readDnsRows({ rows }).rows, isRaw);
}
