import { expect, test } from 'vitest';
import { exportedPicture } from './export-map.ts';
import { INCIDENT, mapFrom, PLAIN_LOOK, wordsIn } from './paint/testing/drawn-picture.ts';

test('[WEB-116] an exported picture says what it shows: grouping, time, window, filter and how complete it is', () => {
  const staged = mapFrom(INCIDENT);
  const facts = {
    query: 'namespace:shop \u202e',
    timeMs: Date.UTC(2026, 0, 2, 3, 12, 4),
    windowSeconds: 300,
    grouping: 'workload',
    completenessText: '99.7 % complete',
  } as const;
  const { shapes, view, words } = exportedPicture(staged, PLAIN_LOOK, facts);
  expect(words.title).toMatch(/^Service map by workload, 2026-01-0[123] \d\d:\d\d:04$/);
  expect(words.description).toBe(
    `5 minutes up to then, filter namespace:shop \\u202E, ${staged.model.edges.size} edges drawn, 99.7 % complete`,
  );
  expect(wordsIn(shapes)).toEqual(expect.arrayContaining([words.title, words.description]));
  expect(view.height).toBeGreaterThan(staged.scene.bounds.height);
});
