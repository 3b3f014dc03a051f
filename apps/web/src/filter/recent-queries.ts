const NAME = 'orrery.recent-queries';
const MAX_QUERIES = 10;
/** Longer ones are not kept. */
const MAX_CHARACTERS = 500;

/** The queries that were applied last, newest first. What another page or another version left there is only text. */
export function recentQueries(storage: Pick<Storage, 'getItem'>): readonly string[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(NAME) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.filter((query): query is string => typeof query === 'string' && isKept(query)).slice(0, MAX_QUERIES);
  } catch {
    return []; // not JSON, or a browser that keeps nothing
  }
}

export function rememberQuery(storage: Pick<Storage, 'getItem' | 'setItem'>, query: string): void {
  if (!isKept(query)) return;
  const queries = [query, ...recentQueries(storage).filter((other) => other !== query)].slice(0, MAX_QUERIES);
  try {
    storage.setItem(NAME, JSON.stringify(queries));
  } catch {
    // Full or forbidden: the next visit begins without them.
  }
}

const isKept = (query: string): boolean => query !== '' && query.length <= MAX_CHARACTERS;
