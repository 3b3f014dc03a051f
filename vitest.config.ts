import { defaultExclude, defineConfig } from 'vitest/config';

const source = { conditions: ['source'] };

/** Folders of test/ whose tests need nothing built. Every other folder there is about the whole house. */
const UNIT_FOLDERS = 'test/{architecture,bench,support}/**/*.test.ts';

/** Tests that are no part of the quick check: those that open sockets, and those that look at tens of thousands of cases. */
const SLOW_TESTS = [
  '**/*.socket.test.ts',
  'apps/relay-sim/src/agent/fast-encoder.test.ts',
  'apps/relay-sim/src/scenarios/create-scenario.test.ts',
  'apps/server/src/aggregate/l7-flood.test.ts',
  'apps/server/src/decode/flow-reader.test.ts',
  'apps/server/src/publish/live-view-model.test.ts',
  'apps/web/src/map/layout/{fit,lay-out,stillness}.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: source,
        ssr: { resolve: source },
        test: {
          name: 'unit',
          // No test changes what another one can see, and one module graph for all files is much quicker.
          isolate: false,
          testTimeout: 20_000,
          include: ['{apps,packages}/**/src/**/*.test.{ts,tsx}', 'test/*.test.ts', UNIT_FOLDERS],
          exclude: [...defaultExclude, ...SLOW_TESTS],
        },
      },
      {
        resolve: source,
        ssr: { resolve: source },
        test: {
          name: 'slow',
          isolate: false,
          testTimeout: 20_000,
          include: SLOW_TESTS,
        },
      },
      {
        resolve: source,
        ssr: { resolve: source },
        test: {
          name: 'house',
          include: ['test/*/**/*.test.ts'],
          exclude: [...defaultExclude, UNIT_FOLDERS, ...SLOW_TESTS],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
