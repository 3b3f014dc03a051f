import { expect, test } from 'vitest';
import { readKeptFlows } from '../layer7/kept-flow.ts';
import { groupedFrom } from '../view/testing/drawn-grouped-edge.ts';
import { DEFAULT_DENY } from '../view/testing/drawn-edge.ts';
import { connectionFacts } from './connection-facts.ts';

test('[WEB-280] flows of a denied attempt are told as retries and tellings of it, each attempt once', () => {
  const edge = groupedFrom('shop/cart -> data/redis:6379 dropped 4 deniedAttempts 2', [DEFAULT_DENY]);
  expect(wordsOf(edge, [])).toMatchObject({
    Protocol: 'TCP, port 6379',
    Retries: '4 flows dropped of 2 denied attempts, each counted once',
  });
});

test('[WEB-280] encryption and authentication are told as reported, and nothing is concluded from silence', () => {
  const edge = groupedFrom('shop/web -> shop/cart:8080 forwarded 9 httpRequests 4');
  expect(wordsOf(edge, [])).toEqual({ Protocol: 'HTTP over TCP, port 8080', Encryption: 'not told by the kept flows' });
  const traced = { trace_observation_point: 'TO_ENDPOINT', traffic_direction: 'INGRESS' };
  const flows = [
    { ...traced, IP: { encrypted: true } },
    { ...traced, IP: {} },
    { traffic_direction: 'EGRESS', auth_type: 'SPIRE' },
  ];
  expect(wordsOf(edge, flows)).toEqual({
    Protocol: 'HTTP over TCP, port 8080',
    'Told by': 'the source (egress) and the destination (ingress)',
    Encryption: 'reported by 1 of 2 kept traces',
    Authentication: 'required: SPIRE',
  });
  expect(wordsOf(edge, [traced])['Encryption']).toBe('not reported by 1 kept trace');
});

function wordsOf(edge: Parameters<typeof connectionFacts>[0], flows: readonly object[]): Record<string, string> {
  const kept = readKeptFlows(flows.map((flow, number) => ({ number, flow })));
  return Object.fromEntries(connectionFacts(edge, kept).map(({ name, words }) => [name, words]));
}
