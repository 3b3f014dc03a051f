import { expect, test } from 'vitest';
import type { Query, Term } from './ast.ts';
import { parseQuery } from './parse.ts';
import { formatQuery } from './print.ts';
import { parsed } from './testing/parsed.ts';
import { randomQuery } from './testing/random-query.ts';
import { dice } from './testing/seeded.ts';

/** `field: value|value`, negated with a minus. */
function drawn(text: string): string[] {
  return parsed(text).terms.map(
    (term) =>
      `${term.negated ? '-' : ''}${term.kind === 'field' ? term.field : 'word'}: ${term.values.map((value) => value.text).join('|')}`,
  );
}

/** The text with the place of each problem marked, and what to write instead. */
function marked(text: string): string[] {
  const result = parseQuery(text);
  if (result.ok) return [];
  return result.problems.map(
    ({ from, to, suggestions }) =>
      `${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}${suggestions.map((s) => ` ${s}?`).join('')}`,
  );
}

function withoutRanges({ terms }: Query): unknown {
  return terms.map((term: Term) => ({
    ...term,
    from: 0,
    to: 0,
    values: term.values.map(({ text }) => text),
  }));
}

test('[QRY-1] a query is terms between spaces, and values between commas', () => {
  expect(drawn(' namespace:shop\tverdict:DROPPED,AUDIT\n-label:app=prometheus  cart ')).toEqual([
    'namespace: shop',
    'verdict: DROPPED|AUDIT',
    '-label: app=prometheus',
    'word: cart',
  ]);
  expect(drawn('')).toEqual([]);
});

test('[QRY-1] quotes keep spaces, commas and colons together, and escape themselves', () => {
  expect(
    drawn(String.raw`label:"app in (a,b)" -"a:b" http-header:X-Name:"a b" interface:"say \"hi\\\"" http-path:\d+`),
  ).toEqual([
    'label: app in (a,b)',
    '-word: a:b',
    'http-header: X-Name:a b',
    String.raw`interface: say "hi\"`,
    String.raw`http-path: \d+`,
  ]);
});

test('[QRY-2] printing is the inverse of reading', () => {
  for (let seed = 1; seed <= 500; seed++) {
    const text = randomQuery(dice(seed), { maxTerms: 6, negate: true, words: true });
    const query = parsed(text);
    const printed = formatQuery(query);
    const again = parsed(printed);
    expect(withoutRanges(again), `seed ${seed}: ${text} -> ${printed}`).toEqual(withoutRanges(query));
    expect(formatQuery(again), `seed ${seed}`).toBe(printed);
  }
});

test.each([
  ['VERDICT:dropped', 'verdict:DROPPED'],
  ['verdict:Audit', 'verdict:AUDIT'],
  ['protocol:TCP', 'protocol:tcp'],
  ['http-method:get', 'http-method:GET'],
  ['http-status:5xx', 'http-status:5+'],
  ['http-header:x-request-id:42', 'http-header:X-Request-Id:42'],
  ['http-header:accept', 'http-header:Accept:'],
  ['identity:2', 'identity:world'],
  ['identity:0x5DC9', 'identity:24009'],
  ['ip:2001:DB8:0:0::1', 'ip:2001:db8::1'],
  ['ip:10.1.2.3/8', 'ip:10.0.0.0/8'],
  ['ip:::ffff:10.0.0.1', 'ip:10.0.0.1'],
  ['fqdn:API.example.com.', 'fqdn:api.example.com'],
  ['workload:deployment/cart', 'workload:Deployment/cart'],
  ['pod:/cart', 'pod:cart'],
  ['tcp-flags:"ack,syn"', 'tcp-flags:SYN+ACK'],
  ['type:4:0', 'type:trace:to-endpoint'],
  ['type:129', 'type:l7'],
  ['drop-reason-desc:policy-denied', 'drop-reason-desc:POLICY_DENIED'],
  ['drop-reason-desc:133', 'drop-reason-desc:POLICY_DENIED'],
  ['ip-version:ipv6', 'ip-version:v6'],
  ['label:"app==cart"', 'label:app=cart'],
  ['label:"app in ( a , b )"', 'label:"app in (a,b)"'],
  ['port:0080', 'port:80'],
])('[QRY-3] %s has one spelling: %s', (text, spelling) => {
  expect(formatQuery(parsed(text))).toBe(spelling);
  expect(formatQuery(parsed(spelling))).toBe(spelling);
});

