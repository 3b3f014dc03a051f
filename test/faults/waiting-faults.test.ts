import { expect, test } from 'vitest';
import { brokenBy } from './hold.ts';

// These mostly wait, so they wait together.

test.concurrent('[PROOF-5] R3: a relay that hangs is told as stale within 5 s, and a half-open connection is replaced within 15 s, its socket closed', async () => {
  expect(await brokenBy('R3')).toEqual([]);
});

test.concurrent('[PROOF-6] R4: on a quiet cluster the source stays connected and gives the relay no reason to end it', async () => {
  expect(await brokenBy('R4')).toEqual([]);
});

test.concurrent('[PROOF-7] R5: a slow line costs neither CPU nor memory', async () => {
  expect(await brokenBy('R5')).toEqual([]);
});

test.concurrent('[PROOF-13] R13: nodes that crash are named as missing, and nodes that leave and join change the table', async () => {
  expect(await brokenBy('R13')).toEqual([]);
});

test.concurrent('[PROOF-15] W3: garbage over WebSockets and broken requests end only who sent them', async () => {
  expect(await brokenBy('W3')).toEqual([]);
});
