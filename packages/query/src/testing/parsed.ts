import type { Query } from '../ast.ts';
import { parseQuery } from '../parse.ts';

/** The query of a text that must be good. */
export function parsed(text: string): Query {
  const result = parseQuery(text);
  if (!result.ok) throw new Error(`${text}: ${result.problems[0].message}`);
  return result.query;
}
