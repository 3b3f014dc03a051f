import { expect, test } from 'vitest';
import { storyOf } from './story.ts';
import { afterText, stepWords } from './story-words.ts';

test('[WEB-255] the steps of a connection are told in order, with the time behind the first, the side and the policy', () => {
  const story = storyOf({
    flow: { flow: { uuid: 'c' } },
    flows: [
      row('a', '12:00:00Z', 'dns-answer', {
        l7: { type: 'RESPONSE', dns: { query: 'cart.', ips: ['10.0.0.2'], qtypes: ['A'] } },
      }),
      row('b', '12:00:00.0105Z', 'egress-verdict', { verdict: 'FORWARDED', egress_allowed_by: [POLICY] }, 'source'),
      row('c', '12:00:00.012Z', 'ingress-verdict', { verdict: 'REDIRECTED' }, 'destination'),
      row('d', '12:00:01.500Z', 'request', {
        verdict: 'DROPPED',
        l7: { http: { method: 'DELETE', url: 'http://cart:8080/cart/42' } },
      }),
      row('e', '12:00:01.501Z', 'response', {
        verdict: 'FORWARDED',
        l7: { latency_ns: '900000', http: { code: 403 } },
      }),
      row('f', '12:02:00Z', 'drop', { verdict: 'DROPPED', drop_reason_desc: 'POLICY_DENIED' }, 'source'),
    ],
    complete: true,
    sampled_one_in: 1,
  });
  const first = story?.steps[0]?.timeMs ?? 0;
  const told = story?.steps.map((step) => {
    const { title, detail } = stepWords(step);
    return [afterText(step, first), title, detail, step.decided].join(' | ');
  });
  expect(told).toEqual([
    '+0.0 ms | DNS answer: 10.0.0.2 | A cart. | ',
    '+11 ms | Egress policy: allowed | by CiliumNetworkPolicy shop/allow | source',
    '+12 ms | Ingress policy: allowed, to the L7 proxy | no policy is named | destination',
    '+1.5 s | DELETE /cart/42 denied | by an L7 rule, at the proxy | ',
    '+1.5 s | Answered 403 | after 0.9 ms | ',
    '+2.0 min | Dropped | Policy denied | source',
  ]);
});

test('[WEB-258] an answer that is none, and steps of nothing, are told as what they are', () => {
  expect(storyOf(null)).toBeUndefined();
  expect(storyOf({ flow: 'x' })).toBeUndefined();
  const story = storyOf({
    flow: {},
    flows: [null, 3, { role: { a: 1 }, decided: 'both', flow: { time: 'never' } }],
    complete: false,
  });
  expect(story).toMatchObject({ isComplete: false, sampledOneIn: 1 });
  const [step] = story?.steps ?? [];
  if (step === undefined) throw new Error('one step is one');
  expect(step).toMatchObject({ role: 'other', decided: '', id: 'number-0' });
  expect([afterText(step, 0), stepWords(step).title]).toEqual(['', 'Seen']);
});

const POLICY = { name: 'allow', namespace: 'shop', kind: 'CiliumNetworkPolicy' };

function row(uuid: string, time: string, role: string, flow: object, decided: string | null = null): object {
  return { number: 1, role, decided, flow: { uuid, time: `2026-11-20T${time}`, ...flow } };
}
