import { RE2JS } from 're2js';
import { MAX_PATTERN_CHARACTERS, MAX_PATTERN_STEPS } from './ast.ts';

/** Tells whether it occurs in, or for globs is, the text. Takes time linear in the text. */
export type TextTest = (text: string) => boolean;

export type CompiledPattern =
  | { readonly ok: true; readonly test: TextTest }
  | { readonly ok: false; readonly message: string };

/** A regular expression in RE2 syntax, found anywhere in the text, as Hubble does. */
export function compilePattern(pattern: string): CompiledPattern {
  if (pattern.length > MAX_PATTERN_CHARACTERS) {
    return { ok: false, message: `The pattern is longer than ${MAX_PATTERN_CHARACTERS} characters. Shorten it.` };
  }
  try {
    const regex = RE2JS.compile(pattern);
    if (regex.programSize() > MAX_PATTERN_STEPS) {
      return { ok: false, message: 'The pattern repeats too much. Write smaller counts between { and }, or * and +.' };
    }
    return { ok: true, test: (text) => regex.test(text) };
  } catch (reason) {
    const detail = reason instanceof Error ? reason.message.replace(/^error parsing regexp: /, '') : '';
    return {
      ok: false,
      message: `This is not a regular expression that RE2 understands (${detail}). It has no lookaround and no back-references.`,
    };
  }
}

/** The regular expression of a DNS name pattern, `*` being any letters, digits, dots and hyphens. */
export function globToRegex(glob: string): string {
  return glob.replaceAll('.', '\\.').replaceAll('*', '[-.0-9a-z]*');
}

const ANY_NAME = '[-0-9_a-z]+(?:\\.[-0-9_a-z]+)*';

/** The regular expression of `[cluster/]node`, both sides globs; a missing side is any name. */
export function nodeNameToRegex(pattern: string): string {
  const slash = pattern.indexOf('/');
  const cluster = pattern.slice(0, Math.max(slash, 0));
  const node = pattern.slice(slash + 1);
  return `${cluster ? globToRegex(cluster) : ANY_NAME}/${node ? globToRegex(node) : ANY_NAME}`;
}

/** One of the regular expressions matches the whole text. They are our own, so they always compile. */
export function wholeTextTest(regexes: readonly string[]): TextTest {
  const regex = RE2JS.compile(`\\A(?:${regexes.join('|')})\\z`);
  return (text) => regex.test(text);
}

/** Texts in which one of the words occurs, whatever the case of letters. */
export function wordTest(words: readonly string[]): TextTest {
  const regex = RE2JS.compile(words.map((word) => RE2JS.quote(word)).join('|'), RE2JS.CASE_INSENSITIVE);
  return (text) => regex.test(text);
}
