import { expect, test } from 'vitest';
import { HELP } from './flags.ts';
import { readCommandLine } from './options.ts';

test('[SIM-67] without options the shop flows at 500 a second on the port of a relay', () => {
  const line = readCommandLine([]);
  if (line.kind !== 'run') throw new Error('not run');
  expect(line.options).toMatchObject({
    host: '127.0.0.1',
    port: 4245,
    as: 'relay',
    scenario: 'shop',
    seed: 1,
    rate: 500,
    sortBufferLength: 100,
    drainMs: 1000,
    refusePings: true,
  });
});

test('[SIM-67] options are read', () => {
  const line = readCommandLine(
    '--listen [::1]:0 --as agents --flat-out --total 7 --skew a/b=-50 --duration 2m --lost-style old --restart-every 500'.split(
      ' ',
    ),
  );
  if (line.kind !== 'run') throw new Error('not run');
  expect(line.options).toMatchObject({
    host: '::1',
    port: 0,
    as: 'agents',
    rate: 0,
    total: 7,
    clockSkewMs: new Map([['a/b', -50]]),
    durationMs: 120_000,
    lostStyle: 'slots',
    restart: { everyMs: 500, downMs: 1000, abrupt: false },
  });
});

test('[SIM-67] every problem of the command line is told, not only the first', () => {
  const line = readCommandLine(
    '--listen nowhere --scenario mall --rate many --ring 4096 --duplicates 2 --tls-key k --skew x --duration soon --seed 1.5'.split(
      ' ',
    ),
  );
  if (line.kind !== 'wrong') throw new Error('accepted');
  expect(line.problems).toHaveLength(9);
  for (const name of ['listen', 'scenario', 'rate', 'ring', 'duplicates', 'tls-key', 'skew', 'duration', 'seed']) {
    expect(
      line.problems.some((problem) => problem.includes(`--${name} `)),
      name,
    ).toBe(true);
  }
});

test('[SIM-67] an unknown option is refused and help is given', () => {
  expect(readCommandLine(['--speeed', '2']).kind).toBe('wrong');
  expect(readCommandLine(['--help'])).toEqual({ kind: 'help', text: HELP });
});
