import { create } from '@bufbuild/protobuf';
import { StatusSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { clockTime } from '../base/numbers.ts';
import { calmWords, type CalmFacts } from './calm-words.ts';

const NOW = 3_600_000;

test('[WEB-125] an empty list names the window and the nodes it speaks of', () => {
  expect(said({})).toBe('Nothing is wrong: No denied traffic in the last minute, 3 of 3 nodes reporting.');
  expect(said({ windowSeconds: 900 })).toBe(
    'Nothing is wrong: No denied traffic in the last 15 minutes, 3 of 3 nodes reporting.',
  );
  expect(said({ windowSeconds: 300, isFiltered: true })).toBe(
    'Nothing that is shown is wrong: No denied traffic that the filter shows in the last 5 minutes, 3 of 3 nodes reporting.',
  );
});

test('[WEB-125] what the server did not listen to, did not hear of, or does not know any more is not called calm', () => {
  const late = { listeningSinceMs: NOW - 30_000 };
  expect(said({}, late)).toContain(`since ${clockTime(NOW - 30_000)}, when this server began to listen`);
  expect(said({}, { completeness: 0.9971, nodesReporting: 2 })).toBe(
    'No trouble was seen: No denied traffic in the last minute, 2 of 3 nodes reporting. 99.7\u00a0% complete: what is missing is not known.',
  );
  expect(said({}, { ...late, completeness: 0.5, nodesReporting: 2 })).toMatch(/^No trouble was seen: .*2 of 3 nodes/);
  expect(said({}, { ...late, completeness: 0.5, lost: 9 })).toMatch(/^No trouble was seen: .*50\.0/);
  expect(said({ isStale: true })).toMatch(/^No trouble was known: That was at .* not known\.$/);
  expect(said({}, { listeningSinceMs: 0 })).toMatch(/^Nothing is known yet/);
  expect(said({ isStale: true }, { listeningSinceMs: 0 })).toMatch(/^Nothing is known yet/);
  expect(said({ isFiltered: true, edges: 0 })).toMatch(/^Nothing is shown/);
});

test('[WEB-328] an empty list of the past speaks of then, and of what nobody wrote down', () => {
  const past = { isPast: true as const, windowSeconds: 600 };
  expect(said(past, { nodesReporting: 0, nodesKnown: 0, listeningSinceMs: 0 })).toBe(
    'Nothing was wrong: No denied traffic in these 10 minutes.',
  );
  expect(said({ ...past, isFiltered: true })).toBe(
    'Nothing that is shown was wrong: No denied traffic that the filter shows in these 10 minutes.',
  );
  expect(said(past, { completeness: 0.5 })).toBe(
    'No trouble was seen: No denied traffic in these 10 minutes. 50.0\u00a0% complete: what is missing is not known.',
  );
  expect(said({ ...past, edges: 0 })).toBe('Nothing was seen: No flow was seen in these 10 minutes.');
});

function said(facts: Partial<CalmFacts>, status: object = {}): string {
  const { title, sentence } = calmWords({
    status: create(StatusSchema, {
      nodesReporting: 3,
      nodesKnown: 3,
      completeness: 1,
      listeningSinceMs: 1,
      ...status,
    }),
    timeMs: NOW,
    windowSeconds: 60,
    isFiltered: false,
    edges: 4,
    isStale: false,
    ...facts,
  });
  return `${title}: ${sentence}`;
}
