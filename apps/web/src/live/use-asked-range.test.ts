import { expect, test } from 'vitest';
import { askedRange } from './use-asked-range.ts';

test('[WEB-229] what is fetched while the picture is held is asked for up to the moment of the picture', () => {
  expect(askedRange(300, undefined)).toEqual({ since: '-300s' });
  expect(askedRange(300, Date.parse('2026-11-20T09:30:00.250Z'))).toEqual({
    since: '2026-11-20T09:25:00.250Z',
    until: '2026-11-20T09:30:00.250Z',
  });
});
