import type { Query, Subject, Term } from './ast.ts';
import { clausesOf, type FieldClause } from './clauses.ts';
import { FILTER_FIELDS, type FilterField, filterFieldOf } from './filter-fields.ts';
import { intersect } from './intersect.ts';

/**
 * A FlowFilter before it is written out: for each of its fields, the alternatives. All fields must hold.
 * Values are spelt as in queries.
 */
export type Draft = ReadonlyMap<FilterField, readonly string[]>;

/**
 * A query as FlowFilters. "Either end" makes two filters of one, so fields that ask for either end multiply:
 *
 *     pod:a port:80   ->   src pod a, src port 80  |  src pod a, dst port 80  |  dst pod a, ...
 *
 * which is not what the flags `--pod a --port 80` would ask for.
 */
export interface Expansion {
  /** Alternatives; undefined if they are none, so that no flow is selected. A draft without fields selects all. */
  readonly allow: readonly Draft[] | undefined;
  /** Each excludes by itself. */
  readonly deny: readonly Draft[];
  /** What all of `allow` have in common, and the clauses for either end that they were multiplied by. */
  readonly base: Draft;
  readonly eithers: readonly FieldClause[];
  readonly excluded: readonly FieldClause[];
  /** Terms without an equivalent, and those past the bound on size. Of no matter where nothing is selected. */
  readonly remainder: readonly Term[];
}

/** Past this many values in all filters, further terms go to the remainder. */
const MAX_EXPANDED_VALUES = 4_096;

export function expand(query: Query): Expansion {
  const { required, excluded } = clausesOf(query);
  const remainder: Term[] = [];
  const isExpressible = (clause: (typeof required)[number]): clause is FieldClause => {
    const yes = clause.kind === 'field' && clause.field.subject !== 'policy';
    if (!yes) remainder.push(...clause.terms);
    return yes;
  };
  let drafts: readonly Draft[] = [new Map()];
  const applied: FieldClause[] = [];
  const clauses = required.filter(isExpressible);
  const isEither = ({ field }: FieldClause) => field.end === 'either';
  const take = (clause: FieldClause) => {
    const next = narrow(drafts, clause);
    if (!next || sizeOf(next) > MAX_EXPANDED_VALUES) return remainder.push(...clause.terms);
    drafts = next;
    return applied.push(clause);
  };
  for (const clause of clauses) if (!isEither(clause)) take(clause);
  const base = drafts[0];
  for (const clause of clauses) if (isEither(clause)) take(clause);
  const allow = drafts.filter(isAccepted);
  const denied = excluded.filter(isExpressible);
  return {
    allow: allow.length > 0 ? allow : undefined,
    deny: denied.flatMap((clause) => placesOf(clause).map((place) => new Map([place]))),
    base: base ?? new Map(),
    eithers: applied.filter(isEither),
    excluded: denied,
    remainder: allow.length > 0 ? remainder.toSorted((a, b) => a.from - b.from) : [],
  };
}

type Place = readonly [FilterField, readonly string[]];

/** Where a clause goes in a FlowFilter: one place, or two alternative ones. */
function placesOf({ field, values }: FieldClause): Place[] {
  const ends = field.end === 'either' ? (['source', 'destination'] as const) : [field.end];
  const spelt = field.subject === 'namespace' ? values.map((value) => `${value}/`) : values;
  return ends.map((end) => [filterFieldOf(field.subject, end), spelt]);
}

/** Undefined if the clause cannot be added, because its field is taken and two conditions do not make one. */
function narrow(drafts: readonly Draft[], clause: FieldClause): Draft[] | undefined {
  const narrowed: Draft[] = [];
  for (const draft of drafts) {
    for (const [filterField, values] of placesOf(clause)) {
      const taken = draft.get(filterField);
      const both = taken ? intersect(subjectOf(filterField), taken, values) : values;
      if (!both) return undefined;
      if (both.length > 0) narrowed.push(new Map([...draft, [filterField, both]]));
    }
  }
  return narrowed;
}

function subjectOf(filterField: FilterField): Subject {
  return FILTER_FIELDS[filterField];
}

function sizeOf(drafts: readonly Draft[]): number {
  let size = 0;
  for (const draft of drafts) for (const values of draft.values()) size += values.length;
  return size;
}

/**
 * Hubble refuses conditions on HTTP beside event types without l7. No flow with an HTTP record
 * is of another type, so such a draft selects nothing and can be left out.
 */
function isAccepted(draft: Draft): boolean {
  const types = draft.get('event_type');
  if (!types || types.some((type) => type.split(':')[0] === 'l7')) return true;
  return ![...draft.keys()].some((filterField) => filterField.startsWith('http_'));
}
