import type { EdgeVerdict } from '../../view/edge-verdict.ts';
import type { MapEdge } from '../model/map-model.ts';
import type { Point, Route } from '../layout/scene.ts';
import { arrow, closureBar, DASHES, shortened } from './line-ends.ts';
import { VERDICT_COLOURS, type ColourName, type Look } from './look.ts';
import { boxAround, circle, cutAt, pointAlong, roundedRoute } from './path-data.ts';
import { signOf, signShapes } from './sign-shapes.ts';
import { path, type PathShape, type Shape } from './shape.ts';

const RADIUS = 16;
const CASING = 2.4;
/** Of the way, as it was before; the rest is as it is now. */
const SHARE_BEFORE = 0.42;
/** What vanished: points rather than dashes, which mean verdicts. */
const GONE_DASH = [1.5, 5] as const;

/**
 * An edge of which something changed from one range to another, by line, end and sign:
 *
 *     appeared     ─────────⊕────────►   one line, and a plus
 *     vanished     · · · · ·⊖· · · · ›   dotted and faint, and a minus
 *     newly denied ──────○━ ━ ━ ━ ━ ━▌   as it was, a ring, as it is
 *     healed       ━ ━ ━ ○──────────►
 *     rate         ═════════▲════════►   as wide as it is now, and which way it went
 */
export function changeShapes(
  edge: MapEdge,
  { points }: Route,
  look: Look,
  isUnlabelled: boolean,
  alpha: number,
): Shape[] {
  const { colours, selectedEdge } = look;
  const { change } = edge;
  const isSelected = selectedEdge === edge.key;
  const now = change?.after?.verdict;
  const was = change?.before?.verdict;
  const colour = colours[VERDICT_COLOURS[now ?? was ?? edge.verdict]];
  const width = (isSelected ? 1 : 0) + lineWidth(edge);
  const box = boxAround(points, 14);
  const whole = roundedRoute(points, RADIUS);
  const shapes: Shape[] = [path(whole, box, { stroke: colours.casing, width: width + 2 * CASING, alpha })];
  if (isSelected) {
    const halo = now === undefined || now === 'forwarded' ? colours.ink : colour;
    shapes.push(path(whole, box, { stroke: halo, width: 14, cap: 'round', alpha: 0.12 }));
  }
  if (now === undefined) {
    const faint = { stroke: colour, width, dash: GONE_DASH, cap: 'round', alpha } as const;
    shapes.push(path(whole, box, faint), path(arrow(points), box, { stroke: colour, width: 1.4, cap: 'round', alpha }));
  } else if (was !== undefined && was !== now) {
    const [first, rest] = cutAt(points, SHARE_BEFORE);
    shapes.push(
      ...verdictLine(edge, was, first, { look, box, width, alpha }),
      ...verdictLine(edge, now, shortenedFor(now, rest), { look, box, width, alpha }),
      endShape(now, points, colours[endColour(now)], box, alpha),
      path(circle(pointAlong(points, SHARE_BEFORE), 4), box, {
        fill: colours.raised,
        stroke: colours.ink,
        width: 1.6,
        alpha,
      }),
    );
  } else {
    shapes.push(
      ...verdictLine(edge, now, shortenedFor(now, points), { look, box, width, alpha }),
      endShape(now, points, colours[endColour(now)], box, alpha),
    );
  }
  if (isUnlabelled) shapes.push(...signShapes(signOf(edge), pointAlong(points, 0.6), colour, colours.raised));
  return shapes;
}

interface Stroke {
  readonly look: Look;
  readonly box: PathShape['box'];
  readonly width: number;
  readonly alpha: number;
}

function verdictLine(
  { deniedShare }: MapEdge,
  verdict: EdgeVerdict,
  points: readonly Point[],
  { look: { colours }, box, width, alpha }: Stroke,
): PathShape[] {
  const d = roundedRoute(points, RADIUS);
  const line = path(d, box, { stroke: colours[VERDICT_COLOURS[verdict]], width, dash: DASHES[verdict], alpha });
  if (verdict !== 'mixed') return [line];
  const denied = Math.max(0.2, Math.min(0.8, deniedShare || 0.5)) * MIXED_PERIOD;
  return [
    path(d, box, { stroke: colours['road-strong'], width, alpha }),
    { ...line, width: width + 1.4, dash: [denied, MIXED_PERIOD - denied] },
  ];
}

const MIXED_PERIOD = 44;

/** A bar where nothing gets past, else an arrow. */
function endShape(
  verdict: EdgeVerdict,
  points: readonly Point[],
  stroke: string,
  box: PathShape['box'],
  alpha: number,
): PathShape {
  const isStopped = verdict === 'denied';
  const d = isStopped ? closureBar(points) : arrow(points);
  return path(d, box, { stroke, width: isStopped ? 3.5 : 2, cap: 'round', alpha });
}

/** What of a mixed edge arrives is what passes. */
function endColour(verdict: EdgeVerdict): ColourName {
  return VERDICT_COLOURS[verdict === 'mixed' ? 'forwarded' : verdict];
}

function shortenedFor(verdict: EdgeVerdict, points: readonly Point[]): readonly Point[] {
  return verdict === 'denied' ? shortened(points, 5) : points;
}

function lineWidth({ change, attemptsPerMinute, verdict }: MapEdge): number {
  if (change?.after === undefined) return 1.8;
  const byRate = 1 + 0.6 * Math.log10(Math.max(1, attemptsPerMinute));
  return verdict === 'denied' ? 2.5 : Math.min(4, Math.max(2, byRate));
}
