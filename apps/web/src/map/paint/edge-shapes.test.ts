import { expect, test } from 'vitest';
import type { EdgeVerdict } from '../../view/edge-verdict.ts';
import { edgeShapes } from './edge-shapes.ts';
import type { PathShape } from './shape.ts';
import { INCIDENT, mapFrom, PLAIN_LOOK } from './testing/drawn-picture.ts';

/** The shapes of one edge alone, without its casing. */
function linesOf(verdict: EdgeVerdict): PathShape[] {
  const { scene, model } = mapFrom(INCIDENT);
  const edge = [...model.edges.values()].find((some) => some.verdict === verdict);
  const routes = scene.routes.filter(({ key }) => key === edge?.key);
  const shapes = edgeShapes({ ...scene, routes, unlabelled: [] }, model, PLAIN_LOOK);
  return shapes.filter((shape) => shape.kind === 'path' && shape.stroke !== 'casing') as PathShape[];
}

test('[WEB-100] an edge carries its verdict along its whole length, by colour and by dash', () => {
  const dashes = new Set<string>();
  for (const verdict of ['denied', 'mixed', 'audited', 'failing', 'forwarded'] as const) {
    const lines = linesOf(verdict);
    const [line] = lines.toSorted((a, b) => b.d.length - a.d.length);
    expect(line, verdict).toBeDefined();
    dashes.add(lines.map(({ dash }) => dash.join(' ')).join('|'));
  }
  expect(dashes.size).toBe(5);
});

test('[WEB-100] a mixed edge shows its denied share, and always a fifth of each part', () => {
  const { scene, model } = mapFrom(INCIDENT);
  const dashOf = (deniedShare: number): readonly number[] => {
    const edges = new Map([...model.edges].map(([key, edge]) => [key, { ...edge, deniedShare }]));
    const shapes = edgeShapes(scene, { ...model, edges }, PLAIN_LOOK) as PathShape[];
    return shapes.find(({ dash, stroke }) => stroke === 'denied' && dash.length === 2 && dash[0] !== 10)?.dash ?? [];
  };
  expect(dashOf(0.5)).toEqual([22, 22]);
  expect(dashOf(0.02).map(Math.round)).toEqual([9, 35]);
  expect(dashOf(0.99).map(Math.round)).toEqual([35, 9]);
});

test('[WEB-101] a denied edge ends with a bar across its way, and no arrow; every other edge ends with an arrow', () => {
  for (const verdict of ['denied', 'mixed', 'audited', 'failing', 'forwarded'] as const) {
    const end = linesOf(verdict).at(-1);
    const strokes = end?.d.match(/[ML]/g)?.join('');
    expect(strokes, verdict).toBe(verdict === 'denied' ? 'ML' : 'MLML'.replace('MLML', 'MLLL'));
  }
});

test('[WEB-102] trouble is painted above quiet edges, and what is selected above everything', () => {
  const { scene, model } = mapFrom(INCIDENT);
  const strokes = (selectedEdge: string): string[] =>
    edgeShapes(scene, model, { ...PLAIN_LOOK, selectedEdge })
      .filter((shape) => shape.kind === 'path' && shape.stroke !== 'casing')
      .map((shape) => (shape.kind === 'path' ? shape.stroke : ''));
  const quietly = strokes('');
  expect(quietly.lastIndexOf('road')).toBeLessThan(quietly.indexOf('fail'));
  expect(quietly.at(-1)).toBe('denied');
  const audited = [...model.edges.values()].find(({ verdict }) => verdict === 'audited');
  expect(strokes(audited?.key ?? '').at(-1)).toBe('audit');
});

test('[WEB-103] an edge whose label found no room has its sign on it', () => {
  const { scene, model } = mapFrom(INCIDENT);
  const denied = [...model.edges.values()].find(({ verdict }) => verdict === 'denied');
  const routes = scene.routes.filter(({ key }) => key === denied?.key);
  const shapesWith = (unlabelled: readonly string[]): number =>
    edgeShapes({ ...scene, routes, unlabelled }, model, PLAIN_LOOK).length;
  expect(shapesWith([denied?.key ?? ''])).toBe(shapesWith([]) + 2);
});

test('[WEB-104] what is not near the pointer steps back, quiet edges further than trouble', () => {
  const { scene, model } = mapFrom(INCIDENT);
  const near = { edges: new Set<string>(), nodes: new Set<string>() };
  const shapes = edgeShapes(scene, model, { ...PLAIN_LOOK, near });
  const alphaOf = (stroke: string): number =>
    Math.max(...shapes.map((shape) => (shape.kind === 'path' && shape.stroke === stroke ? shape.alpha : 0)));
  expect(alphaOf('road')).toBeCloseTo(0.18);
  expect(alphaOf('denied')).toBeCloseTo(0.4);
});
