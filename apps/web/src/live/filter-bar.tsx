import { useId, useRef, useState, type RefObject } from 'react';
import type { Problem } from '@orrery/query/ast';
import { parseQuery } from '@orrery/query/parse';
import { toHubbleObserve } from '@orrery/query/to-hubble-observe';
import { CopyButton } from '../base/copy-button.tsx';
import { Icon } from '../base/glyphs.tsx';
import { plainText } from '../base/plain-text.ts';
import { useLive } from './use-live.ts';

interface FilterBarProps {
  /** As the address of the page has it. */
  readonly query: string;
  readonly onApply: (query: string) => void;
  readonly input: RefObject<HTMLInputElement | null>;
}

/** Where the query is written. Enter applies it when it can be read; otherwise the place that cannot is marked. */
export function FilterBar({ query, onApply, input }: FilterBarProps) {
  const [shown, setShown] = useState(query);
  const [draft, setDraft] = useState(query);
  const [isTried, setTried] = useState(true);
  const problemId = useId();
  const mirror = useRef<HTMLDivElement>(null);
  const rejection = useLive((live) => live.rejection);
  if (shown !== query) {
    setShown(query);
    setDraft(query);
    setTried(true);
  }
  const parsed = parseQuery(draft);
  const refused: Problem | undefined =
    rejection === undefined || draft !== query || query === '' ? undefined : { ...rejection, suggestions: [] };
  const problem = parsed.ok ? refused : parsed.problems[0];
  const isShown = problem !== undefined && isTried;

  const apply = (text: string): void => {
    setTried(true);
    if (parseQuery(text).ok) onApply(text.trim());
  };
  const replace = ({ from, to }: Problem, text: string): void => {
    setDraft(draft.slice(0, from) + text + draft.slice(to));
    input.current?.focus();
  };
  return (
    <search className="filter panel">
      <Icon name="search" />
      <form
        className="filter-field"
        onSubmit={(event) => {
          event.preventDefault();
          apply(draft);
        }}
      >
        <Marks text={draft} problem={isShown ? problem : undefined} mirror={mirror} />
        <input
          ref={input}
          value={draft}
          aria-label="Filter"
          aria-invalid={isShown}
          aria-describedby={isShown ? problemId : undefined}
          placeholder="Filter: namespace:shop verdict:DROPPED to-port:6379 policy:allow-dns"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          onChange={(event) => {
            setDraft(event.target.value);
            if (parsed.ok) setTried(false);
          }}
          onScroll={({ currentTarget }) => mirror.current?.scrollTo(currentTarget.scrollLeft, 0)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            setDraft(query);
            event.currentTarget.blur();
          }}
        />
      </form>
      {draft === '' ? (
        <kbd className="wide-only">/</kbd>
      ) : (
        <button
          type="button"
          className="icon-button"
          aria-label="Remove the filter"
          onClick={() => {
            setDraft('');
            apply('');
          }}
        >
          <Icon name="close" />
        </button>
      )}
      {parsed.ok && (
        <CopyButton
          className="flat-button"
          label="Copy as hubble observe"
          text={toHubbleObserve(parsed.query).command}
        />
      )}
      {isShown && <ProblemNote id={problemId} problem={problem} onTake={(text) => replace(problem, text)} />}
      {!isShown && <Terms />}
    </search>
  );
}

/** The text of the field once more, unseen, with a line under the part that is at fault. */
function Marks({
  text,
  problem,
  mirror,
}: {
  text: string;
  problem: Problem | undefined;
  mirror: RefObject<HTMLDivElement | null>;
}) {
  const from = problem?.from ?? text.length;
  const to = problem?.to ?? text.length;
  return (
    <div ref={mirror} className="filter-marks" aria-hidden="true">
      {text.slice(0, from)}
      {problem !== undefined && <mark>{text.slice(from, to) || ' '}</mark>}
      {text.slice(to)}
    </div>
  );
}

interface ProblemNoteProps {
  readonly id: string;
  readonly problem: Problem;
  readonly onTake: (suggestion: string) => void;
}

function ProblemNote({ id, problem: { message, from, suggestions }, onTake }: ProblemNoteProps) {
  return (
    <div className="filter-note filter-problem" id={id} role="alert">
      <strong>At position {from + 1}:</strong> <bdi>{plainText(message, 400)}</bdi>{' '}
      {suggestions.map((suggestion) => (
        <button key={suggestion} type="button" className="button" onClick={() => onTake(suggestion)}>
          <bdi>{plainText(suggestion)}</bdi>
        </button>
      ))}
    </div>
  );
}

/** Terms of the applied query that do not do all that they say. */
function Terms() {
  const notApplied = useLive(({ graph }) => graph?.status?.termsNotApplied);
  const partly = useLive(({ graph }) => graph?.status?.termsPartlyApplied);
  if ((notApplied?.length ?? 0) + (partly?.length ?? 0) === 0) return null;
  const listed = (terms: readonly string[]): string => terms.map((term) => plainText(term, 60)).join(' ');
  return (
    <div className="filter-terms">
      {notApplied !== undefined && notApplied.length > 0 && (
        <span>
          <bdi className="code">{listed(notApplied)}</bdi> is about single flows and hides no edge.{' '}
        </span>
      )}
      {partly !== undefined && partly.length > 0 && (
        <span>
          <bdi className="code">{listed(partly)}</bdi> chooses whole edges; their figures hold other flows, too.
        </span>
      )}
    </div>
  );
}
