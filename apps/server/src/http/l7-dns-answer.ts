import { dnsRowFilter } from '@orrery/query/match-row';

import type { DnsFigures, DnsRow, GraphView, L7View, SecondRange } from '../aggregate/graph-view.ts';
import { GraphEdgeFacts } from './edge-facts.ts';
import {
  edgeJson,
  isInScope,
  isNew,
  isSeenIn,
  ROWS_PER_STEP,
  sumOfCodes,
  worstFirst,
  type L7Question,
  type L7Steps,
} from './l7-selection.ts';
import { sortInSteps } from './sort-in-steps.ts';
import { timeText } from './time-range.ts';

interface Selected {
  readonly row: DnsRow;
  readonly figures: DnsFigures;
  /** Refused and unanswered, failed, busy. */
  readonly rank: readonly number[];
}

export function* dnsAnswer(graph: GraphView, l7: L7View, question: L7Question): L7Steps {
  const { range, scope, times, limit } = question;
  const filter = dnsRowFilter(question.query);
  const selected: Selected[] = [];
  let looked = 0;
  for (const row of l7.dnsRows()) {
    looked += 1;
    if (looked % ROWS_PER_STEP === 0) yield;
    if (!isSeenIn(row, times) || !isInScope(graph, row.edge, scope) || !hasAddress(row, scope.addresses)) continue;
    const figures = row.figures(range);
    if (figures.questions + figures.answers + figures.timeouts === 0) continue;
    if (!filter.matches({ edge: new GraphEdgeFacts(graph, row.edge), name: row.name })) continue;
    const { denied, timeouts, rcodes, questions } = figures;
    selected.push({ row, figures, rank: [denied + timeouts, sumOfCodes(rcodes, 1, Infinity), questions] });
  }
  const sorted = yield* sortInSteps(selected, worstFirst);
  const rows: object[] = [];
  for (const one of sorted.slice(0, limit)) {
    if (rows.length % ROWS_PER_STEP === ROWS_PER_STEP - 1) yield;
    rows.push(dnsJson(graph, l7, range, one));
  }
  return { rows, matched: selected.length };
}

function hasAddress({ addresses }: DnsRow, asked: ReadonlySet<string>): boolean {
  return asked.size === 0 || addresses.some(({ address }) => asked.has(address));
}

function dnsJson(graph: GraphView, l7: L7View, range: SecondRange | undefined, { row, figures }: Selected): object {
  const meant = row.searchDomainOf();
  return {
    client: graph.vertex(row.client).key,
    ...edgeJson(graph, row.edge),
    name: row.name,
    type: row.type,
    is_other: row.isOther,
    search_domain_of: meant === '' ? null : meant,
    figures_known: figures.isKnown,
    questions: figures.questions,
    answers: figures.answers,
    rcodes: Object.fromEntries(figures.rcodes),
    denied: figures.denied,
    timeouts: figures.timeouts,
    addresses: row.addresses.map(({ address, ttlSeconds, lastSeenMs }) => ({
      address,
      ttl_seconds: ttlSeconds,
      last_seen: timeText(lastSeenMs),
    })),
    ttl_seconds: row.ttlSeconds,
    first_seen: timeText(row.firstSeenMs),
    last_seen: timeText(row.lastSeenMs),
    is_new: isNew(row, range, l7),
  };
}
