import { countOf, wholeNumber } from '../../base/numbers.ts';
import { VERDICT_WORDS, type EdgeVerdict } from '../../view/edge-verdict.ts';
import type { End, Grouping } from '../../view/grouped-graph.ts';
import { perMinute, rateNumber, type Span } from '../../view/trouble-rate.ts';
import type { EndFacts } from './end-facts.ts';
import { endTitles, shortTitle } from './node-title.ts';
import type { OutsidePlan } from './outside-plan.ts';

/** "9.1k req/min" of what comes in, in the unit in which most of it is counted; '' when nothing came in. */
export function rateLine({ requests, questions, connections, attemptsIn, attemptsOut }: EndFacts, span: Span): string {
  if (attemptsIn === 0) return attemptsOut === 0 ? '' : `calls ${rateNumber(perMinute(attemptsOut, span))}/min`;
  const most = Math.max(requests, questions, connections);
  if (most === 0) return '';
  const unit = most === requests ? 'req' : most === questions ? 'q' : 'conn';
  return `${rateNumber(perMinute(most, span))} ${unit}/min`;
}

/** "31 workloads" */
export function memberCount(count: number, grouping: Grouping): string {
  if (grouping !== 'identity') return countOf(count, 'workload');
  return `${wholeNumber(count)} ${count === 1 ? 'identity' : 'identities'}`;
}

/** "61 quiet"; "61 more" when some of them are not quiet. Spoken: "61 quiet workloads". */
export function restWords(
  count: number,
  areQuiet: boolean,
  grouping: Grouping,
): { readonly title: string; readonly spoken: string } {
  const kind = areQuiet ? 'quiet' : 'more';
  return { title: `${wholeNumber(count)} ${kind}`, spoken: memberCount(count, grouping).replace(' ', ` ${kind} `) };
}

export interface OutsideWords {
  readonly title: string;
  readonly subtitle: string;
}

export function outsideWords({ what, ends, domain, side }: OutsidePlan): OutsideWords {
  const [first] = ends;
  switch (what) {
    case 'end':
      return { title: endTitles(first).short, subtitle: '' };
    case 'domain':
      return { title: shortTitle(domain, LONGEST_DOMAIN), subtitle: countOf(ends.length, 'name') };
    case 'names':
      return { title: `${wholeNumber(ends.length)} other names`, subtitle: '' };
    case 'cidrs':
      return { title: countOf(ends.length, 'CIDR'), subtitle: '' };
    case 'addresses':
      return {
        title: 'world',
        subtitle: `${wholeNumber(ends.length)} ${side === 'callers' ? 'callers' : 'addresses'}`,
      };
  }
}

const LONGEST_DOMAIN = 28;

/** "shop/cart, denied" */
export function spokenNode(end: End, verdict: EdgeVerdict): string {
  const { full } = endTitles(end);
  const marked = end.name.isInferred ? `${full}, inferred from DNS answers` : full;
  return verdict === 'forwarded' ? marked : `${marked}, ${VERDICT_WORDS[verdict].toLowerCase()}`;
}
