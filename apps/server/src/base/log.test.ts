import { expect, test } from 'vitest';

import { createLog, type LogLevel } from './log.ts';

test('[SEC-10] a log line is one JSON object without a control character, whatever it says', () => {
  const { log, lines } = setup();
  const hostile = 'a\r\n{"level":"error"}\u001b[2J\u0007\u009b\u007f\u2028\u202e\u200b\ud800"\\';
  log.component('relay').warn(hostile, { [hostile]: hostile, list: [hostile], error: new Error(hostile) });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u200b]*\n$/);
  const { msg, level, component, error } = JSON.parse(lines[0]) as Record<string, unknown>;
  expect({ msg, level, component, error }).toEqual({
    msg: hostile,
    level: 'warn',
    component: 'relay',
    error: { message: hostile },
  });
});

test('[SEC-10] a field cannot take the place of the time, the level, the component or the message', () => {
  const { log, lines } = setup();
  log.info('truth', { level: 'error', msg: 'lie', time: 'never', component: 'x', other: 1n });
  expect(JSON.parse(lines[0])).toEqual({
    time: '2026-11-20T09:30:00.000Z',
    level: 'info',
    component: 'main',
    msg: 'truth',
    other: '1',
  });
});

test('[SEC-11] a message that repeats is held back after ten lines, and the count of the rest is told later', () => {
  const { log, lines, wait } = setup();
  for (let i = 0; i < 1000; i += 1) log.warn('relay is away', { try: i });
  expect(lines).toHaveLength(10);
  wait(10_000);
  log.info('something else');
  expect(lines.slice(10).map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ msg: 'relay is away', level: 'warn', held_back: 990 }),
    expect.objectContaining({ msg: 'something else' }),
  ]);
  for (let i = 0; i < 15; i += 1) log.warn('relay is away');
  log.flush();
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ msg: 'relay is away', held_back: 5 });
});

test('[SEC-11] a flood of distinct messages is remembered within a bound and loses no count', () => {
  const { log, lines } = setup();
  for (let i = 0; i < 12; i += 1) log.warn('first');
  for (let i = 0; i < 1000; i += 1) log.warn(`message ${i}`);
  expect(lines.filter((line) => line.includes('"first"'))).toHaveLength(11);
  expect(lines.some((line) => line.includes('"held_back":2'))).toBe(true);
});

test('[SEC-11] lines below the level are not written, and a long text is cut', () => {
  const { log, lines } = setup('warn');
  log.debug('no');
  log.info('no');
  log.error('x'.repeat(100_000));
  expect(lines).toHaveLength(1);
  expect(lines[0].length).toBeLessThan(5000);
});

function setup(level: LogLevel = 'debug') {
  let nowMs = 0;
  const lines: string[] = [];
  const clock = { nowMs: () => Date.UTC(2026, 10, 20, 9, 30) + nowMs, monotonicMs: () => nowMs };
  const log = createLog({ level, clock, write: (line) => lines.push(line) });
  return { log, lines, wait: (ms: number) => (nowMs += ms) };
}
