import { attemptsOf } from '../../view/edge-attempts.ts';
import { VERDICTS_WORST_FIRST, type EdgeVerdict } from '../../view/edge-verdict.ts';
import type { GroupedGraph } from '../../view/grouped-graph.ts';

/** What the edges of one end say about it, over the window. */
export interface EndFacts {
  calls: boolean;
  isCalled: boolean;
  attemptsIn: number;
  attemptsOut: number;
  /** Of what comes in. */
  requests: number;
  questions: number;
  connections: number;
  /** Of all its edges. */
  verdict: EdgeVerdict;
}

export const NO_FACTS: Readonly<EndFacts> = {
  calls: false,
  isCalled: false,
  attemptsIn: 0,
  attemptsOut: 0,
  requests: 0,
  questions: 0,
  connections: 0,
  verdict: 'forwarded',
};

/** By key of the end. */
export function endFacts({ edges }: GroupedGraph): ReadonlyMap<string, EndFacts> {
  const facts = new Map<string, EndFacts>();
  const factsOf = (key: string): EndFacts => {
    let known = facts.get(key);
    if (known === undefined) {
      known = { ...NO_FACTS };
      facts.set(key, known);
    }
    return known;
  };
  for (const { source, destination, figures, verdict } of edges.values()) {
    const attempts = attemptsOf(figures);
    const from = factsOf(source.key);
    const to = factsOf(destination.key);
    from.calls = true;
    to.isCalled = true;
    from.attemptsOut += attempts;
    to.attemptsIn += attempts;
    to.requests += figures.httpRequests;
    to.questions += figures.dnsQuestions;
    to.connections += figures.connections;
    if (verdict !== 'forwarded') {
      from.verdict = worseVerdict(from.verdict, verdict);
      to.verdict = worseVerdict(to.verdict, verdict);
    }
  }
  return facts;
}

const RANKS: Readonly<Record<EdgeVerdict, number>> = {
  denied: VERDICTS_WORST_FIRST.indexOf('denied'),
  mixed: VERDICTS_WORST_FIRST.indexOf('mixed'),
  audited: VERDICTS_WORST_FIRST.indexOf('audited'),
  failing: VERDICTS_WORST_FIRST.indexOf('failing'),
  forwarded: VERDICTS_WORST_FIRST.indexOf('forwarded'),
};

/** 0 for the worst. */
export function verdictRank(verdict: EdgeVerdict): number {
  return RANKS[verdict];
}

export function worseVerdict(a: EdgeVerdict, b: EdgeVerdict): EdgeVerdict {
  return RANKS[a] <= RANKS[b] ? a : b;
}
