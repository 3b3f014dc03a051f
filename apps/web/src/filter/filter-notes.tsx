import type { Problem } from '@orrery/query/ast';
import { plainText } from '../base/plain-text.ts';
import { useShown } from '../live/use-shown.ts';

interface ProblemNoteProps {
  readonly id: string;
  readonly problem: Problem;
  readonly onTake: (suggestion: string) => void;
}

/** What is wrong, where, and what may stand there instead. */
export function ProblemNote({ id, problem: { message, from, suggestions }, onTake }: ProblemNoteProps) {
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
export function TermNotes() {
  const notApplied = useShown(({ graph }) => graph?.status?.termsNotApplied);
  const partly = useShown(({ graph }) => graph?.status?.termsPartlyApplied);
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
