import { expect, test } from 'vitest';
import { nodeShapes } from './node-shapes.ts';
import { INCIDENT, mapFrom, PLAIN_LOOK, wordsIn } from './testing/drawn-picture.ts';
import { pictureOf } from './picture.ts';
import { SMALLEST_TEXT_PX, text } from './shape.ts';
import { complaintsAboutText } from './text-complaints.ts';

const { measure } = PLAIN_LOOK;
const BOX = { left: 0, top: 0, width: 100, height: 20 };
const SMALL = { font: 'small', fill: 'ink' } as const;

test('[WEB-215] text that is wider than its room, or that runs into other text, is found', () => {
  const long = text('a name of twenty one.', BOX, 14, SMALL);
  expect(complaintsAboutText([long], measure, 0)).toEqual(['"a name of twenty one." is 137 px wide, in 100']);
  const [left, right] = [text('frontend', BOX, 14, SMALL), text('380 req/min', { ...BOX, left: 40 }, 15, SMALL)];
  expect(complaintsAboutText([left, right], measure, 0)).toEqual(['"frontend" runs into "380 req/min"']);
  expect(complaintsAboutText([left, { ...right, y: 40 }], measure, 0)).toEqual([]);
});

test('[WEB-215] nothing on a map is wider than its room, seen at its size or as small as it opens', () => {
  for (const level of ['far', 'middle', 'near'] as const) {
    const { scene, model } = mapFrom(INCIDENT, { level });
    // Letters of one width, as the layout was told.
    const told = (words: string, font: string): number =>
      words.length * (font === 'name' ? 7.5 : font === 'strong' ? 7 : font === 'plain' ? 6.54 : 6);
    const shapes = pictureOf(scene, model, { ...PLAIN_LOOK, measure: told });
    for (const leastPx of [0, SMALLEST_TEXT_PX / 0.83]) {
      expect(complaintsAboutText(shapes, told, leastPx)).toEqual([]);
    }
  }
});

test('[WEB-215] a row that has less room than it was laid out for is cut with an ellipsis', () => {
  const drawn = mapFrom(INCIDENT, { level: 'near' });
  const nodes = drawn.scene.nodes.map((node) => ({ ...node, box: { ...node.box, width: 120 } }));
  const words = wordsIn(nodeShapes({ ...drawn.scene, nodes }, drawn.model, PLAIN_LOOK));
  expect(words.some((word) => word.startsWith(':') && word.includes('…'))).toBe(true);
});
