import { plainText } from '../base/plain-text.ts';
import type { FilterOption } from './filter-options.ts';

interface FilterOptionListProps {
  readonly id: string;
  readonly options: readonly FilterOption[];
  /** The one that Enter takes; -1 for none. */
  readonly at: number;
  readonly onTake: (option: FilterOption) => void;
}

const HEADS: Readonly<Record<FilterOption['kind'], string>> = { recent: 'Recent', field: 'Fields', value: 'Values' };

/** What may be taken over into the field. The focus stays in the field. */
export function FilterOptionList({ id, options, at, onTake }: FilterOptionListProps) {
  return (
    <div className="filter-list">
      <ul id={id} role="listbox" aria-label="Suggestions">
        {options.map((option, i) => (
          <li
            key={`${option.kind} ${option.label}`}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            data-head={option.kind === options[i - 1]?.kind ? undefined : HEADS[option.kind]}
            onPointerDown={(event) => {
              event.preventDefault();
              onTake(option);
            }}
          >
            <bdi className="filter-list-label">{plainText(option.label, 90)}</bdi>
            {option.hint !== '' && <span className="hint">e.g. {option.hint}</span>}
          </li>
        ))}
      </ul>
      <p className="hint" aria-hidden="true">
        ↑ ↓ choose · Tab takes · Enter applies · Esc closes
      </p>
    </div>
  );
}
