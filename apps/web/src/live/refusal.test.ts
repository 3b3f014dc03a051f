import { expect, test } from 'vitest';
import { refusalOf, refusalWords } from './refusal.ts';

test('[WEB-232] a connection that is not taken says why: no answer, no permission, no WebSocket, or what was answered', () => {
  expect([undefined, 401, 403, 426, 502].map((status) => refusalWords(refusalOf(status)))).toEqual([
    'the server cannot be reached',
    'you may not look at this (401)',
    'you may not look at this (403)',
    'the server takes no WebSocket',
    'the server answers 502',
  ]);
});
