import type { Range, Term } from '@orrery/query/ast';
import { formatTerm } from '@orrery/query/print';
import { Icon } from '../base/glyphs.tsx';
import { plainText } from '../base/plain-text.ts';

interface FilterChipsProps {
  readonly terms: readonly Term[];
  /** The terms that are shown here, half-open. */
  readonly from: number;
  readonly to: number;
  readonly refused: Range | undefined;
  readonly onEdit: (at: number) => void;
  readonly onRemove: (at: number) => void;
}

/** Terms of the query: a click edits one, the cross or the Delete key takes it out. */
export function FilterChips({ terms, from, to, refused, onEdit, onRemove }: FilterChipsProps) {
  return terms
    .slice(from, to)
    .map((term, i) => (
      <FilterChip
        key={`${from + i} ${formatTerm(term)}`}
        term={term}
        isRefused={refused !== undefined && term.from < refused.to && refused.from < term.to}
        onEdit={() => onEdit(from + i)}
        onRemove={() => onRemove(from + i)}
      />
    ));
}

interface FilterChipProps {
  readonly term: Term;
  readonly isRefused: boolean;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function FilterChip({ term, isRefused, onEdit, onRemove }: FilterChipProps) {
  const text = formatTerm(term);
  const field = term.kind === 'field' ? text.slice(0, text.indexOf(':') + 1) : term.negated ? '-' : '';
  const spoken = plainText(text, 200);
  return (
    <span className="filter-chip" data-refused={isRefused}>
      <button
        type="button"
        className="filter-chip-text"
        aria-label={`Edit the term ${spoken}`}
        title={spoken}
        onClick={onEdit}
        onKeyDown={(event) => {
          if (event.key !== 'Delete' && event.key !== 'Backspace') return;
          event.preventDefault();
          onRemove();
        }}
      >
        <bdi>
          <span className="quiet">{field}</span>
          {plainText(text.slice(field.length), 200)}
        </bdi>
      </button>
      <button type="button" className="filter-chip-remove" aria-label={`Remove the term ${spoken}`} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </span>
  );
}
