import type { Query, Term } from './ast.ts';
import { type Clause, clausesOf } from './clauses.ts';
import { compileClauses, inOrder, isVerdict } from './compile-clauses.ts';
import type { EdgeFacts } from './edge-facts.ts';
import { edgeTest } from './edge-tests.ts';
import { DROPPED, VERDICTS } from './enums.ts';

export type { EdgeFacts, EndpointFacts } from './edge-facts.ts';

export interface EdgeFilter {
  /** What an edge can answer: endpoints, port, protocol, policies, drop reasons. */
  readonly matches: (edge: EdgeFacts) => boolean;
  /** Hubble verdict numbers that the query asks for; undefined means all. Empty means none. */
  readonly verdicts: ReadonlySet<number> | undefined;
  /** Terms that only single flows can answer, negated ones too. `matches` ignores them. */
  readonly notApplied: readonly Term[];
  /** Terms that select whole edges by some of their flows, or know only some ends: `matches` applies them. */
  readonly partlyApplied: readonly Term[];
}

export function edgeFilter(query: Query): EdgeFilter {
  const { required, excluded } = clausesOf(query);
  const musts = compileClauses(required, edgeTest);
  const mustNots = compileClauses(excluded, edgeTest);
  return {
    matches: (edge) => musts.tests.every((test) => test(edge)) && !mustNots.tests.some((test) => test(edge)),
    verdicts: verdictsOf(required, excluded),
    notApplied: inOrder([...musts.notApplied, ...mustNots.notApplied]),
    partlyApplied: inOrder([...musts.partlyApplied, ...mustNots.partlyApplied]),
  };
}

/** A drop reason asks for dropped flows, too. */
function verdictsOf(required: readonly Clause[], excluded: readonly Clause[]): ReadonlySet<number> | undefined {
  let verdicts: readonly number[] = VERDICTS.map((_, number) => number);
  for (const clause of required) {
    if (clause.kind !== 'field') continue;
    if (clause.field.name === 'drop-reason-desc') verdicts = verdicts.filter((number) => number === DROPPED);
    if (isVerdict(clause)) verdicts = verdicts.filter((number) => clause.values.includes(VERDICTS[number]));
  }
  for (const clause of excluded) {
    if (isVerdict(clause)) verdicts = verdicts.filter((number) => !clause.values.includes(VERDICTS[number]));
  }
  return verdicts.length === VERDICTS.length ? undefined : new Set(verdicts);
}
