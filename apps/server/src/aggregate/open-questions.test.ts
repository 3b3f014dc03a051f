import { expect, test } from 'vitest';
import { OpenQuestions } from './open-questions.ts';

test('[L7-60] time in which this server stood still is no time without an answer', () => {
  const { questions, expiredAt } = setup();
  questions.ask(1, 'a', 0, 0);
  passTime(expiredAt, 0, 4_500);
  expect(expiredAt(16_500)).toEqual([]);
  questions.answer(1, 16_510);
  passTime(expiredAt, 16_500, 30_000);
  expect(expiredAt(30_250)).toEqual([]);
});

test('[L7-60] a question that is never answered is told when five seconds were listened to, and the backlog was read', () => {
  const { questions, expiredAt } = setup();
  questions.ask(1, 'a', 0, 0);
  passTime(expiredAt, 0, 3_000);
  expect(expiredAt(15_000)).toEqual([]);
  expect(passTime(expiredAt, 15_000, 17_750)).toEqual([]);
  expect(expiredAt(18_000)).toEqual(['a']);
});

test('[L7-60] flows that are read before time is let pass are of after the standstill', () => {
  const { questions, expiredAt } = setup();
  questions.ask(1, 'a', 0, 0);
  passTime(expiredAt, 0, 1_000);
  questions.ask(2, 'b', 0, 60_000);
  expect(passTime(expiredAt, 60_000, 64_750)).toEqual([]);
  expect(passTime(expiredAt, 64_750, 65_000)).toEqual(['a', 'b']);
});

test('[L7-61] two seconds between two looks are time like any other, so a busy server still tells of timeouts', () => {
  const { questions, expiredAt } = setup();
  questions.ask(1, 'a', 0, 0);
  expect([2_000, 4_000, 6_000].map(expiredAt)).toEqual([[], [], ['a']]);
});

test('[L7-61] a clock that is set moves no timeout by more than a second', () => {
  for (const stepMs of [3_600_000, -3_600_000]) {
    const { questions, expiredAt } = setup();
    questions.ask(1, 'a', 0, 0);
    passTime(expiredAt, 0, 1_000);
    expect(passTime(expiredAt, 1_000 + stepMs, 4_750 + stepMs)).toEqual([]);
    expect(passTime(expiredAt, 4_750 + stepMs, 6_250 + stepMs)).toEqual(['a']);
  }
});

test('[L7-73] a question that is asked again while it waits is one more without an answer, from the last time on', () => {
  const questions = new OpenQuestions<string>();
  for (const askedMs of [1000, 2000, 4000]) questions.ask(7, 'a', askedMs, askedMs);
  const expired: unknown[] = [];
  for (let nowMs = 4000; nowMs <= 20_000; nowMs += 250) expired.push(...questions.expired(nowMs));
  expect(expired).toMatchObject([{ owner: 'a', times: 3, askedMs: 4000 }]);
  questions.ask(7, 'a', 21_000, 21_000);
  questions.ask(7, 'a', 21_500, 21_500);
  questions.answer(7, 21_600);
  for (let nowMs = 21_750; nowMs <= 40_000; nowMs += 250) expired.push(...questions.expired(nowMs));
  expect(expired).toHaveLength(1);
});

function setup() {
  const questions = new OpenQuestions<string>();
  const expiredAt = (nowMs: number): string[] => Array.from(questions.expired(nowMs), ({ owner }) => owner);
  expiredAt(0);
  return { questions, expiredAt };
}

/** As the server does, four times a second. */
function passTime(expiredAt: (nowMs: number) => string[], fromMs: number, toMs: number): string[] {
  const expired: string[] = [];
  for (let nowMs = fromMs; nowMs <= toMs; nowMs += 250) expired.push(...expiredAt(nowMs));
  return expired;
}
