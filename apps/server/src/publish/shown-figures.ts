import { FIGURE, VERDICT_COUNT } from '../aggregate/graph-view.ts';

/** Which verdicts a view shows; undefined means all. */
export type ShownVerdicts = ReadonlySet<number> | undefined;

const FORWARDED = 1;
const DROPPED = 2;
const AUDIT = 4;

/** Flows of the shown verdicts in the row of figures that begins at `base`. */
export function shownFlows(values: ArrayLike<number>, base: number, shown: ShownVerdicts): number {
  let flows = 0;
  for (let verdict = 0; verdict < VERDICT_COUNT; verdict += 1) {
    if (shown === undefined || shown.has(verdict)) flows += values[base + verdict];
  }
  return flows;
}

/**
 * One figure as a view shows it. Attempts go with the verdict of the flows that they are made of: connections and
 * answers with FORWARDED, denied ones with DROPPED, audited ones with AUDIT; requests and questions are both.
 */
export function shownFigure(values: ArrayLike<number>, base: number, figure: number, shown: ShownVerdicts): number {
  const value = values[base + figure];
  if (shown === undefined || value === 0) return value;
  if (figure < VERDICT_COUNT) return shown.has(figure) ? value : 0;
  switch (figure) {
    case FIGURE.deniedAttempts:
    case FIGURE.httpDenied:
    case FIGURE.dnsDenied:
      return shown.has(DROPPED) ? value : 0;
    case FIGURE.auditedAttempts:
      return shown.has(AUDIT) ? value : 0;
    case FIGURE.httpRequests:
      return someOf(value, values[base + FIGURE.httpDenied], shown);
    case FIGURE.dnsQuestions:
      return someOf(value, values[base + FIGURE.dnsDenied], shown);
    default:
      return shown.has(FORWARDED) ? value : 0;
  }
}

function someOf(all: number, denied: number, shown: ReadonlySet<number>): number {
  const allowed = Math.max(0, all - denied);
  return (shown.has(FORWARDED) ? allowed : 0) + (shown.has(DROPPED) ? all - allowed : 0);
}
