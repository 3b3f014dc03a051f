import { compilePattern } from './pattern.ts';
import { type ParseResult, readQuery } from './read-query.ts';

/** Reads a query, and compiles its regular expressions to see whether they can be: as who matches with it has to. */
export function parseQuery(text: string): ParseResult {
  return readQuery(text, patternProblem);
}

export function patternProblem(pattern: string): string | undefined {
  const compiled = compilePattern(pattern);
  return compiled.ok ? undefined : compiled.message;
}
