import { readQuery } from '@orrery/query/read-query';
import { formatQuery, formatTerm } from '@orrery/query/print';

export interface LeftOut {
  /** In its one spelling. */
  readonly term: string;
  /** The query without it. */
  readonly query: string;
}

/** So many are tried; a longer query is rarely typed. */
const MOST_TERMS = 6;

/** A query once without each of its terms; nothing for a single term, without which nothing is filtered. */
export function termsLeftOut(query: string): readonly LeftOut[] {
  const parsed = readQuery(query, () => undefined);
  if (!parsed.ok || parsed.query.terms.length < 2) return [];
  const { terms } = parsed.query;
  return terms.slice(0, MOST_TERMS).map((term) => ({
    term: formatTerm(term),
    query: formatQuery({ terms: terms.filter((other) => other !== term) }),
  }));
}
