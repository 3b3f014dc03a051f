import { defineConfig } from 'vitest/config';

const source = { conditions: ['source'] };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: source,
        ssr: { resolve: source },
        test: { name: 'unit', include: ['{apps,packages}/**/src/**/*.test.ts', 'test/*.test.ts'] },
      },
      {
        resolve: source,
        ssr: { resolve: source },
        test: {
          name: 'house',
          include: ['test/{exactness,faults,browser}/**/*.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
