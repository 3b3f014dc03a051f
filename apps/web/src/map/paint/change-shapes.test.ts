import { expect, test } from 'vitest';
import type { ChangeKind, ChangeSide, EdgeChange } from '../../view/edge-change.ts';
import type { EdgeVerdict } from '../../view/edge-verdict.ts';
import type { MapModel } from '../model/map-model.ts';
import { edgeShapes } from './edge-shapes.ts';
import { signOf } from './sign-shapes.ts';
import type { PathShape } from './shape.ts';
import { INCIDENT, mapFrom, PLAIN_LOOK } from './testing/drawn-picture.ts';

const { scene, model } = mapFrom(INCIDENT);
const quiet = [...model.edges.values()].find(({ verdict }) => verdict === 'forwarded');

function side(verdict: EdgeVerdict): ChangeSide {
  const rates = { attemptsPerMinute: 9, refusedPerMinute: 9, flowsPerMinute: 9 };
  return { verdict, ...rates, flows: new Map(), attempts: new Map(), p95Ms: undefined };
}

function change(kind: ChangeKind, before?: EdgeVerdict, after?: EdgeVerdict, factor?: number): EdgeChange {
  return { kind, factor, isRare: false, before: before && side(before), after: after && side(after) };
}

/** The lines of one edge with that change, without its casing. */
function linesOf(told: EdgeChange | undefined, look = PLAIN_LOOK): PathShape[] {
  if (quiet === undefined) throw new Error('there is no quiet edge');
  const verdict = told?.after?.verdict ?? quiet.verdict;
  const changed: MapModel = {
    ...model,
    edges: new Map([
      [quiet.key, { ...quiet, verdict, change: told, isTroubled: told !== undefined && told.kind !== 'same' }],
    ]),
  };
  const shapes = edgeShapes({ ...scene, unlabelled: [] }, changed, look);
  return shapes.filter((shape): shape is PathShape => shape.kind === 'path' && shape.stroke !== 'casing');
}

const CHANGES: readonly EdgeChange[] = [
  change('appeared', undefined, 'forwarded'),
  change('vanished', 'forwarded'),
  change('newly-denied', 'forwarded', 'denied'),
  change('healed', 'denied', 'forwarded'),
  change('newly-audited', 'forwarded', 'audited'),
  change('rate', 'forwarded', 'forwarded', 2),
  change('rate', 'forwarded', 'forwarded', 0.5),
];

test('[WEB-353] each change has a line and a sign of its own, without any colour', () => {
  const looks = CHANGES.map((told) => {
    const lines = linesOf(told).map(
      ({ d, dash, cap }) => `${d.length > 40 ? 'way' : d.replaceAll(/[-\d. ]/g, '')} ${dash.join(' ')} ${cap}`,
    );
    const sign = quiet && signOf({ ...quiet, verdict: told.after?.verdict ?? 'forwarded', change: told });
    return JSON.stringify([sign, lines]);
  });
  expect(new Set(looks).size).toBe(CHANGES.length);
});

test('[WEB-353] an edge of another verdict runs as it was, then as it is, with a ring between, and ends as it is', () => {
  const [, newlyDenied] = [CHANGES[0], CHANGES[2]];
  const lines = linesOf(newlyDenied);
  const strokes = lines.map(({ stroke, fill }) => fill || stroke);
  expect(strokes).toEqual(['road-strong', 'denied', 'denied', 'raised']);
  expect(lines.map(({ dash }) => dash.length)).toEqual([0, 2, 0, 0]);
  // A bar is one stroke, an arrow two.
  expect(lines[2]?.d.match(/[ML]/g)?.join('')).toBe('ML');
  expect(linesOf(CHANGES[3]).at(-2)?.d.match(/[ML]/g)?.join('')).toBe('MLLL');
});

test('[WEB-353] what vanished has no bar, whatever it was, and keeps the colour of its trouble', () => {
  const lines = linesOf(change('vanished', 'denied'));
  expect(lines.map(({ stroke }) => stroke)).toEqual(['denied', 'denied']);
  expect(lines[1]?.d.match(/[ML]/g)?.join('')).toBe('MLLL');
});

test('[WEB-353] what is as it was steps back, and comes forward when it is selected', () => {
  const alpha = (told: EdgeChange | undefined, selectedEdge = ''): number =>
    Math.max(...linesOf(told, { ...PLAIN_LOOK, selectedEdge }).map((shape) => shape.alpha));
  expect(alpha(undefined)).toBe(1);
  expect(alpha(change('same'))).toBeLessThan(0.6);
  expect(alpha(change('same'), quiet?.key)).toBe(1);
  expect(alpha(CHANGES[0])).toBe(1);
});
