import type { Term } from '@orrery/query/ast';
import { formatTerm } from '@orrery/query/print';
import { readPageQuery } from '../live/page-query.ts';

/**
 * What the field of the filter holds. Beside it stand the other terms, as chips:
 *
 *     term     [-label:app=loadtest] verdict:DR│ [port:53]      at 1, replaces what stood there or nothing
 *     whole    -label:app=loadtest verdict:DROPPED port:53│     everything as text
 */
export type FilterEdit =
  | { readonly kind: 'term'; readonly at: number; readonly replaces: 0 | 1; readonly text: string }
  | { readonly kind: 'whole'; readonly text: string };

/** The terms of a query in their one spelling; undefined for one that cannot be read. */
export function termsOf(query: string): readonly Term[] | undefined {
  const parsed = readPageQuery(query);
  return parsed.ok ? parsed.query.terms : undefined;
}

/** An empty field behind the last chip; a query that cannot be read is there as it was typed. */
export function firstEdit(query: string): FilterEdit {
  const terms = termsOf(query);
  return terms === undefined ? { kind: 'whole', text: query } : behind(terms);
}

export function behind(terms: readonly Term[]): FilterEdit {
  return { kind: 'term', at: terms.length, replaces: 0, text: '' };
}

/** Puts a chip into the field. */
export function editTerm(terms: readonly Term[], at: number): FilterEdit {
  const term = terms[at];
  return term === undefined ? behind(terms) : { kind: 'term', at, replaces: 1, text: formatTerm(term) };
}

export function editWhole(terms: readonly Term[]): FilterEdit {
  return { kind: 'whole', text: terms.map(formatTerm).join(' ') };
}

/** The query that an edit makes of the terms. */
export function edited(terms: readonly Term[], edit: FilterEdit): string {
  if (edit.kind === 'whole') return edit.text.trim();
  const texts = terms.map(formatTerm);
  texts.splice(edit.at, edit.replaces, edit.text.trim());
  return texts.filter((text) => text !== '').join(' ');
}

export function without(terms: readonly Term[], at: number): string {
  return terms
    .filter((_, i) => i !== at)
    .map(formatTerm)
    .join(' ');
}
