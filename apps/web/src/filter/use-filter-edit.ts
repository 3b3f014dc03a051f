import { useContext, useState, type RefObject } from 'react';
import type { Rejection } from '@orrery/proto/orrery/live/v1/live_pb';
import type { Problem, Range, Term } from '@orrery/query/ast';
import type { KnownValues } from '@orrery/query/complete';
import { loadPatterns, needsPatterns, readPageQuery } from '../live/page-query.ts';
import { LiveStoreContext } from '../live/use-live.ts';
import { behind, edited, editTerm, editWhole, firstEdit, termsOf, without, type FilterEdit } from './filter-edit.ts';
import { knownValues } from './known-values.ts';
import { recentQueries, rememberQuery } from './recent-queries.ts';

const NOTHING_KNOWN: KnownValues = new Map();
const NO_TERMS: readonly Term[] = [];

export interface FilterEditing {
  readonly terms: readonly Term[];
  readonly edit: FilterEdit;
  /** What is wrong with what is in the field; shown from the first try to apply it. */
  readonly problem: Problem | undefined;
  /** The part of the applied query that the server refused. */
  readonly refused: Range | undefined;
  readonly known: KnownValues;
  readonly recent: readonly string[];
  /** The field was entered: what occurs now is offered from here on. */
  readonly enter: () => void;
  readonly type: (text: string) => void;
  readonly apply: (text: string) => void;
  readonly applyWhole: (query: string) => void;
  readonly reset: () => void;
  readonly clear: () => void;
  readonly editChip: (at: number) => void;
  readonly editAll: () => void;
  readonly removeChip: (at: number) => void;
  readonly takeInstead: (text: string) => void;
}

/** What is typed until it is applied. Another query in the address begins anew. */
export function useFilterEdit(
  query: string,
  rejection: Rejection | undefined,
  onApply: (query: string) => void,
  input: RefObject<HTMLInputElement | null>,
): FilterEditing {
  const store = useContext(LiveStoreContext);
  const [shown, setShown] = useState(query);
  const [terms, setTerms] = useState(() => termsOf(query) ?? NO_TERMS);
  const [edit, setEdit] = useState(() => firstEdit(query));
  const [isTried, setTried] = useState(true);
  const [offered, setOffered] = useState<Pick<FilterEditing, 'known' | 'recent'>>({ known: NOTHING_KNOWN, recent: [] });
  if (shown !== query) {
    setShown(query);
    setTerms(termsOf(query) ?? NO_TERMS);
    setEdit(firstEdit(query));
    setTried(true);
  }
  const [, setJudged] = useState(0);
  /** Works at once, or when regular expressions in the text can be judged. */
  const whenJudged = (text: string, work: () => void): void => {
    if (!needsPatterns(text)) return work();
    void loadPatterns().then(() => {
      setJudged((times) => times + 1);
      work();
    });
  };
  const applyWhole = (text: string): void => {
    if (!readPageQuery(text).ok) return setTried(true);
    rememberQuery(localStorage, text);
    setEdit(firstEdit(text));
    onApply(text);
  };
  const change = (next: FilterEdit): void => {
    setEdit(next);
    setTried(true);
    input.current?.focus();
  };
  const typed = readPageQuery(edit.text);
  const wrong = typed.ok ? undefined : typed.problems[0];
  const isRefused = rejection !== undefined && query !== '' && edited(terms, edit) === edited(terms, behind(terms));
  return {
    terms,
    edit,
    problem: isTried ? (wrong ?? (isRefused ? { ...rejection, suggestions: [] } : undefined)) : undefined,
    refused: isRefused ? rejection : undefined,
    ...offered,
    enter: () => {
      const graph = store?.current.graph;
      setOffered({
        known: graph === undefined ? NOTHING_KNOWN : knownValues(graph),
        recent: recentQueries(localStorage),
      });
    },
    type: (text) => {
      setEdit({ ...edit, text });
      if (wrong === undefined) setTried(false);
    },
    apply: (text) => {
      setEdit({ ...edit, text });
      whenJudged(text, () => {
        if (readPageQuery(text).ok) applyWhole(edited(terms, { ...edit, text }));
        else setTried(true);
      });
    },
    applyWhole: (text) => whenJudged(text, () => applyWhole(text)),
    reset: () => {
      setEdit(firstEdit(query));
      setTried(true);
    },
    clear: () => {
      setEdit(firstEdit(''));
      onApply('');
      input.current?.focus();
    },
    editChip: (at) => change(editTerm(terms, at)),
    editAll: () => change(editWhole(terms)),
    removeChip: (at) => {
      applyWhole(without(terms, at));
      input.current?.focus();
    },
    takeInstead: (text) => {
      if (wrong !== undefined)
        change({ ...edit, text: edit.text.slice(0, wrong.from) + text + edit.text.slice(wrong.to) });
    },
  };
}
