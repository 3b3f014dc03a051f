import { expect, test } from 'vitest';
import { Heartbeat } from './heartbeat.ts';

test('[PUB-14] a page that answers every ping lives', () => {
  const heartbeat = new Heartbeat();
  for (let ping = 0; ping < 5; ping += 1) {
    expect(heartbeat.ask(0, 0)).toBe(true);
    heartbeat.answered();
  }
});

test('[PUB-14] a page that does not answer is dead, whatever went into the pipe', () => {
  const heartbeat = new Heartbeat();
  expect(heartbeat.ask(0, 1000)).toBe(true);
  expect(heartbeat.ask(0, 2000)).toBe(false);
});

test('[PUB-14] a page on a slow line lives while its queue is read', () => {
  const heartbeat = new Heartbeat();
  expect(heartbeat.ask(500, 1000)).toBe(true);
  expect(heartbeat.ask(500, 2000)).toBe(true);
  expect(heartbeat.ask(300, 2000)).toBe(true);
  expect(heartbeat.ask(300, 2000)).toBe(false);
});
