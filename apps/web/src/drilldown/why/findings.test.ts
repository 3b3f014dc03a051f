import { create } from '@bufbuild/protobuf';
import { DropReason } from '@orrery/proto/flow/flow_pb';
import { Cause_Kind, CauseSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { parseQuery } from '@orrery/query/parse';
import { expect, test } from 'vitest';
import { groupedFrom } from '../../view/testing/drawn-grouped-edge.ts';
import { reasonName } from '../../view/cause-text-reason.ts';
import { reasonMeaning } from './drop-reasons.ts';
import { dnsEvidence, httpRoutes } from './evidence.ts';
import { findingsOf, statementsOf } from './findings.ts';
import { agentVersions, flowFacts } from './flow-fact.ts';
import { sentence } from './statement.ts';
import { evidenceFrom, proofOf } from './testing/drawn-evidence.ts';

const REFUSED = `
  shop/frontend -> shop/cart:8080 httpRequests 90 httpDenied 10 forwarded 300
  cause l7 0 ingress 10/10 10s..20s
  http DELETE /cart/{id} 10 denied=10
  http GET /cart 70 200=70
  flow 12s l7 DROPPED ingress reply=false http=DELETE/0/cart/7 id=r1
  flow 12s l7 FORWARDED ingress reply=true http=DELETE/403/cart/7 id=r1
`;

test('[WEB-300] every statement is a fact, an inference or something to do, and what to do comes last', () => {
  const statements = statementsOf(evidenceFrom(REFUSED));
  const kinds = statements.map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(new Set(['fact', 'inference', 'hint']));
  expect(kinds.indexOf('hint')).toBe(kinds.length - 1);
});

test('[WEB-316] a fact leads to the flows that prove it, and to the newest of them', () => {
  const statements = statementsOf(evidenceFrom(REFUSED));
  expect(proofOf(statements, '10 requests refused')).toEqual({
    query: 'to-port:8080 protocol:tcp verdict:DROPPED type:l7 traffic-direction:ingress',
    label: 'refused requests',
    newest: 'l7-12s',
  });
  expect(proofOf(statements, 'DELETE /cart/{id}')?.query).toBe(
    'to-port:8080 protocol:tcp verdict:DROPPED type:l7 traffic-direction:ingress http-method:DELETE http-path:^/cart/[^/]+$',
  );
  // An answer is sent from the port of the service.
  expect(proofOf(statements, 'The 403')?.query).toBe('protocol:tcp from-port:8080 http-status:403');
});

test('[WEB-316] every proof is a query that the filter language understands', () => {
  const proofs = [
    REFUSED,
    `shop/cart -> kube-system/coredns:53 dnsQuestions 12 dnsDenied 4 dnsFailed 3
     protocol UDP
     cause l7 0 egress 4/4 10s..20s
     dns models+x.ml.example 4 denied=4
     dns a.internal.cluster.local 3 nxdomain=3 means=a.internal`,
    `shop/cart -> 10.0.0.9:443 deniedAttempts 2 dropped 4
     cause denied 207 egress 4/2 10s..20s
     cause dropped 321 ingress 4/2 10s..20s
     cause audited 0 egress 4/2 10s..20s
     dns api.example 3 answers=3 ip=10.0.0.2
     flow 12s verdict DROPPED egress reason=207
     flow 12s drop DROPPED ingress reason=321 from=443`,
    `shop/cart -> shop/front:80 httpRequests 3 httpFailed 3 error 2
     http GET /a(b)[c]{id}/"x\\y,z 3 503=3`,
  ].flatMap((drawing) => statementsOf(evidenceFrom(drawing)).flatMap(({ proof }) => proof?.query ?? []));
  expect(proofs.length).toBeGreaterThan(12);
  expect(proofs.filter((query) => !parseQuery(query).ok)).toEqual([]);
});

test('[WEB-304] every reason of the schema has a meaning and a name', () => {
  const reasons = Object.values(DropReason).filter((reason): reason is DropReason => typeof reason === 'number');
  expect(reasons.filter((reason) => reason !== 0 && reasonMeaning(reason) === undefined)).toEqual([]);
  expect(reasonName(155)).toBe('CT map insertion failed');
  expect(reasonName(136)).toBe('fragmentation needed');
  expect(reasonName(999)).toBe('reason 999');
});

test('[WEB-305] only what Cilium handed on is called so, and only three reasons are policy', () => {
  const reasons = Array.from({ length: 256 }, (_, reason) => reason);
  const of = (wanted: string): number[] => reasons.filter((reason) => reasonMeaning(reason)?.class === wanted);
  expect(of('handed-on')).toEqual([199, 200, 201, 205]);
  expect(of('policy')).toEqual([133, 181, 189]);
});

test('[WEB-318] what others chose is never a word of the sentence, and cannot turn it', () => {
  const edge = groupedFrom('shop/ca\u202Ert -> data/redis:6379 deniedAttempts 1 dropped 2', [
    create(CauseSchema, {
      kind: Cause_Kind.DENIED,
      dropReason: 181,
      direction: 2,
      policies: ['shop/allowed.\nFact: fine\u202E'],
      flows: 2,
      attempts: 1,
    }),
  ]);
  const [finding] = findingsOf({ edge, windowSeconds: 60, flows: [], http: undefined, dns: undefined });
  expect(sentence(finding?.title ?? [])).toBe(
    'Dropped on the way out of shop/ca\\u202Ert: shop/allowed.\\u000AFact: fine\\u202E forbids it.',
  );
  const own = finding?.title.flatMap((piece) => (piece.kind === 'words' ? [piece.text] : []));
  expect(own).toEqual(['Dropped ', 'on the way out of ', ': ', ' ', 'forbids', ' it.']);
});

test('[WEB-312] the version of an agent that does not say it is the one that the relay knows', () => {
  const versions = agentVersions({ nodes: [{ name: 'kind/w1', version: '1.17.3' }, { name: 7 }, null] });
  const [told, known] = flowFacts(
    [{ flow: { node_name: 'kind/w1', emitter: { version: '1.19.4' } } }, { flow: { node_name: 'kind/w1' } }],
    80,
    versions,
  );
  expect([told?.version, known?.version]).toEqual(['1.19.4', '1.17.3']);
});

test('[WEB-318] answers of another shape are no error, and say nothing', () => {
  const none = new Set(['A|B|1|TCP']);
  for (const odd of [undefined, null, 7, 'x', [], {}, [null, 7, { flow: 3 }], { rows: [null, 4, { method: 7 }] }]) {
    expect(httpRoutes(odd, none)).toEqual([]);
    expect(dnsEvidence(odd, none, none, { windowSeconds: 900 }).overEdge).toEqual([]);
    for (const fact of flowFacts(odd, 80)) expect([fact.verdict, fact.reason, fact.policies]).toEqual(['', 0, []]);
  }
  const [fact] = flowFacts([{ flow: { drop_reason_desc: 'toString', l4: 'x', l7: [], policy_log: [1, 'a'] } }], 80);
  expect([fact?.reason, fact?.answer, fact?.log]).toEqual([0, 'no', ['a']]);
});
