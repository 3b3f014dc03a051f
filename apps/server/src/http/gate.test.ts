import { expect, test } from 'vitest';

import { Gate } from './gate.ts';

test('[API-21] so many reads run at a time, the next wait in order, and past the bound a read is refused', async () => {
  const { gate, read, order } = setup({ running: 2, waiting: 2, waitMs: 60_000 });
  const reads = [read('a'), read('b'), read('c'), read('d')];
  await expect(gate.run(async () => 'e', NEVER)).rejects.toMatchObject({
    status: 503,
    code: 'busy',
    headers: { 'Retry-After': '1' },
  });
  expect(order).toEqual(['a', 'b']);
  reads[1].finish();
  await reads[1].done;
  expect(order).toEqual(['a', 'b', 'c']);
  for (const running of reads) running.finish();
  await Promise.all(reads.map(({ done }) => done));
  expect(order).toEqual(['a', 'b', 'c', 'd']);
  expect(gate.refused).toBe(1);
  expect(await gate.run(async () => 'free', NEVER)).toBe('free');
});

test('[API-21] a read that waits too long is refused', async () => {
  const { gate, read } = setup({ running: 1, waiting: 5, waitMs: 5 });
  const first = read('a');
  await expect(gate.run(async () => 'b', NEVER)).rejects.toMatchObject({ status: 503 });
  first.finish();
  await first.done;
  expect(await gate.run(async () => 'c', NEVER)).toBe('c');
});

test('[API-22] a reader that leaves while waiting gives its place to the next', async () => {
  const { gate, read } = setup({ running: 1, waiting: 1, waitMs: 60_000 });
  const first = read('a');
  const leaving = new AbortController();
  const left = gate.run(async () => 'b', leaving.signal);
  leaving.abort(new Error('left'));
  await expect(left).rejects.toThrow('left');
  const third = gate.run(async () => 'c', NEVER);
  first.finish();
  expect(await third).toBe('c');
});

test('[API-21] a read that fails gives its place back', async () => {
  const { gate } = setup({ running: 1, waiting: 0, waitMs: 1 });
  for (let i = 0; i < 3; i += 1) {
    await expect(gate.run(() => Promise.reject(new Error('broken')), NEVER)).rejects.toThrow('broken');
  }
  expect(await gate.run(async () => 'fine', NEVER)).toBe('fine');
});

const NEVER = new AbortController().signal;

function setup(limits: ConstructorParameters<typeof Gate>[0]) {
  const gate = new Gate(limits);
  const order: string[] = [];
  const read = (name: string): { finish: () => void; done: Promise<void> } => {
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const done = gate.run(() => {
      order.push(name);
      return finished;
    }, NEVER);
    return { finish, done };
  };
  return { gate, read, order };
}
