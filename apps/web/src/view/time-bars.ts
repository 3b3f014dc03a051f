import { create } from '@bufbuild/protobuf';
import { TimelineSchema, type Timeline } from '@orrery/proto/orrery/live/v1/live_pb';
import { ALL_HEARD, unheardWords, type UnheardSteps } from './unheard-steps.ts';

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
  readonly gaps: readonly TimeGap[];
  readonly aboveMax: number;
  readonly belowMax: number;
}

/** Neighbouring steps of which something is missing. Whole columns, px. */
export interface TimeGap {
  readonly x: number;
  readonly width: number;
  readonly lostEvents: number;
  /** Nodes that did not report, at the worst moment. */
  readonly nodesMissing: number;
  /** Why nobody listened; '' where somebody did. */
  readonly unheard: string;
}

export function timeBars(timeline: Timeline, room: BarRoom, unheard: UnheardSteps = ALL_HEARD): TimeBars {
  const { forwarded, other, audited, dropped } = timeline;
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
  const paths = { forwarded: '', other: '', audited: '', dropped: '' };
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
  }
  return { ...paths, aboveMax, belowMax, gaps: timeGaps(timeline, pitch, unheard) };
}

/** The step under a place on the strip; undefined beside it. */
export function stepAt(timeline: Timeline, x: number, width: number): number | undefined {
  const step = Math.floor((x / width) * timeline.forwarded.length);
  return step >= 0 && step < timeline.forwarded.length ? step : undefined;
}

/** Where a moment is on the strip, px; undefined beside it. */
export function placeOf(timeMs: number, timeline: Timeline, width: number): number | undefined {
  const { startSeconds, stepSeconds, forwarded } = timeline;
  const share = (timeMs / 1000 - startSeconds) / (stepSeconds * forwarded.length);
  return share >= 0 && share <= 1 ? tenths(share * width) : undefined;
}

/** The window as it moves on while nothing is heard: so many empty steps at its end, and as many fewer at its beginning. */
export function movedOn(timeline: Timeline, steps: number): Timeline {
  const { startSeconds, stepSeconds, forwarded, other, audited, dropped, lost, nodesMissing } = timeline;
  const moved = (column: readonly number[]): number[] => [...column.slice(steps), ...Array<number>(steps).fill(0)];
  return create(TimelineSchema, {
    startSeconds: startSeconds + steps * stepSeconds,
    stepSeconds,
    forwarded: moved(forwarded),
    other: moved(other),
    audited: moved(audited),
    dropped: moved(dropped),
    lost: moved(lost),
    nodesMissing: nodesMissing.length === 0 ? [] : moved(nodesMissing),
  });
}

/** Since when nodes are missing without a break; undefined when none is now. */
export function missingSinceMs({ startSeconds, stepSeconds, nodesMissing }: Timeline): number | undefined {
  let from = nodesMissing.length;
  while (from > 0 && nodesMissing[from - 1] > 0) from -= 1;
  return from === nodesMissing.length ? undefined : (startSeconds + from * stepSeconds) * 1000;
}

/** `1,204 events lost`, `2 nodes missing`, or both. */
export function gapWords({
  lostEvents,
  nodesMissing,
  unheard,
}: Pick<TimeGap, 'lostEvents' | 'nodesMissing' | 'unheard'>): string {
  if (unheard !== '') return unheard;
  const lost =
    lostEvents === 0 ? [] : [`${lostEvents.toLocaleString('en-US')} ${lostEvents === 1 ? 'event' : 'events'} lost`];
  const missing = nodesMissing === 0 ? [] : [`${nodesMissing} ${nodesMissing === 1 ? 'node' : 'nodes'} missing`];
  return [...lost, ...missing].join(', ');
}

function timeGaps({ forwarded, lost, nodesMissing }: Timeline, pitch: number, unheard: UnheardSteps): TimeGap[] {
  const gaps: TimeGap[] = [];
  const steps = forwarded.length;
  const kindOf = (step: number): string => {
    const words = unheardWords(step, steps, unheard);
    if (words !== '') return words;
    return (lost[step] ?? 0) > 0 || (nodesMissing[step] ?? 0) > 0 ? SOMETHING_MISSING : '';
  };
  for (let from = 0; from < steps;) {
    const kind = kindOf(from);
    let to = from + 1;
    while (to < steps && kindOf(to) === kind) to += 1;
    const isHeard = kind === SOMETHING_MISSING;
    if (kind !== '') {
      gaps.push({
        x: tenths(from * pitch),
        width: tenths((to - from) * pitch),
        lostEvents: isHeard ? lost.slice(from, to).reduce((sum, events) => sum + events, 0) : 0,
        nodesMissing: isHeard ? Math.max(0, ...nodesMissing.slice(from, to)) : 0,
        unheard: isHeard ? '' : kind,
      });
    }
    from = to;
  }
  return gaps;
}

const SOMETHING_MISSING = 'something';

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
