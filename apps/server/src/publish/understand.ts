import { formatQuery } from '@orrery/query/print';
import { edgeFilter, type EdgeFilter } from '@orrery/query/match-edge';
import { parseQuery } from '@orrery/query/parse';
import type { Term } from '@orrery/query/ast';

/** What a page asks for: `?q=...&window=...` of the upgrade, or a Subscribe message. */
export interface Subscription {
  readonly query: string;
  /** 60, 300 or 900; 0 means 60. */
  readonly windowSeconds: number;
}

export interface UnderstoodQuery {
  /** One spelling for all queries that mean the same terms in the same order. */
  readonly canonical: string;
  readonly filter: EdgeFilter;
  /** Values that an edge may have to be compared with. */
  readonly tests: number;
  readonly termsNotApplied: readonly string[];
  readonly termsPartlyApplied: readonly string[];
}

export type Understanding =
  | { readonly kind: 'understood'; readonly query: UnderstoodQuery; readonly windowSeconds: number }
  | { readonly kind: 'rejected'; readonly message: string; readonly from: number; readonly to: number };

export const WINDOWS_SECONDS: readonly number[] = [60, 300, 900];

export function understand({ query: text, windowSeconds }: Subscription): Understanding {
  const seconds = windowSeconds === 0 ? 60 : windowSeconds;
  if (!WINDOWS_SECONDS.includes(seconds)) {
    return { kind: 'rejected', message: `window must be one of ${WINDOWS_SECONDS.join(', ')} seconds`, from: 0, to: 0 };
  }
  const parsed = parseQuery(text);
  if (!parsed.ok) {
    const [problem] = parsed.problems;
    if (problem === undefined)
      return { kind: 'rejected', message: 'the query is not understood', from: 0, to: text.length };
    return { kind: 'rejected', message: problem.message, from: problem.from, to: problem.to };
  }
  const filter = edgeFilter(parsed.query);
  const print = (term: Term): string => formatQuery({ terms: [term] });
  return {
    kind: 'understood',
    windowSeconds: seconds,
    query: {
      canonical: formatQuery(parsed.query),
      filter,
      tests: parsed.query.terms.reduce((sum, { values }) => sum + values.length, 0),
      termsNotApplied: filter.notApplied.map(print),
      termsPartlyApplied: filter.partlyApplied.map(print),
    },
  };
}
