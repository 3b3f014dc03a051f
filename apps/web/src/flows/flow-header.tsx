import { useState, type DragEvent } from 'react';
import type { FlowLookout } from './column-tracks.ts';
import type { ColumnId, FlowColumn, FlowSort } from './store/flow-columns.ts';

interface FlowHeaderProps {
  readonly look: FlowLookout;
  readonly sort: FlowSort;
  readonly onSort: (sort: FlowSort) => void;
  /** The column was dropped in front of another. */
  readonly onMove: (id: ColumnId, before: ColumnId) => void;
}

/** A click sorts, a second one turns the order around, a third one goes back to the order of arrival. */
export function FlowHeader({ look, sort, onSort, onMove }: FlowHeaderProps) {
  const [dragged, setDragged] = useState<ColumnId | undefined>();
  const [over, setOver] = useState<ColumnId | undefined>();
  const end = (): void => {
    setDragged(undefined);
    setOver(undefined);
  };
  return (
    <div className="flow-header" role="rowgroup">
      <div className="flow-titles" role="row" aria-rowindex={1} style={{ gridTemplateColumns: look.tracks }}>
        {look.columns.map((column, at) => (
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={at + 1}
            aria-label={column.name}
            aria-sort={sort?.column === column.id ? (sort.isDescending ? 'descending' : 'ascending') : undefined}
            className={column.isFigure ? 'figure' : undefined}
            draggable
            data-over={over === column.id && dragged !== column.id}
            onDragStart={(event: DragEvent) => {
              event.dataTransfer.effectAllowed = 'move';
              setDragged(column.id);
            }}
            onDragOver={(event: DragEvent) => {
              if (dragged === undefined) return;
              event.preventDefault();
              setOver(column.id);
            }}
            onDrop={(event: DragEvent) => {
              event.preventDefault();
              if (dragged !== undefined && dragged !== column.id) onMove(dragged, column.id);
              end();
            }}
            onDragEnd={end}
          >
            <SortButton column={column} sort={sort} onSort={onSort} />
          </div>
        ))}
      </div>
    </div>
  );
}

function SortButton({
  column,
  sort,
  onSort,
}: { readonly column: FlowColumn } & Pick<FlowHeaderProps, 'sort' | 'onSort'>) {
  const { id, title, name } = column;
  const isSorted = sort?.column === id;
  return (
    <button
      type="button"
      data-sorted={isSorted}
      aria-label={`Sort by ${spokenName(title, name)}`}
      onClick={() => onSort(nextSort(id, sort))}
    >
      {title}
      <span className="arrow" aria-hidden="true">
        {isSorted ? (sort.isDescending ? ' ↓' : ' ↑') : ''}
      </span>
    </button>
  );
}

/** Times and figures begin with the largest. */
const LARGEST_FIRST: ReadonlySet<ColumnId> = new Set(['time', 'status']);

export function nextSort(column: ColumnId, sort: FlowSort): FlowSort {
  const first = LARGEST_FIRST.has(column);
  if (sort?.column !== column) return { column, isDescending: first };
  return sort.isDescending === first ? { column, isDescending: !first } : undefined;
}

/** What is read out has the words that are seen in it. */
function spokenName(title: string, name: string): string {
  const [seen, spoken] = [title.toLowerCase(), name.toLowerCase()];
  return ` ${spoken} `.includes(` ${seen} `) ? spoken : `${seen}: ${spoken}`;
}
