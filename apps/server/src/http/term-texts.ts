import type { Term } from '@orrery/query/ast';

/** Terms that a table could not apply, as the person wrote them. */
export function termTexts(filter: { readonly notApplied: readonly Term[] }, text: string): string[] {
  return filter.notApplied.map((term) => text.slice(term.from, term.to));
}
