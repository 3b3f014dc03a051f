import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { HistorySchema, History_Disk } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { clockTime } from '../base/numbers.ts';
import { historyTrouble } from './history-note.tsx';

const said = (init: MessageInitShape<typeof HistorySchema>): string => historyTrouble(create(HistorySchema, init));

test('[WEB-330] a store that is away is told with its time, its reason and what waits; a healthy one is not', () => {
  expect(said({ writtenToMs: 7 })).toBe('');
  const away = { isAway: true, awaySinceMs: 61_000, awayBecause: 'the engine does not answer. . ' };
  const since = clockTime(61_000);
  expect(said(away)).toBe(
    `The history is not being written since ${since}: the engine does not answer. What is live goes on.`,
  );
  expect(said({ ...away, waitingBatches: 3 })).toContain(' 30 s wait to be written. ');
  expect(said({ ...away, waitingBatches: 60, givenUpBatches: 12 })).toContain(
    ' 10 min wait to be written, 2 min were given up. ',
  );
});

test('[WEB-330] a disk that is nearly full and one that is full say what is not written any more', () => {
  expect(said({ disk: History_Disk.LOW })).toMatch(/nearly full: single flows are not written down/);
  expect(said({ disk: History_Disk.FULL, isAway: true })).toMatch(/^The disk of the history is full: nothing/);
});

test('[WEB-330] why a store is away is text of others', () => {
  expect(said({ isAway: true, awayBecause: 'a\u202Eb' })).not.toContain('\u202E');
});
