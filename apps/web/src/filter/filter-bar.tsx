import { useMemo, type RefObject } from 'react';
import { Icon } from '../base/glyphs.tsx';
import { useLive } from '../live/use-live.ts';
import type { Grouping } from '../view/grouped-graph.ts';
import { FilterChips } from './filter-chips.tsx';
import { FilterField } from './filter-field.tsx';
import { ProblemNote, TermNotes } from './filter-notes.tsx';
import { GroupingSwitch } from './grouping-switch.tsx';
import { ObserveButton } from './observe-button.tsx';
import { useFilterEdit } from './use-filter-edit.ts';

export interface FilterBarProps {
  /** As the address of the page has it. */
  readonly query: string;
  readonly onApply: (query: string) => void;
  /** The field, for a key that goes to it. */
  readonly input: RefObject<HTMLInputElement | null>;
  readonly grouping: Grouping;
  readonly onGrouping: (grouping: Grouping) => void;
}

const PROBLEM_ID = 'filter-problem';
/** They share one line; more of them take more lines. */
const FEW_CHIPS = 3;

/**
 * Where one says what is shown: the terms of the query as chips, a field for the next one, and how ends are grouped.
 * What cannot be read changes nothing; its place is marked.
 */
export function FilterBar({ query, onApply, input, grouping, onGrouping }: FilterBarProps) {
  const rejection = useLive((live) => live.rejection);
  const filter = useFilterEdit(query, rejection, onApply, input);
  const { terms, edit, problem } = filter;
  const shown = useMemo(() => (edit.kind === 'whole' ? [] : terms), [edit.kind, terms]);
  const at = edit.kind === 'whole' ? 0 : edit.at;
  const after = edit.kind === 'whole' ? 0 : at + edit.replaces;
  const chips = { refused: filter.refused, onEdit: filter.editChip, onRemove: filter.removeChip };
  return (
    <search className="filter panel">
      <Icon name="search" />
      <div
        className="filter-line"
        data-few={shown.length <= FEW_CHIPS}
        onPointerDown={(event) => {
          if (event.target !== event.currentTarget) return;
          event.preventDefault();
          input.current?.focus();
        }}
        onDoubleClick={(event) => {
          if (event.target === event.currentTarget) filter.editAll();
        }}
      >
        <FilterChips terms={shown} from={0} to={at} {...chips} />
        <FilterField filter={filter} input={input} problemId={PROBLEM_ID} />
        <FilterChips terms={shown} from={after} to={shown.length} {...chips} />
      </div>
      {terms.length !== 1 && query !== '' && (
        <button
          type="button"
          className="icon-button"
          aria-label="Remove the filter"
          title="Remove the filter"
          onClick={filter.clear}
        >
          <Icon name="close" />
        </button>
      )}
      <ObserveButton query={query} />
      <GroupingSwitch grouping={grouping} onGrouping={onGrouping} />
      {problem === undefined ? (
        <TermNotes />
      ) : (
        <ProblemNote id={PROBLEM_ID} problem={problem} onTake={filter.takeInstead} />
      )}
    </search>
  );
}
