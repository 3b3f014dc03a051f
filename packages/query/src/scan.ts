import type { Problem, Range } from './ast.ts';

/** A term as it stands in the text, before its field and values are understood. */
export interface RawTerm extends Range {
  readonly negated: boolean;
  /** Absent for words. */
  readonly field: RawValue | undefined;
  /** At least one; the text is '' where one is missing. */
  readonly values: readonly RawValue[];
}

export interface RawValue extends Range {
  /** Without quotes and escapes. */
  readonly text: string;
}

/** Splits a query at spaces, colons and commas outside quotes. Goes over the text once. */
export function scan(text: string, problems: Problem[]): RawTerm[] {
  reportUnseen(text, problems);
  const terms: RawTerm[] = [];
  let at = 0;
  for (;;) {
    while (isSpace(text[at])) at++;
    if (at >= text.length) return terms;
    const term = scanTerm(text, at, problems);
    if (term.values.length > 0) terms.push(term);
    at = term.to;
  }
}

const FIELD = /[A-Za-z0-9][A-Za-z0-9_-]*:/y;

function scanTerm(text: string, from: number, problems: Problem[]): RawTerm {
  const negated = text[from] === '-';
  let at = negated ? from + 1 : from;
  if (negated && (at >= text.length || isSpace(text[at]))) {
    problems.push(problem('"-" stands alone. Write the term to exclude right behind it, as in -port:53.', from, at));
    return { negated, field: undefined, values: [], from, to: at };
  }
  if (negated && text[at] === '-') return scanFlag(text, from, problems);
  FIELD.lastIndex = at;
  const match = FIELD.exec(text)?.[0];
  const field = match ? { text: match.slice(0, -1), from: at, to: at + match.length - 1 } : undefined;
  if (match) at += match.length;
  const values: RawValue[] = [];
  for (;;) {
    const value = scanValue(text, at, problems);
    values.push(value);
    at = value.to;
    if (text[at] !== ',') return { negated, field, values, from, to: at };
    at++;
  }
}

/** A flag as `hubble observe` takes it, pasted by somebody who knows the command. */
function scanFlag(text: string, from: number, problems: Problem[]): RawTerm {
  let to = from;
  while (to < text.length && !isSpace(text[to])) to++;
  const name = text.slice(from + 2, to).split('=')[0];
  const suggestions = name ? [`${name}:`] : [];
  problems.push({
    message: `Fields are written without dashes here: ${name || 'field'}:value, and -${name || 'field'}:value for --not.`,
    from,
    to,
    suggestions,
  });
  return { negated: false, field: undefined, values: [], from, to };
}

/** Up to a comma or space. Quotes may begin anywhere, as in a shell; inside, only \" and \\ are escapes. */
function scanValue(text: string, from: number, problems: Problem[]): RawValue {
  const pieces: string[] = [];
  let at = from;
  while (at < text.length && text[at] !== ',' && !isSpace(text[at])) {
    const start = at;
    if (text[at] !== '"') {
      while (at < text.length && text[at] !== ',' && text[at] !== '"' && !isSpace(text[at])) at++;
      pieces.push(text.slice(start, at));
      continue;
    }
    at++;
    while (at < text.length && text[at] !== '"') {
      const isEscape = text[at] === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\');
      if (isEscape) at++;
      const end = at + 1;
      pieces.push(text.slice(at, end));
      at = end;
    }
    if (at >= text.length) {
      problems.push(problem('This quote is not closed. Add a " where the value ends.', start, text.length));
    } else {
      at++;
    }
  }
  const value = pieces.join('');
  if (/[\t\n\r]/.test(value)) {
    problems.push(
      problem('There is a tab or a line break in this value. Write a space, or close the quotes.', from, at),
    );
  }
  return { text: value, from, to: at };
}

/**
 * Characters that nobody sees do not belong into a query: a copied command must do what it seems to do.
 * Line breaks and tabs between terms are space.
 */
function reportUnseen(text: string, problems: Problem[]): void {
  const unseen = /[^\P{C}\t\n\r]|[\u2028\u2029]/u.exec(text);
  if (!unseen) return;
  const from = unseen.index;
  problems.push(problem('There is an invisible character here. Delete it.', from, from + unseen[0].length));
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

function problem(message: string, from: number, to: number): Problem {
  return { message, from, to, suggestions: [] };
}