test.each([
  ['namespce:shop', '[namespce]:shop namespace?'],
  ['path:/cart', '[path]:/cart http-path?'],
  ['k8s:app=cart', '[k8s]:app=cart label:k8s?'],
  ['port:80 verdict:DENIED', 'port:80 verdict:[DENIED] DROPPED?'],
  ['verdict:DROPED,AUDIT', 'verdict:[DROPED],AUDIT DROPPED?'],
  ['drop-reason-desc:POLICY_DENID', 'drop-reason-desc:[POLICY_DENID] POLICY_DENIED? POLICY_DENY?'],
  ['port:http', 'port:[http]'],
  ['port:65536', 'port:[65536]'],
  ['identity:4294967296', 'identity:[4294967296]'],
  ['ip:10.0.0', 'ip:[10.0.0]'],
  ['ip:10.0.0.0/33', 'ip:[10.0.0.0/33]'],
  ['fqdn:a_b.$', 'fqdn:[a_b.$]'],
  ['label:"app in a"', 'label:["app in a"]'],
  ['label:fqdn:one.one.', 'label:[fqdn:one.one.]'],
  ['http-path:(?=a)', 'http-path:[(?=a)]'],
  ['http-status:999', 'http-status:[999]'],
  ['tcp-flags:SYN+FOO', 'tcp-flags:[SYN+FOO]'],
  ['uuid:', 'uuid:[]'],
  ['verdict:DROPPED,', 'verdict:DROPPED,[]'],
  ['cart "shop', 'cart ["shop]'],
  ['- cart', '[-] cart'],
  ['--namespace shop', '[--namespace] shop namespace:?'],
  ['namespace:shop/cart', 'namespace:[shop/cart] shop?'],
  ['pod:a/b/c', 'pod:[a/b/c]'],
  ['cart\u202e', 'cart[\u202e]'],
  ['"a\nb" c', '["a\nb"] c'],
])('[QRY-4] the problem in %s is marked: %s', (text, mark) => {
  expect(marked(text)).toEqual([mark]);
});

test('[QRY-4] all problems are told at once, in order', () => {
  expect(marked('port:x cart verdict:y uuid:')).toEqual([
    'port:[x] cart verdict:y uuid:',
    'port:x cart verdict:[y] uuid:',
    'port:x cart verdict:y uuid:[]',
  ]);
});

test('[QRY-4] every message says what to do', () => {
  for (const text of ['port:http', 'nope:x', 'ip:x', 'uuid:', '"a', 'http-path:(']) {
    const result = parseQuery(text);
    expect(result.ok ? '' : result.problems[0].message).toMatch(/Write|Add|Shorten|See the list|Did you mean|RE2/);
  }
});

test('[QRY-5] a query has bounds, and says which one was passed', () => {
  expect(marked('a'.repeat(4_097))[0]).toMatch(/\[a\]$/);
  expect(marked('a '.repeat(64))).toEqual([]);
  expect(marked('a '.repeat(65))[0]).toMatch(/\[a \]$/);
  expect(marked(`port:${Array(64).fill('1').join(',')}`)).toEqual([]);
  expect(marked(`port:${Array(65).fill('1').join(',')}`)[0]).toMatch(/,\[1\]$/);
  expect(marked(`http-path:${'a'.repeat(480)}`)).toEqual([]);
  expect(marked('http-path:(a?){400}')).toEqual(['http-path:[(a?){400}]']);
  expect(marked(`http-path:${'a'.repeat(513)}`)[0]).toMatch(/\[a{513}\]/);
});

test.each([
  ['100,000 characters', 'x'.repeat(100_000)],
  ['nothing but quotes', '"'.repeat(4_095)],
  ['nothing but escapes', `"${'\\"'.repeat(2_000)}`],
  ['nothing but commas', ','.repeat(4_096)],
  ['nothing but minus signs', '-'.repeat(4_096)],
  ['nothing but colons', 'a:'.repeat(2_048)],
  ['deep groups', `http-path:${'('.repeat(500)}`],
  ['repeats of repeats', 'http-path:((((a{100}){100}){100}){100})'],
  ['a label without end', `label:${'('.repeat(4_000)}`],
  ['a key of hyphens', `label:${'a-'.repeat(2_000)}=`],
  ['stars', `fqdn:${'*'.repeat(4_000)}`],
  ['an unknown long field', `${'a'.repeat(4_000)}:x`],
])('[QRY-6] %s is read at once', (_, text) => {
  const started = performance.now();
  const result = parseQuery(text);
  expect(performance.now() - started).toBeLessThan(2_000);
  if (!result.ok) expect(result.problems[0].message.length).toBeGreaterThan(10);
});
