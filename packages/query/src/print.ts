import type { Query, Term } from './ast.ts';

/** The inverse of `parseQuery`: one space between terms, quotes only where they are needed. */
export function formatQuery(query: Query): string {
  return query.terms.map(formatTerm).join(' ');
}

export function formatTerm(term: Term): string {
  const values = term.values.map(({ text }, i) => {
    const needsQuotes = /[\s,"]/.test(text) || (term.kind === 'word' && i === 0 && /^-|:/.test(text));
    return needsQuotes ? `"${text.replaceAll(/["\\]/g, '\\$&')}"` : text;
  });
  const field = term.kind === 'field' ? `${term.field}:` : '';
  return `${term.negated ? '-' : ''}${field}${values.join(',')}`;
}
