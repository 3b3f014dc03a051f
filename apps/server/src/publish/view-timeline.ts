import type { MessageInitShape } from '@bufbuild/protobuf';
import type { TimelineSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import type { EdgeIndex, EdgeView, SecondRange } from '../aggregate/graph-view.ts';
import type { StepSeconds } from './window-figures.ts';
import type { ShownVerdicts } from './shown-figures.ts';

export type TimelineInit = MessageInitShape<typeof TimelineSchema>;

interface Columns {
  readonly forwarded: Float64Array;
  readonly audited: Float64Array;
  readonly dropped: Float64Array;
  readonly other: Float64Array;
  readonly lost: Float64Array;
  readonly nodesMissing: Float64Array;
}
const COLUMN_NAMES = ['forwarded', 'audited', 'dropped', 'other', 'lost', 'nodesMissing'] as const;

/** What is not among the flows of a step. */
export interface TimelineLosses {
  /** Adds the events that were lost upstream. */
  addLost(range: SecondRange, stepSeconds: number, out: Float64Array): void;
  /** Sets how many of the nodes that were known then did not report. */
  setNodesMissing(range: SecondRange, stepSeconds: number, out: Float64Array): void;
}

/** What an update reads. */
export interface TimelineSource {
  readonly edges: EdgeView;
  readonly losses: TimelineLosses;
  /** Rows that the view shows. */
  shownRows(): Iterable<EdgeIndex>;
}

/**
 * The time strip of one view: flows per step of all its edges. It is what its pages have: every change goes out in
 * the patch that `advance` returns.
 *
 *     from │ 4 │ 7 │ 6 │ 9 │ 8 │ 2 │ to      the newest steps are counted again each time, because flows come late;
 *            kept ────► counted again        all of them now and then, because edges come and go
 */
export class ViewTimeline {
  readonly #stepSeconds: StepSeconds;
  readonly #steps: number;
  readonly #shown: ShownVerdicts;
  readonly #columns: Columns;
  #range: SecondRange = { from: 0, to: 0 };
  #wholeAtSecond = 0;

  constructor(windowSeconds: number, stepSeconds: StepSeconds, shown: ShownVerdicts) {
    this.#stepSeconds = stepSeconds;
    this.#steps = windowSeconds / stepSeconds;
    this.#shown = shown;
    this.#columns = columnsOf(this.#steps);
  }

  /** The whole window. */
  whole(): TimelineInit {
    return this.#slice(0);
  }

  /** Counts again and returns the steps from the first that changed to the newest, if any changed. */
  advance(range: SecondRange, second: number, source: TimelineSource): TimelineInit | undefined {
    const moved = (range.to - this.#range.to) / this.#stepSeconds;
    const isContinuous = moved >= 0 && moved < this.#steps;
    const isWhole = !isContinuous || Math.abs(second - this.#wholeAtSecond) >= WHOLE_EVERY_SECONDS;
    if (isWhole) this.#wholeAtSecond = second;
    if (isContinuous) this.#shift(moved);
    this.#range = range;

    const recount = isWhole ? this.#steps : Math.min(this.#steps, moved + this.#lateSteps());
    const firstChanged = this.#recount(this.#steps - recount, source);
    const firstNew = isContinuous ? this.#steps - moved : 0;
    const from = Math.min(firstChanged, firstNew);
    return from < this.#steps ? this.#slice(from) : undefined;
  }

  /** Steps that may still get flows: the aggregate puts flows in order for five seconds at most. */
  #lateSteps(): number {
    return this.#stepSeconds === 1 ? 6 : 2;
  }

  #shift(steps: number): void {
    if (steps === 0) return;
    for (const name of COLUMN_NAMES) this.#columns[name].copyWithin(0, steps).fill(0, this.#steps - steps);
  }

  /** Returns the first step at or after `from` whose figures are others than before. */
  #recount(from: number, source: TimelineSource): number {
    const range = { from: this.#range.from + from * this.#stepSeconds, to: this.#range.to };
    const counted = columnsOf(this.#steps - from);
    const fromMs = range.from * 1000;
    for (const row of source.shownRows()) {
      if (source.edges.lastSeenMs(row) >= fromMs) source.edges.addTimeline(row, range, this.#stepSeconds, counted);
    }
    source.losses.addLost(range, this.#stepSeconds, counted.lost);
    source.losses.setNodesMissing(range, this.#stepSeconds, counted.nodesMissing);
    hideOthers(counted, this.#shown);

    let first = this.#steps;
    for (const name of COLUMN_NAMES) {
      const column = this.#columns[name];
      const fresh = counted[name];
      for (let step = 0; step < fresh.length; step += 1) {
        if (column[from + step] !== fresh[step]) first = Math.min(first, from + step);
      }
      column.set(fresh, from);
    }
    return first;
  }

  #slice(from: number): TimelineInit {
    const figures = (column: Float64Array): number[] => Array.from(column.subarray(from), clampedToUint32);
    return {
      startSeconds: this.#range.from + from * this.#stepSeconds,
      stepSeconds: this.#stepSeconds,
      forwarded: figures(this.#columns.forwarded),
      audited: figures(this.#columns.audited),
      dropped: figures(this.#columns.dropped),
      other: figures(this.#columns.other),
      lost: figures(this.#columns.lost),
      nodesMissing: figures(this.#columns.nodesMissing),
    };
  }
}

const WHOLE_EVERY_SECONDS = 10;

function columnsOf(steps: number): Columns {
  return {
    forwarded: new Float64Array(steps),
    audited: new Float64Array(steps),
    dropped: new Float64Array(steps),
    other: new Float64Array(steps),
    lost: new Float64Array(steps),
    nodesMissing: new Float64Array(steps),
  };
}

/** The strip has four colours for eight verdicts; a colour is shown when one of its verdicts is. */
function hideOthers(columns: Columns, shown: ShownVerdicts): void {
  if (shown === undefined) return;
  const shows = (...verdicts: number[]): boolean => verdicts.some((verdict) => shown.has(verdict));
  if (!shows(1, 5)) columns.forwarded.fill(0);
  if (!shows(2)) columns.dropped.fill(0);
  if (!shows(4)) columns.audited.fill(0);
  if (!shows(0, 3, 6, 7)) columns.other.fill(0);
}

function clampedToUint32(value: number): number {
  return Math.min(value, 0xffff_ffff);
}
