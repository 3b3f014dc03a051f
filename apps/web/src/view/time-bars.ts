import type { Timeline } from '@orrery/proto/orrery/live/v1/live_pb';

/** Room for the bars, px. `above` and `below` are on either side of the line of zero. */
export interface BarRoom {
  readonly width: number;
  readonly above: number;
  readonly below: number;
}

/**
 * Bars as the data of SVG paths; zero is at y = `above`. What passes stands above zero, what is denied or audited
 * hangs below it on a scale of its own, so that a few denials can be seen under many flows:
 *
 *       ▂▄▃▅▆▄▅▃▄▅     forwarded, other      0 .. aboveMax flows
 *     ──────▀▀─▀──     audited, denied       0 .. belowMax flows
 */
export interface TimeBars {
  readonly forwarded: string;
  readonly other: string;
  readonly audited: string;
  readonly dropped: string;
  /** Whole columns: something was lost in these steps. */
  readonly lost: string;
  readonly aboveMax: number;
  readonly belowMax: number;
  readonly lostEvents: number;
}

export function timeBars(timeline: Timeline, room: BarRoom): TimeBars {
  const { forwarded, other, audited, dropped, lost } = timeline;
  const steps = forwarded.length;
  const aboveMax = roundUp(
    maxOf(steps, (i) => forwarded[i] + other[i]),
    10,
  );
  const belowMax = roundUp(
    maxOf(steps, (i) => audited[i] + dropped[i]),
    4,
  );
  const pitch = steps === 0 ? 0 : room.width / steps;
  const gap = pitch >= 4 ? 1 : 0;
  const paths = { forwarded: '', other: '', audited: '', dropped: '', lost: '' };
  for (let i = 0; i < steps; i += 1) {
    const x = tenths(i * pitch);
    const width = tenths(Math.max(0.5, pitch - gap));
    const up = (flows: number): number => (flows / aboveMax) * room.above;
    const down = (flows: number): number => visible((flows / belowMax) * room.below);
    const forwardedTop = room.above - up(forwarded[i]);
    paths.forwarded += bar(x, width, forwardedTop, room.above);
    paths.other += bar(x, width, forwardedTop - up(other[i]), forwardedTop);
    const auditedEnd = room.above + down(audited[i]);
    paths.audited += bar(x, width, room.above, auditedEnd);
    paths.dropped += bar(x, width, auditedEnd, auditedEnd + down(dropped[i]));
    if (lost[i] > 0) paths.lost += bar(x, tenths(pitch), 0, room.above + room.below);
  }
  return { ...paths, aboveMax, belowMax, lostEvents: lost.reduce((sum, events) => sum + events, 0) };
}

/** The step under a place on the strip; undefined beside it. */
export function stepAt(timeline: Timeline, x: number, width: number): number | undefined {
  const step = Math.floor((x / width) * timeline.forwarded.length);
  return step >= 0 && step < timeline.forwarded.length ? step : undefined;
}

/** One denied flow is never too small to be seen. */
const visible = (height: number): number => (height > 0 ? Math.max(2, height) : 0);

const tenths = (value: number): number => Math.round(value * 10) / 10;

function bar(x: number, width: number, top: number, bottom: number): string {
  const height = tenths(bottom - top);
  return height <= 0 ? '' : `M${x} ${tenths(top)}h${width}v${height}h${-width}z`;
}

function maxOf(steps: number, value: (step: number) => number): number {
  let max = 0;
  for (let i = 0; i < steps; i += 1) max = Math.max(max, value(i));
  return max;
}

/** The next of 1, 2, 5 times a power of ten, so that the scale does not change with every flow. */
function roundUp(value: number, least: number): number {
  const wanted = Math.max(value, least);
  const power = 10 ** Math.floor(Math.log10(wanted));
  return ([1, 2, 5, 10].find((factor) => factor * power >= wanted) ?? 10) * power;
}
