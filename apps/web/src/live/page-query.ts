import { readQuery, type ParseResult } from '@orrery/query/read-query';

/**
 * RE2, which judges regular expressions, would be a third of the first script, and few queries hold one: it comes with
 * the first of them. Until then they are taken as they are; the server judges them in any case.
 */
let patternProblem: ((pattern: string) => string | undefined) | undefined;

/** Reads a query as far as the page can judge it now. */
export function readPageQuery(text: string): ParseResult {
  return readQuery(text, (pattern) => patternProblem?.(pattern));
}

/** Whether there is something in the query that cannot be judged yet. */
export function needsPatterns(text: string): boolean {
  let isNeeded = false;
  readQuery(text, () => {
    isNeeded = patternProblem === undefined;
    return undefined;
  });
  return isNeeded;
}

/** From then on regular expressions are judged here, too. A browser that cannot load that leaves it to the server. */
export async function loadPatterns(): Promise<void> {
  try {
    ({ patternProblem } = await import('@orrery/query/parse'));
  } catch {
    patternProblem = undefined;
  }
}
