import type { FieldTerm, Query, Term, WordTerm } from './ast.ts';
import { type Field, fieldOf } from './fields.ts';

/** A condition that is true or false by itself: some alternatives of one field, or of a word. */
export type Clause = FieldClause | WordClause;

export interface FieldClause {
  readonly kind: 'field';
  readonly field: Field;
  readonly values: readonly string[];
  readonly terms: readonly FieldTerm[];
}

export interface WordClause {
  readonly kind: 'word';
  readonly values: readonly string[];
  readonly terms: readonly WordTerm[];
}

export interface Clauses {
  /** All must hold. At most one per field. */
  readonly required: readonly Clause[];
  /** None may hold. One per negated term. */
  readonly excluded: readonly Clause[];
}

/** Joins repeated fields, which are alternatives, and sets negated terms apart. */
export function clausesOf(query: Query): Clauses {
  const byField = new Map<string, FieldTerm[]>();
  const required: Clause[] = [];
  for (const term of query.terms) {
    if (term.negated) continue;
    if (term.kind === 'word') {
      required.push(clauseOf(term));
      continue;
    }
    const terms = byField.get(term.field) ?? [];
    terms.push(term);
    byField.set(term.field, terms);
  }
  for (const terms of byField.values()) required.push(fieldClause(terms));
  return { required, excluded: query.terms.filter(({ negated }) => negated).map(clauseOf) };
}

function clauseOf(term: Term): Clause {
  if (term.kind === 'field') return fieldClause([term]);
  return { kind: 'word', values: term.values.map(({ text }) => text), terms: [term] };
}

function fieldClause(terms: readonly FieldTerm[]): FieldClause {
  const values = new Set(terms.flatMap((term) => term.values.map(({ text }) => text)));
  return { kind: 'field', field: fieldOf(terms[0].field), values: [...values], terms };
}
