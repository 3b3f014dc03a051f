import type { Status } from '@orrery/proto/orrery/live/v1/live_pb';
import { clockTime } from '../base/numbers.ts';
import { completenessText } from '../view/relay-state.ts';
import { lastWindow } from '../view/time-window.ts';

export interface Calm {
  readonly title: string;
  readonly sentence: string;
}

export interface CalmFacts {
  readonly status: Status | undefined;
  /** Of what is shown, on the server's clock. */
  readonly timeMs: number;
  readonly windowSeconds: number;
  readonly isPast?: true | undefined;
  readonly isFiltered: boolean;
  /** That are shown. */
  readonly edges: number;
  readonly isStale: boolean;
}

/** What an empty list of troubles says: never more than is known. */
export function calmWords(facts: CalmFacts): Calm {
  const { status, timeMs, windowSeconds, isFiltered, edges, isStale } = facts;
  const isUnknown = status === undefined || status.listeningSinceMs === 0;
  if (facts.isPast && status !== undefined) return pastCalm(status, facts);
  if (isStale && !isUnknown) {
    return {
      title: 'No trouble was known',
      sentence: `That was at ${clockTime(timeMs)}. What happened since then is not known.`,
    };
  }
  if (isUnknown || status.nodesReporting === 0) {
    return { title: 'Nothing is known yet', sentence: 'No node has reported a flow.' };
  }
  if (isFiltered && edges === 0) {
    return { title: 'Nothing is shown', sentence: 'The filter hides every edge, so this list says nothing of them.' };
  }
  const { nodesReporting, nodesKnown, completeness, listeningSinceMs, lost, dropped, undecodable } = status;
  const heardAll = listeningSinceMs <= timeMs - windowSeconds * 1000;
  const when = heardAll
    ? `in ${lastWindow(facts)}`
    : `since ${clockTime(listeningSinceMs)}, when this server began to listen`;
  const shown = isFiltered ? ' that the filter shows' : '';
  const nodes = `${nodesReporting} of ${nodesKnown} nodes reporting`;
  const sentence = `No denied traffic${shown} ${when}, ${nodes}.`;
  const areAllHeard = nodesReporting >= nodesKnown;
  // Before it has listened for a whole window, a server misses what was before it, which the sentence says.
  const isWhole = heardAll ? completeness >= 1 : lost + dropped + undecodable === 0;
  // What a filter hides may be wrong.
  if (areAllHeard && isWhole)
    return { title: isFiltered ? 'Nothing that is shown is wrong' : 'Nothing is wrong', sentence };
  return {
    title: 'No trouble was seen',
    sentence: `${sentence} ${completenessText(completeness).replace(' ', '\u00a0')} complete: what is missing is not known.`,
  };
}

/** Of the past nothing is known but what was written down. */
function pastCalm({ completeness }: Status, facts: CalmFacts): Calm {
  const { isFiltered, edges } = facts;
  const when = lastWindow(facts);
  if (edges === 0) {
    return isFiltered
      ? { title: 'Nothing is shown', sentence: `The filter hides every edge of ${when}, or there was none.` }
      : { title: 'Nothing was seen', sentence: `No flow was seen in ${when}.${missingWords(completeness)}` };
  }
  const shown = isFiltered ? ' that the filter shows' : '';
  const sentence = `No denied traffic${shown} in ${when}.${missingWords(completeness)}`;
  if (completeness < 1) return { title: 'No trouble was seen', sentence };
  return { title: isFiltered ? 'Nothing that is shown was wrong' : 'Nothing was wrong', sentence };
}

function missingWords(completeness: number): string {
  if (completeness >= 1) return '';
  return ` ${completenessText(completeness).replace(' ', '\u00a0')} complete: what is missing is not known.`;
}
