import { failedQuestions } from '../../view/edge.ts';
import { trendOf, type EdgeChange } from '../../view/edge-change.ts';
import type { EdgeVerdict } from '../../view/edge-verdict.ts';
import type { Box, Point } from '../layout/scene.ts';
import type { MapEdge } from '../model/map-model.ts';
import { circle, diamond, line, roundedBox } from './path-data.ts';
import { path, type Shape } from './shape.ts';

/** A sign fits in a square of this many pixels. */
export const SIGN_SIZE = 14;
export type SignName = EdgeVerdict | 'new' | 'unanswered' | 'gone' | 'healed' | 'up' | 'down';

/** A failing edge says whether it is names that are not found, or answers that are not good. */
export function signOf({
  verdict,
  isNew,
  members,
  change,
}: Pick<MapEdge, 'verdict' | 'isNew' | 'members' | 'change'>): SignName {
  const changed = change && changeSign(change);
  if (changed !== undefined) return changed;
  if (verdict === 'forwarded' && isNew) return 'new';
  const [worst] = members;
  return verdict === 'failing' && worst !== undefined && failedQuestions(worst.figures) > 0 ? 'unanswered' : verdict;
}

/** Undefined where the verdict says it: what is denied now, or as it was. */
function changeSign(change: EdgeChange): SignName | undefined {
  switch (change.kind) {
    case 'appeared':
      return 'new';
    case 'vanished':
      return 'gone';
    case 'healed':
      return 'healed';
    case 'newly-denied':
    case 'newly-audited':
    case 'same':
      return undefined;
    case 'worse':
    case 'better':
      return change.before?.verdict === change.after?.verdict ? trendOf(change) : undefined;
    default:
      return trendOf(change);
  }
}

/** The sign of a verdict around `middle`, in `colour`, with what is cut out of it in `ground`. */
export function signShapes(name: SignName, middle: Point, colour: string, ground: string): Shape[] {
  const { x, y } = middle;
  const box: Box = { left: x - 7, top: y - 7, width: SIGN_SIZE, height: SIGN_SIZE };
  const filled = (d: string): Shape => path(d, box, { fill: colour });
  const cut = (d: string, width: number): Shape => path(d, box, { stroke: ground, width, cap: 'round' });
  const drawn = (d: string, width: number): Shape => path(d, box, { stroke: colour, width, cap: 'round' });
  const mark = line({ x, y: y - 3 }, { x, y: y + 0.6 }) + line({ x, y: y + 3 }, { x, y: y + 3.2 });
  switch (name) {
    case 'denied':
      return [filled(circle(middle, 6)), cut(line({ x: x - 2.8, y }, { x: x + 2.8, y }), 2)];
    case 'mixed':
      return [
        path(circle(middle, 5.2), box, { fill: ground, stroke: colour, width: 1.6 }),
        filled(`M${x} ${y - 5.2}A5.2 5.2 0 0 0 ${x} ${y + 5.2}Z`),
      ];
    case 'audited':
      return [filled(diamond(middle, 6.4)), cut(mark, 1.5)];
    case 'failing':
      return [filled(roundedBox({ left: x - 6, top: y - 6, width: 12, height: 12 }, 3)), cut(mark, 1.6)];
    case 'unanswered':
      return [
        filled(roundedBox({ left: x - 6, top: y - 6, width: 12, height: 12 }, 3)),
        cut(`M${x - 1.8} ${y - 1.6}c0 -2.4 3.6 -2.4 3.6 -0.1c0 1.3 -1.8 1.3 -1.8 2.5M${x} ${y + 3.2}v0.2`, 1.4),
      ];
    case 'new':
      return [
        path(circle(middle, 5.4), box, { fill: ground, stroke: colour, width: 1.4 }),
        drawn(line({ x: x - 2.6, y }, { x: x + 2.6, y }) + line({ x, y: y - 2.6 }, { x, y: y + 2.6 }), 1.4),
      ];
    case 'gone':
      return [
        path(circle(middle, 5.4), box, { fill: ground, stroke: colour, width: 1.4, dash: [2.6, 2] }),
        drawn(line({ x: x - 2.6, y }, { x: x + 2.6, y }), 1.4),
      ];
    case 'healed':
      return [
        path(circle(middle, 5.6), box, { fill: ground, stroke: colour, width: 1.4 }),
        drawn(`M${x - 2.6} ${y + 0.2}L${x - 0.6} ${y + 2.2}L${x + 2.8} ${y - 1.8}`, 1.5),
      ];
    case 'up':
      return [filled(`M${x} ${y - 4.6}L${x + 5} ${y + 4}H${x - 5}Z`)];
    case 'down':
      return [filled(`M${x} ${y + 4.6}L${x - 5} ${y - 4}H${x + 5}Z`)];
    case 'forwarded':
      return [drawn(`M${x - 6} ${y}H${x + 5}M${x + 1.4} ${y - 3.6}L${x + 5} ${y}L${x + 1.4} ${y + 3.6}`, 1.5)];
  }
}
