import type { Range, Subject } from './ast.ts';
import { DROP_REASON_LIST, PROTOCOLS, TCP_FLAGS, VERDICTS } from './enums.ts';
import { EVENT_TYPE_NAMES } from './event-type.ts';
import { fieldNamed, FIELDS } from './fields.ts';

/** What may be typed next. Putting `text` in place of `[from, to)` gives the query that it offers. */
export interface Suggestion extends Range {
  readonly text: string;
  /** How it is shown. */
  readonly label: string;
}

/**
 * What is known to occur, by subject: namespaces, workloads, ... in the order in which to offer it. What may always be
 * written, such as verdicts, follows by itself.
 */
export type KnownValues = ReadonlyMap<Subject, readonly string[]>;

export const MAX_SUGGESTIONS = 20;

/** Suggestions for the term in which the caret stands; the text behind the caret stays as it is. */
export function suggest(text: string, caret: number, known: KnownValues = new Map()): readonly Suggestion[] {
  const from = termStart(text, caret);
  const typed = text.slice(from, caret);
  const sign = typed.startsWith('-') ? 1 : 0;
  const colon = typed.indexOf(':');
  if (colon < 0) return fieldSuggestions(typed.slice(sign), { from: from + sign, to: caret });
  const field = fieldNamed(typed.slice(sign, colon).toLowerCase());
  if (!field) return [];
  const valueFrom = Math.max(colon, typed.lastIndexOf(',')) + 1;
  const values = new Set([...(known.get(field.subject) ?? []), ...(FIXED_VALUES.get(field.subject) ?? [])]);
  return valueSuggestions([...values], typed.slice(valueFrom), { from: from + valueFrom, to: caret });
}

/** Behind the last space before the caret that is not in quotes. */
function termStart(text: string, caret: number): number {
  let start = 0;
  let isQuoted = false;
  for (let i = 0; i < caret; i++) {
    if (text[i] === '\\' && isQuoted) i++;
    else if (text[i] === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /\s/.test(text[i])) start = i + 1;
  }
  return start;
}

function fieldSuggestions(typed: string, range: Range): readonly Suggestion[] {
  const names = FIELDS.map(({ name }) => name as string);
  return ranked(names, typed).map((name) => ({ ...range, text: `${name}:`, label: name }));
}

function valueSuggestions(values: readonly string[], typed: string, range: Range): readonly Suggestion[] {
  const wanted = typed.startsWith('"') ? typed.slice(1) : typed;
  return ranked(values, wanted).map((value) => ({ ...range, text: quoted(value), label: value }));
}

/** Those that begin with the text, then those that contain it. */
function ranked(candidates: readonly string[], typed: string): readonly string[] {
  const wanted = typed.toLowerCase();
  const first = candidates.filter((candidate) => candidate.toLowerCase().startsWith(wanted));
  const then = candidates.filter((candidate) => candidate.toLowerCase().indexOf(wanted) > 0);
  return [...first, ...then].slice(0, MAX_SUGGESTIONS);
}

function quoted(value: string): string {
  return /[\s,"]/.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : value;
}

const FIXED_VALUES: KnownValues = new Map<Subject, readonly string[]>([
  ['verdict', ['DROPPED', 'AUDIT', ...VERDICTS.filter((name) => name !== 'DROPPED' && name !== 'AUDIT')]],
  ['drop-reason-desc', DROP_REASON_LIST],
  ['type', EVENT_TYPE_NAMES],
  ['protocol', PROTOCOLS],
  ['traffic-direction', ['ingress', 'egress']],
  ['tcp-flags', TCP_FLAGS],
  ['ip-version', ['v4', 'v6']],
  ['encrypted', ['true', 'false']],
  ['reply', ['true', 'false']],
  ['http-method', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']],
  ['http-status', ['2+', '3+', '4+', '5+']],
  ['identity', ['world', 'host', 'remote-node', 'kube-apiserver', 'health', 'ingress', 'init', 'unmanaged']],
]);
