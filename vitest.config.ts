import { defaultExclude, defineConfig } from 'vitest/config';

const source = { conditions: ['source'] };

/** Folders of test/ whose tests need nothing built. Every other folder there is about the whole house. */
const UNIT_FOLDERS = 'test/{architecture,bench,support}/**/*.test.ts';

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
        },
      },
      {
        resolve: source,
        ssr: { resolve: source },
        test: {
          name: 'house',
          include: ['test/*/**/*.test.ts'],
          exclude: [...defaultExclude, UNIT_FOLDERS],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
