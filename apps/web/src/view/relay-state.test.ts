import { create } from '@bufbuild/protobuf';
import { Source_State, StatusSchema, type Source, type Status } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { awayWords, completenessText, quietWords, relayState, trustWords } from './relay-state.ts';

const { CONNECTED, CONNECTING, WAITING } = Source_State;

test('[WEB-8] a relay that is away is told with since when, why and when the next try is', () => {
  const away = { name: 'a:1', state: WAITING, sinceMs: 5, retryAtMs: 90, error: 'unavailable: refused' };
  expect(relayState(statusOf([away]))).toEqual({
    kind: 'away',
    sinceMs: 5,
    retryAtMs: 90,
    why: 'unavailable: refused',
  });
  expect(relayState(statusOf([away, { name: 'b:1', state: CONNECTED }])).kind).toBe('partly');
  expect(relayState(statusOf([{ name: 'a:1', state: CONNECTED }])).kind).toBe('connected');
  expect(relayState(statusOf([{ name: 'a:1', state: CONNECTING }])).kind).toBe('connecting');
  expect(relayState(statusOf([])).kind).toBe('none');
});

test('[WEB-131] why a relay is away is said in words; an error that nobody foresaw stays as it is', () => {
  const errors = [
    'unavailable: connect ECONNREFUSED 127.0.0.1:4245',
    'unavailable: getaddrinfo ENOTFOUND relay',
    'silent: the server does not answer',
    'silent: 127.0.0.1:4245: nothing heard for 15 s',
    'odd',
  ];
  expect(errors.map(awayWords)).toEqual([
    'relay refused the connection',
    'the name of the relay is not known',
    'relay does not answer',
    'relay does not answer',
    'odd',
  ]);
});

test('[WEB-9] 100 % is said only when nothing is missing', () => {
  expect([1, 0.99999, 0.997, 0.5, 0].map(completenessText)).toEqual(['100 %', '99.9 %', '99.7 %', '50.0 %', '0.0 %']);
});

function statusOf(sources: readonly Partial<Source>[]): Status {
  return create(StatusSchema, { sources: sources.map(({ $typeName: _, $unknown: __, ...source }) => source) });
}

test('[WEB-190] a relay that the server plays itself is told as simulated, on the page and in a picture that leaves it', () => {
  const status = statusOf([{ name: '127.0.0.1:5', state: CONNECTED }]);
  expect(relayState(status)).toMatchObject({ kind: 'connected', isSimulated: false });
  expect(relayState({ ...status, simulated: true })).toMatchObject({ kind: 'connected', isSimulated: true });
  expect(trustWords({ completeness: 1, simulated: true })).toBe('100 % complete, simulated');
  expect(trustWords({ completeness: 1, simulated: false })).toBe('100 % complete');
});

test('[WEB-197] a live relay from which no flow comes is told as such after five seconds', () => {
  expect(quietWords(9, 1000, 5900)).toBe('');
  expect(quietWords(9, 1000, 6000)).toBe('no flow for 5 s');
  expect(quietWords(9, 0, 185_000)).toBe('no flow for 3 min');
  expect(quietWords(0, 0, 8000)).toBe('no flow yet');
});
