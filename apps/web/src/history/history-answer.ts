import { create } from '@bufbuild/protobuf';
import { TimelineSchema, type Timeline } from '@orrery/proto/orrery/live/v1/live_pb';
import { listMember, member, numberMember, textMember } from '../base/json-member.ts';
import type { PastRange } from '../view/past-range.ts';

/** What `GET /api/v1/history` told. Texts in it may be hostile. */
export interface HistoryAnswer {
  /** From the first second to the last that is written about; undefined while nothing is. */
  readonly extent: PastRange | undefined;
  readonly tiers: readonly TierSize[];
  readonly growth: Growth | undefined;
  readonly gaps: readonly HistoryGap[];
  readonly strip: StripTimeline | undefined;
}

/** Flows of all edges, step by step, and how much of each step nobody wrote down. */
export interface StripTimeline {
  readonly timeline: Timeline;
  /** Seconds of each step of which nothing is known. */
  readonly missing: readonly number[];
}

export interface HistoryGap extends PastRange {
  readonly why: string;
}

/** How long one kind of rows is kept, and what it takes. */
export interface TierSize {
  readonly name: string;
  readonly keptDays: number;
  readonly rows: number;
  readonly bytes: number;
  readonly oldestMs: number;
}

export interface Growth {
  readonly bytesPerDay: number;
  /** When everything is as old as it gets. */
  readonly projectedBytes: number;
}

/** What is missing from the answer is as if it were not there. */
export function parseHistory(answer: unknown): HistoryAnswer {
  const growth = member(answer, 'growth');
  return {
    extent: rangeOf(answer),
    tiers: listMember(answer, 'tiers').map(tierSize),
    growth:
      growth === null || growth === undefined
        ? undefined
        : {
            bytesPerDay: numberMember(growth, 'bytes_per_day'),
            projectedBytes: numberMember(growth, 'projected_bytes'),
          },
    gaps: listMember(answer, 'gaps').flatMap((gap) => {
      const range = rangeOf(gap);
      return range === undefined ? [] : [{ ...range, why: textMember(gap, 'why') }];
    }),
    strip: stripTimeline(member(answer, 'timeline')),
  };
}

function tierSize(tier: unknown): TierSize {
  return {
    name: textMember(tier, 'name'),
    keptDays: numberMember(tier, 'kept_days'),
    rows: numberMember(tier, 'rows'),
    bytes: numberMember(tier, 'bytes'),
    oldestMs: timeMember(tier, 'oldest'),
  };
}

function stripTimeline(told: unknown): StripTimeline | undefined {
  const startMs = timeMember(told, 'start');
  const stepSeconds = numberMember(told, 'step_seconds');
  const forwarded = column(told, 'forwarded');
  if (startMs === 0 || stepSeconds === 0 || forwarded.length === 0) return undefined;
  const asLong = (name: string): number[] => {
    const figures = column(told, name);
    return forwarded.map((_, step) => figures[step] ?? 0);
  };
  const timeline = create(TimelineSchema, {
    startSeconds: startMs / 1000,
    stepSeconds,
    forwarded,
    audited: asLong('audited'),
    dropped: asLong('dropped'),
    other: asLong('other'),
    lost: asLong('lost'),
    nodesMissing: asLong('nodes_missing'),
  });
  return { timeline, missing: asLong('missing') };
}

function column(told: unknown, name: string): number[] {
  return listMember(told, name).map((figure) => (typeof figure === 'number' && figure > 0 ? figure : 0));
}

function rangeOf(told: unknown): PastRange | undefined {
  const range = { fromMs: timeMember(told, 'from'), toMs: timeMember(told, 'to') };
  return range.fromMs < range.toMs ? range : undefined;
}

/** 0 for no time. */
function timeMember(value: unknown, name: string): number {
  const ms = Date.parse(textMember(value, name));
  return Number.isNaN(ms) ? 0 : ms;
}
