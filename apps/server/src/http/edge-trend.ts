import { FIGURE, FIGURE_COUNT, type EdgeIndex, type EdgeView, type SecondRange } from '../aggregate/graph-view.ts';
import { shownFigure, type ShownVerdicts } from '../publish/shown-figures.ts';

/** What an edge did in some stretch of time. Attempts, but for the last. */
export interface TrendFigures {
  /** What was tried: connections, requests or questions, denied ones too. */
  readonly attempts: number;
  /** Connections, requests and questions that a policy refused. */
  readonly denied: number;
  readonly audited: number;
  /** Requests answered 5xx, and questions without a useful answer. */
  readonly failed: number;
  /** Flows DROPPED or ERROR. */
  readonly dropped_flows: number;
}
type TrendName = keyof TrendFigures;
const TREND_NAMES: readonly TrendName[] = ['attempts', 'denied', 'audited', 'failed', 'dropped_flows'];

/** The figures step by step, and the seconds in which the first and the last ten seconds with trouble begin. */
export interface EdgeTrend {
  readonly columns: Readonly<Record<TrendName, readonly number[]>>;
  readonly firstTroubleSecond: number | undefined;
  readonly lastTroubleSecond: number | undefined;
}

/**
 * How much is wrong, the worst thing first: what policy refuses, what it would refuse, what fails, and names that do not
 * exist, of which every healthy cluster has many.
 */
export type Trouble = readonly [denied: number, audited: number, failing: number, dnsFailed: number];

/** Below zero when the left one is worse. */
export function compareTroubles(left: Trouble, right: Trouble): number {
  const differs = left.findIndex((figure, at) => figure !== right[at]);
  return differs < 0 ? 0 : right[differs] - left[differs];
}

/** Windows older than a minute are kept by so many seconds. */
const FINE_SECONDS = 10;

/** Tells what was counted of an edge in a stretch of time. */
export interface FigureReader extends Pick<EdgeView, 'readFigures'> {
  /** Nothing finer is known than this; ten seconds where it is not said. */
  readonly fineSeconds?: number;
}

/** Reads edges in one range, cut into steps. The range and the steps are whole multiples of ten seconds. */
export class TrendReader {
  readonly #edges: EdgeView;
  readonly #figuresOf: FigureReader;
  readonly #range: SecondRange;
  readonly #stepSeconds: number;
  readonly #shown: ShownVerdicts;
  readonly #read = new Float64Array(FIGURE_COUNT);
  readonly #row = new Uint32Array(FIGURE_COUNT);

  /** `figuresOf` answers where the edges themselves know the whole range only. */
  constructor(
    edges: EdgeView,
    range: SecondRange,
    stepSeconds: number,
    shown: ShownVerdicts,
    figuresOf: FigureReader = edges,
  ) {
    this.#edges = edges;
    this.#figuresOf = figuresOf;
    this.#range = range;
    this.#stepSeconds = stepSeconds;
    this.#shown = shown;
  }

  /** Of the whole range; undefined when nothing was wrong in it. */
  trouble(edge: EdgeIndex): Trouble | undefined {
    if (this.#edges.lastSeenMs(edge) < this.#range.from * 1000) return undefined;
    if (!TROUBLES.some((figure) => this.#edges.total(edge, figure) > 0)) return undefined;
    this.#readRange(edge, this.#range);
    const figures = this.#figures(this.#unit());
    if (!hasTrouble(figures)) return undefined;
    const { denied, audited, failed, dropped_flows: dropped } = figures;
    const dnsFailed = this.#of(FIGURE.dnsFailed);
    return [denied, audited, failed + dropped - dnsFailed, dnsFailed];
  }

  trend(edge: EdgeIndex): EdgeTrend {
    this.#readRange(edge, this.#range);
    const unit = this.#unit();
    const { from, to } = this.#range;
    const steps = (to - from) / this.#stepSeconds;
    const columns = {} as Record<TrendName, number[]>;
    for (const name of TREND_NAMES) columns[name] = Array.from({ length: steps }, () => 0);
    const troubled: number[] = [];
    const { fineSeconds = FINE_SECONDS } = this.#figuresOf;
    for (let second = from; second < to; second += fineSeconds) {
      this.#readRange(edge, { from: second, to: second + fineSeconds });
      const figures = this.#figures(unit);
      const step = Math.floor((second - from) / this.#stepSeconds);
      for (const name of TREND_NAMES) columns[name][step] += figures[name];
      if (hasTrouble(figures)) troubled.push(second);
    }
    return { columns, firstTroubleSecond: troubled[0], lastTroubleSecond: troubled.at(-1) };
  }

  #readRange(edge: EdgeIndex, range: SecondRange): void {
    this.#figuresOf.readFigures(edge, range, this.#read);
    this.#row.set(this.#read);
  }

  #of(figure: number): number {
    return shownFigure(this.#row, 0, figure, this.#shown);
  }

  /**
   * What is counted as tried beside denied connections: requests or questions where most was seen of them, else
   * connections. Chosen for the whole range, so that the steps add up to it.
   */
  #unit(): number {
    const units = [FIGURE.connections, FIGURE.httpRequests, FIGURE.dnsQuestions];
    return units.reduce((best, unit) => (this.#of(unit) > this.#of(best) ? unit : best));
  }

  #figures(unit: number): TrendFigures {
    const deniedConnections = this.#of(FIGURE.deniedAttempts);
    return {
      attempts: deniedConnections + this.#of(unit),
      denied: deniedConnections + this.#of(FIGURE.httpDenied) + this.#of(FIGURE.dnsDenied),
      audited: this.#of(FIGURE.auditedAttempts),
      failed: this.#of(FIGURE.httpFailed) + this.#of(FIGURE.dnsFailed) + this.#of(FIGURE.dnsTimeouts),
      dropped_flows: this.#of(FIGURE.dropped) + this.#of(FIGURE.error),
    };
  }
}

const TROUBLES = [
  FIGURE.deniedAttempts,
  FIGURE.httpDenied,
  FIGURE.dnsDenied,
  FIGURE.auditedAttempts,
  FIGURE.httpFailed,
  FIGURE.dnsFailed,
  FIGURE.dnsTimeouts,
  FIGURE.dropped,
  FIGURE.error,
] as const;

function hasTrouble({ denied, audited, failed, dropped_flows: dropped }: TrendFigures): boolean {
  return denied + audited + failed + dropped > 0;
}
