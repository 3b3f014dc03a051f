import type { Problem, Query, Term, Value } from './ast.ts';
import { MAX_QUERY_CHARACTERS, MAX_TERMS, MAX_VALUES } from './ast.ts';
import { type Field, FIELD_NAMES, fieldNamed } from './fields.ts';
import { nearest } from './nearest.ts';
import { type PatternCheck, readValue } from './read-value.ts';
import { type RawTerm, type RawValue, scan } from './scan.ts';

export type ParseResult =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads a query; who reads says how regular expressions are judged. Empty text is the query that selects everything.
 * Problems come in order of position.
 */
export function readQuery(text: string, checkPattern: PatternCheck): ParseResult {
  if (text.length > MAX_QUERY_CHARACTERS) {
    const message = `The query has ${text.length} characters; at most ${MAX_QUERY_CHARACTERS} are read. Shorten it.`;
    return { ok: false, problems: [{ message, from: MAX_QUERY_CHARACTERS, to: text.length, suggestions: [] }] };
  }
  const problems: Problem[] = [];
  const rawTerms = scan(text, problems);
  const extra = rawTerms[MAX_TERMS];
  if (extra) {
    const message = `A query has at most ${MAX_TERMS} terms. Join alternatives with commas, or leave some out.`;
    problems.push({ message, from: extra.from, to: text.length, suggestions: [] });
  }
  const terms = rawTerms.slice(0, MAX_TERMS).flatMap((raw) => readTerm(raw, checkPattern, problems) ?? []);
  if (problems.length > 0) return { ok: false, problems: problems.toSorted((a, b) => a.from - b.from) };
  return { ok: true, query: { terms } };
}

function readTerm(raw: RawTerm, checkPattern: PatternCheck, problems: Problem[]): Term | undefined {
  const { negated, from, to } = raw;
  const extra = raw.values[MAX_VALUES];
  if (extra) {
    const message = `A term has at most ${MAX_VALUES} values. Leave some out, or write a range or a pattern.`;
    problems.push({ message, from: extra.from, to, suggestions: [] });
    return undefined;
  }
  if (!raw.field) return readWord(raw, problems);
  const field = fieldNamed(raw.field.text.toLowerCase());
  if (!field) {
    problems.push(unknownField(raw.field));
    return undefined;
  }
  const values = raw.values.flatMap((value) => readFieldValue(field, value, checkPattern, problems) ?? []);
  return { kind: 'field', field: field.name, negated, values, from, to };
}

function readWord({ negated, from, to, values }: RawTerm, problems: Problem[]): Term {
  for (const value of values) {
    if (value.text === '') problems.push(empty(value, 'Write a word between the commas or quotes, or take them out.'));
  }
  return { kind: 'word', negated, values, from, to };
}

function readFieldValue(
  field: Field,
  raw: RawValue,
  checkPattern: PatternCheck,
  problems: Problem[],
): Value | undefined {
  const { from, to } = raw;
  if (raw.text === '') {
    problems.push(empty(raw, `Write a value after "${field.name}:", as in ${field.name}:${field.example}.`));
    return undefined;
  }
  const read = readValue(field.subject, raw.text, checkPattern);
  if (read.ok) return { text: read.text, from, to };
  problems.push({ message: read.message, suggestions: read.suggestions, from, to });
  return undefined;
}

function empty({ from, to }: RawValue, advice: string): Problem {
  return { message: `A value is missing here. ${advice}`, from, to, suggestions: [] };
}

const LABEL_SOURCES = new Set(['k8s', 'reserved', 'cidr', 'any', 'unspec']);

function unknownField({ text, from, to }: RawValue): Problem {
  const name = text.toLowerCase();
  if (LABEL_SOURCES.has(name)) {
    const message = `"${text}" is not a field. If you mean a label, write label:${text}:...`;
    return { message, from, to, suggestions: [`label:${text}`] };
  }
  const suggestions = nearest(name, FIELD_NAMES);
  const advice = suggestions.length > 0 ? `Did you mean ${suggestions.join(' or ')}?` : 'See the list of fields.';
  return {
    message: `There is no field "${text}". ${advice} To look for the text itself, put it in quotes.`,
    from,
    to,
    suggestions,
  };
}
