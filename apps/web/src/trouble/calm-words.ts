import type { Status } from '@orrery/proto/orrery/live/v1/live_pb';
import { clockTime } from '../base/numbers.ts';
import { completenessText, windowText } from '../view/relay-state.ts';

export interface Calm {
  readonly title: string;
  readonly sentence: string;
}

export interface CalmFacts {
  readonly status: Status | undefined;
  /** Of what is shown, on the server's clock. */
  readonly timeMs: number;
  readonly windowSeconds: number;
  readonly isFiltered: boolean;
  /** That are shown. */
  readonly edges: number;
  readonly isStale: boolean;
}

/** What an empty list of troubles says: never more than is known. */
export function calmWords(facts: CalmFacts): Calm {
  const { status, timeMs, windowSeconds, isFiltered, edges, isStale } = facts;
  if (isStale) {
    return {
      title: 'No trouble was known',
      sentence: `That was at ${clockTime(timeMs)}. What happened since then is not known.`,
    };
  }
  if (status === undefined || status.listeningSinceMs === 0 || status.nodesReporting === 0) {
    return { title: 'Nothing is known yet', sentence: 'No node has reported a flow.' };
  }
  if (isFiltered && edges === 0) {
    return { title: 'Nothing is shown', sentence: 'The filter hides every edge, so this list says nothing of them.' };
  }
  const { nodesReporting, nodesKnown, completeness, listeningSinceMs } = status;
  const heardAll = listeningSinceMs <= timeMs - windowSeconds * 1000;
  const when = heardAll
    ? `in the last ${longWindow(windowSeconds)}`
    : `since ${clockTime(listeningSinceMs)}, when this server began to listen`;
  const shown = isFiltered ? ' that the filter shows' : '';
  const nodes = `${nodesReporting} of ${nodesKnown} nodes reporting`;
  const sentence = `No denied traffic${shown} ${when}, ${nodes}.`;
  const isComplete = completeness >= 1 && nodesReporting >= nodesKnown;
  if (isComplete || !heardAll) return { title: 'Nothing is wrong', sentence };
  return {
    title: 'No trouble was seen',
    sentence: `${sentence} ${completenessText(completeness).replace(' ', '\u00a0')} complete: what is missing is not known.`,
  };
}

function longWindow(seconds: number): string {
  return seconds === 60 ? 'minute' : windowText(seconds).replace('min', 'minutes');
}
