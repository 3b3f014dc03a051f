import { RE2JS } from 're2js';
import { badFilter } from './flow-test.ts';

/** Matches anywhere in a text. The expression is a stranger's, so only RE2 may run it. */
export function searchTest(expression: string): (text: string) => boolean {
  try {
    const compiled = RE2JS.compile(expression);
    return (text) => compiled.test(text);
  } catch (error) {
    throw badFilter(`failed to compile regexp: ${error instanceof Error ? error.message : String(error)}`);
  }
}
