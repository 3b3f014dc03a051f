import { listMember, member, numberMember, textMember } from '../base/json-member.ts';

/** Attempts of an edge step by step, oldest first, added up over its members. */
export interface Trend {
  readonly startMs: number;
  readonly stepSeconds: number;
  readonly steps: readonly TrendStep[];
}

/** What became of the attempts of one step. They are apart from each other. */
export interface TrendStep {
  readonly passed: number;
  readonly failed: number;
  readonly audited: number;
  readonly denied: number;
}

const MAX_STEPS = 120;

/** Reads an answer of `api/v1/trends`; undefined when it holds none of the edges. */
export function trendOf(answer: unknown, edges: ReadonlySet<string>): Trend | undefined {
  const startMs = Date.parse(textMember(member(answer, 'window'), 'since'));
  const stepSeconds = numberMember(answer, 'step_seconds');
  const rows = listMember(answer, 'edges').filter((row) => edges.has(keyOf(row)));
  const length = Math.min(MAX_STEPS, Math.max(0, ...rows.map((row) => listMember(row, 'attempts').length)));
  if (Number.isNaN(startMs) || stepSeconds <= 0 || length === 0) return undefined;
  const sum = (name: string, at: number): number =>
    rows.reduce<number>((all, row) => {
      const value = listMember(row, name)[at];
      return all + (typeof value === 'number' && value > 0 ? value : 0);
    }, 0);
  const steps = Array.from({ length }, (_, at): TrendStep => {
    const denied = sum('denied', at);
    const audited = sum('audited', at);
    const failed = sum('failed', at);
    return { denied, audited, failed, passed: Math.max(0, sum('attempts', at) - denied - audited - failed) };
  });
  return { startMs, stepSeconds, steps };
}

function keyOf(row: unknown): string {
  return [
    textMember(row, 'source'),
    textMember(row, 'destination'),
    numberMember(row, 'port'),
    textMember(row, 'protocol'),
  ].join('|');
}

export const TREND_PARTS = ['passed', 'failed', 'audited', 'denied'] as const;
export type TrendPart = (typeof TREND_PARTS)[number];

/** Data of SVG paths, one for each part, stacked from the bottom; one denied attempt among many can be seen. */
export function trendPaths(
  { steps }: Trend,
  room: { readonly width: number; readonly height: number },
): Readonly<Record<TrendPart, string>> {
  const paths = { passed: '', failed: '', audited: '', denied: '' };
  const most = Math.max(1, ...steps.map(({ passed, failed, audited, denied }) => passed + failed + audited + denied));
  const pitch = room.width / Math.max(1, steps.length);
  for (const [at, step] of steps.entries()) {
    const heightOf = (part: Exclude<TrendPart, 'passed'>): number =>
      step[part] === 0 ? 0 : Math.max(2, (step[part] / most) * room.height);
    const heights = { failed: heightOf('failed'), audited: heightOf('audited'), denied: heightOf('denied') };
    const rest = room.height - heights.failed - heights.audited - heights.denied;
    const passed = step.passed === 0 ? 0 : Math.min(rest, Math.max(1, (step.passed / most) * room.height));
    let bottom = room.height;
    for (const part of TREND_PARTS) {
      const height = part === 'passed' ? passed : heights[part];
      if (height <= 0) continue;
      const width = tenths(pitch - 1);
      paths[part] += `M${tenths(at * pitch)} ${tenths(bottom - height)}h${width}v${tenths(height)}h${-width}z`;
      bottom -= height;
    }
  }
  return paths;
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
