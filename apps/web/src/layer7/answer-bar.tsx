import { shortNumber, wholeNumber } from '../base/numbers.ts';
import { answerParts, answerWords } from './http-verdict.ts';
import type { HttpRow } from './http-rows.ts';

const MAX_WORDS = 3;

/** Who answered what: shares as a bar, and the codes in words beside it. */
export function AnswerBar({ row }: { readonly row: HttpRow }) {
  const parts = answerParts(row);
  const some = parts.slice(0, MAX_WORDS);
  const rest = parts.length - some.length;
  return (
    <div className="answers" title={answerWords(row)}>
      <span className="answer-bar" aria-hidden="true">
        {parts.map(({ kind, name, count }) => (
          <i key={name} className={`answer-${kind}`} style={{ flexGrow: count }} />
        ))}
      </span>
      <span className="answer-words">
        {some.map(({ kind, name, count }) => (
          <span key={name} className={`answer-word answer-word-${kind}`}>
            {name}
            {parts.length > 1 && <span className="answer-count"> ×{shortNumber(count)}</span>}
          </span>
        ))}
        {rest > 0 && <span className="hint">+{wholeNumber(rest)}</span>}
      </span>
    </div>
  );
}
