import { expect, test } from 'vitest';
import { brokenBy } from './hold.ts';

test('[PROOF-3] R1: a relay that restarts is back within 5 s, the page knows at once, and no flow is missing or counted twice', async () => {
  expect(await brokenBy('R1')).toEqual([]);
});

test('[PROOF-4] R2: connections that are reset and a relay that is killed cost no flow that its successor has', async () => {
  expect(await brokenBy('R2')).toEqual([]);
});

test('[PROOF-8] R6: a flood is lost upstream or shed, to the flow, while frames keep coming and memory stays bounded', async () => {
  expect(await brokenBy('R6')).toEqual([]);
});

test('[PROOF-9] R7: messages that cannot be decoded are counted, and the stream goes on', async () => {
  expect(await brokenBy('R7')).toEqual([]);
});

test('[PROOF-10] R8: relays that answer badly are told and tried again, disturb no other, and work when they are good again', async () => {
  expect(await brokenBy('R8')).toEqual([]);
});

test('[PROOF-11] R9: a flow counts once, however often and over however many streams it comes', async () => {
  expect(await brokenBy('R9')).toEqual([]);
});

test('[PROOF-12] R12: a storm of lost events is counted to the event and does not make more frames', async () => {
  expect(await brokenBy('R12')).toEqual([]);
});

test('[PROOF-14] W1: pages that stop reading cost less than 4 MiB each and delay nobody', async () => {
  expect(await brokenBy('W1')).toEqual([]);
});
