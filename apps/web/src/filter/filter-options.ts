import { suggest, type KnownValues } from '@orrery/query/complete';
import { FIELDS } from '@orrery/query/fields';

/** One line of the list below the field. Taking it puts `text` there, with the caret at `caret`. */
export interface FilterOption {
  readonly kind: 'recent' | 'field' | 'value';
  readonly label: string;
  /** What else is said of it: an example. */
  readonly hint: string;
  readonly text: string;
  readonly caret: number;
}

const MAX_OPTIONS = 12;
const MAX_RECENT = 5;

/** What may be taken over for what is typed. An empty field offers what was asked for lately, too. */
export function filterOptions(
  text: string,
  caret: number,
  known: KnownValues,
  recent: readonly string[],
): readonly FilterOption[] {
  const lately =
    text === ''
      ? recent
          .slice(0, MAX_RECENT)
          .map((query): FilterOption => ({ kind: 'recent', label: query, hint: '', text: query, caret: query.length }))
      : [];
  const offered = suggest(text, caret, known).map((suggestion): FilterOption => {
    const { from, to, label } = suggestion;
    const isField = suggestion.text.endsWith(':') && EXAMPLES.has(label);
    return {
      kind: isField ? 'field' : 'value',
      label: isField ? `${label}:` : label,
      hint: isField ? (EXAMPLES.get(label) ?? '') : '',
      text: text.slice(0, from) + suggestion.text + text.slice(to),
      caret: from + suggestion.text.length,
    };
  });
  const isTyped = offered.length === 1 && offered[0]?.text === text;
  return [...lately, ...(isTyped ? [] : offered)].slice(0, MAX_OPTIONS);
}

const EXAMPLES: ReadonlyMap<string, string> = new Map(FIELDS.map(({ name, example }) => [name, example]));
