import { expect, test } from 'vitest';
import { flowMatcher } from './match-flow.ts';
import { listsOfCommand } from './testing/naive-command.ts';
import { hubbleSelects } from './testing/naive-filter.ts';
import { parsed } from './testing/parsed.ts';
import { randomFlow } from './testing/random-flow.ts';
import { randomQuery } from './testing/random-query.ts';
import { dice } from './testing/seeded.ts';
import { toFlowFilters } from './to-flow-filters.ts';
import { toHubbleObserve } from './to-hubble-observe.ts';

function commandFor(text: string): string {
  return toHubbleObserve(parsed(text)).command.replace(/^hubble observe ?/, '');
}

test('[QRY-20] a printed command selects the same flows as its query', () => {
  let selected = 0;
  let exact = 0;
  const differing: string[] = [];
  for (let seed = 1; seed <= 600; seed++) {
    const random = dice(seed);
    const text = randomQuery(random, { maxTerms: seed % 3 === 0 ? 5 : 2, negate: true, words: false });
    const query = parsed(text);
    const { command, exact: isExact } = toHubbleObserve(query);
    if (!isExact) continue;
    exact++;
    const lists = listsOfCommand(command);
    const filters = toFlowFilters(query);
    const matches = flowMatcher(query);
    for (let i = 0; i < 60; i++) {
      const flow = randomFlow(random);
      const expected = matches(flow);
      if (expected) selected++;
      const isSame = hubbleSelects(lists, flow) === expected && hubbleSelects(filters, flow) === expected;
      if (!isSame) differing.push(`seed ${seed}, flow ${i}: ${text} -> ${command}`);
    }
  }
  expect(differing).toEqual([]);
  expect(exact).toBeGreaterThan(400);
  expect(selected).toBeGreaterThan(2_000);
});

test.each([
  ['namespace:shop verdict:DROPPED', '--verdict DROPPED --namespace shop'],
  ['verdict:dropped,audit', '--verdict DROPPED --verdict AUDIT'],
  ['pod:cart', '--pod /cart'],
  ['from-pod:shop/cart to-port:8080', '--from-pod shop/cart --to-port 8080'],
  ['from-namespace:shop from-pod:cart', '--from-pod shop/cart'],
  ['-label:app=prometheus', '--not --label app=prometheus'],
  ['-verdict:DROPPED,AUDIT', '--not --verdict DROPPED --not --verdict AUDIT'],
  ['tcp-flags:SYN+ACK', '--tcp-flags SYN,ACK'],
  ['encrypted:false', '--unencrypted'],
  [`http-path:"/a'b .*"`, `--http-path '/a'\\''b .*'`],
  ['type:trace:to-endpoint', '--type trace:to-endpoint'],
  ['', ''],
])('[QRY-21] %s is printed with flags', (text, flags) => {
  expect(commandFor(text)).toBe(flags);
});

test.each([
  [
    'pod:shop/a port:80',
    `--allowlist '{"source_pod":["shop/a"],"source_port":["80"]}' --allowlist '{"source_pod":["shop/a"],"destination_port":["80"]}'` +
      ` --allowlist '{"destination_pod":["shop/a"],"source_port":["80"]}' --allowlist '{"destination_pod":["shop/a"],"destination_port":["80"]}'`,
  ],
  ['-verdict:DROPPED -to-port:53', `--denylist '{"verdict":["DROPPED"]}' --denylist '{"destination_port":["53"]}'`],
  ['from-ip:10.0.0.1 from-pod:shop/a', `--allowlist '{"source_ip":["10.0.0.1"],"source_pod":["shop/a"]}'`],
  ['dns-query:[.]svc[.]', `--allowlist '{"dns_query":["[.]svc[.]"]}'`],
  ['reply:false', `--allowlist '{"reply":[false]}'`],
  ['drop-reason-desc:206', `--allowlist '{"drop_reason_desc":[206]}'`],
  ['-encrypted:true,false', `--denylist '{"encrypted":[true,false]}'`],
  ['from-port:80 port:53', `--allowlist '{"source_port":["80"],"destination_port":["53"]}'`],
])('[QRY-22] %s is printed as raw filters, because flags would mean something else', (text, flags) => {
  expect(commandFor(text)).toBe(flags);
});

test.each([
  ['from-ip:10.0.0.0/30 ip:10.0.0.0/8', 'source_ip', ['10.0.0.0/30']],
  ['from-ip:10.0.0.0/8 ip:10.0.0.0/30,10.0.0.9', 'source_ip', ['10.0.0.0/30', '10.0.0.9']],
  ['from-pod:shop/ pod:cart,pay/x', 'source_pod', ['shop/cart']],
  ['from-pod:ca pod:cart', 'source_pod', ['/cart']],
  ['from-label:a=b label:"!c"', 'source_label', ['a=b,!c']],
  ['from-port:80,81 port:81,82', 'source_port', ['81']],
  ['from-identity:host,world identity:world', 'source_identity', [2]],
])('[QRY-22] the two conditions on the source in %s become one', (text, field, values) => {
  expect(toFlowFilters(parsed(text)).allowlist[0]).toEqual({ [field]: values });
});

test('[QRY-23] a query that no flow can satisfy is printed as a command that selects none', () => {
  expect(commandFor('from-namespace:shop from-pod:pay/api')).toBe(`--denylist '{}'`);
  expect(commandFor('type:drop http-status:200')).toBe(`--denylist '{}'`);
});

test('[QRY-24] terms without an equivalent are listed, and the rest of the command stays', () => {
  const query = parsed('cart policy:allow-dns namespace:shop -pay');
  const { command, exact, remainder } = toHubbleObserve(query);
  expect(command).toBe('hubble observe --namespace shop');
  expect(exact).toBe(false);
  expect(remainder).toEqual([query.terms[0], query.terms[1], query.terms[3]]);
});

test('[QRY-24] two conditions on the names of one end are one too many for a filter', () => {
  const { exact, remainder } = toHubbleObserve(parsed('from-fqdn:a.example fqdn:b.example'));
  expect(exact).toBe(false);
  expect(remainder).toMatchObject([{ field: 'fqdn' }]);
});

test('[QRY-25] a hostile value stays one word of the shell', () => {
  const { command } = toHubbleObserve(parsed(`interface:"$(rm -rf /) '; reboot #"`));
  expect(command).toBe(`hubble observe --interface '$(rm -rf /) '\\''; reboot #'`);
  expect(listsOfCommand(command).allowlist[0]).toEqual({ interface: [{ name: `$(rm -rf /) '; reboot #` }] });
});

test('[QRY-26] selectors come before the filter', () => {
  const selectors = { follow: true, last: 100, since: '2026-11-20T09:30:00Z', output: 'json' } as const;
  expect(toHubbleObserve(parsed('to-port:80'), selectors).command).toBe(
    'hubble observe --follow --last 100 --since 2026-11-20T09:30:00Z --output json --to-port 80',
  );
});

test('[QRY-27] the filters of a query stay below a bound, whatever is multiplied', () => {
  const ends = ['pod', 'namespace', 'ip', 'port', 'label', 'service', 'identity', 'workload', 'fqdn', 'cluster'];
  const all = ends.map((end) => `${end}:${end === 'ip' ? '10.0.0.1' : '7'}`).join(' ');
  const started = performance.now();
  const { allowlist, remainder } = toFlowFilters(parsed(all));
  expect(allowlist.length).toBeLessThanOrEqual(1_024);
  expect(remainder.length).toBeLessThan(ends.length);
  expect(performance.now() - started).toBeLessThan(4_000);
});
