import type { Term } from './ast.ts';
import type { Clause } from './clauses.ts';

/** How well something coarser than a flow answers a clause: as its flows would, in part, or not at all. */
export type Answer<Fact> =
  | { readonly grain: 'edge' | 'part'; readonly test: (fact: Fact) => boolean }
  | { readonly grain: 'flow' };

/** Only a single flow knows. */
export const FLOW_ONLY = { grain: 'flow' } as const;

export interface CompiledClauses<Fact> {
  readonly tests: readonly ((fact: Fact) => boolean)[];
  readonly notApplied: readonly Term[];
  readonly partlyApplied: readonly Term[];
}

/** Compiles the clauses that `compile` can answer, and lists the terms of the others. Verdicts are folded elsewhere. */
export function compileClauses<Fact>(
  clauses: readonly Clause[],
  compile: (clause: Clause) => Answer<Fact>,
): CompiledClauses<Fact> {
  const tests: ((fact: Fact) => boolean)[] = [];
  const notApplied: Term[] = [];
  const partlyApplied: Term[] = [];
  for (const clause of clauses) {
    if (isVerdict(clause)) continue;
    const answer = compile(clause);
    if (answer.grain === 'flow') {
      notApplied.push(...clause.terms);
      continue;
    }
    tests.push(answer.test);
    if (answer.grain === 'part') partlyApplied.push(...clause.terms);
  }
  return { tests, notApplied, partlyApplied };
}

export function inOrder(terms: readonly Term[]): readonly Term[] {
  return terms.toSorted((a, b) => a.from - b.from);
}

export function isVerdict(clause: Clause): boolean {
  return clause.kind === 'field' && clause.field.name === 'verdict';
}
