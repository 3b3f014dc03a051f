import { expect, test } from 'vitest';
import { pictureOf, wholePicture } from './picture.ts';
import { FONTS } from './shape.ts';
import { svgPicture } from './svg-picture.ts';
import { INCIDENT, mapFrom, PLAIN_LOOK, wordsIn } from './testing/drawn-picture.ts';

const HOSTILE = `
  shop/<script>alert(1)</script> -> "'>&amp;<img/src=x>/]]>:80 connections 3
  shop/a\u202eb -> data/redis:6379 deniedAttempts 312 dropped 624 !deny
`;

test('[WEB-105] every text of the map is at least 11 px', () => {
  for (const { px } of Object.values(FONTS)) expect(px).toBeGreaterThanOrEqual(11);
});

test('[WEB-105] the map writes names, counts, and on a troubled edge how much and why', () => {
  const { scene, model } = mapFrom(INCIDENT);
  const words = wordsIn(pictureOf(scene, model, PLAIN_LOOK));
  expect(words).toEqual(expect.arrayContaining(['shop', 'cart', 'redis', '312 /min denied', 'policy default deny']));
});

test('[WEB-106] old figures say that they were', () => {
  const { scene, model } = mapFrom(INCIDENT);
  const words = wordsIn(pictureOf(scene, model, { ...PLAIN_LOOK, isStale: true }));
  expect(words.some((word) => /^was 312 \/min( denied)?$/.test(word))).toBe(true);
  expect(words.filter((word) => /\/min/.test(word) && !/^(was|called) /.test(word))).toEqual([]);
});

test('[WEB-107] names that look like markup are text in the exported picture', () => {
  const { scene, model } = mapFrom(HOSTILE);
  const shapes = wholePicture(scene, model, PLAIN_LOOK, scene.bounds);
  const words = { title: '<script>', description: `"'&\u0000\ud800` };
  const svg = svgPicture(shapes, scene.bounds, '"Quoted", sans-serif', words);
  expect(new Set(svg.match(/<\/?[a-z]+/gi))).toEqual(
    new Set(['<svg', '</svg', '<title', '</title', '<desc', '</desc', '<path', '<text', '</text']),
  );
  expect(svg).toContain('<title>&lt;script&gt;</title>');
  expect(svg).not.toMatch(/\u202e|\u0000|href|\son[a-z]+=/);
});

test('[WEB-107] the exported picture is of the same shapes as the canvas', () => {
  const { scene, model } = mapFrom(INCIDENT);
  const shapes = wholePicture(scene, model, PLAIN_LOOK, scene.bounds);
  const svg = svgPicture(shapes, scene.bounds, 'sans-serif', { title: '', description: '' });
  expect(svg.match(/<(?:path|text) /g)).toHaveLength(shapes.length);
});

test('[WEB-107] marks that pile up over a letter are cut, so that a name stays in its line', () => {
  const { scene, model } = mapFrom(`shop/a${'\u0301'.repeat(60)} -> shop/e\u0302\u0301:80 connections 3`);
  const words = wordsIn(pictureOf(scene, model, PLAIN_LOOK));
  expect(words.join('')).not.toMatch(/\p{M}{3}/u);
  expect(words).toContain('e\u0302\u0301');
});
