import { useEffect, useRef, useState } from 'react';
import { COLUMN_IDS, flowColumn, type ColumnId } from './store/flow-columns.ts';

interface ColumnMenuProps {
  /** Those that are shown, in their order. */
  readonly shown: readonly ColumnId[];
  readonly isUsual: boolean;
  /** Empty for the usual ones. */
  readonly onColumns: (ids: readonly ColumnId[]) => void;
}

/** Which columns the table has, and in which order. */
export function ColumnMenu({ shown, isUsual, onColumns }: ColumnMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const closeOutside = ({ target }: PointerEvent): void => {
      if (!(target instanceof Node) || whole.current?.contains(target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside, true);
    return () => document.removeEventListener('pointerdown', closeOutside, true);
  }, [isOpen]);
  const others = COLUMN_IDS.filter((id) => !shown.includes(id));
  return (
    <div
      ref={whole}
      className="column-menu"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        setOpen(false);
        whole.current?.querySelector<HTMLElement>('button')?.focus();
      }}
    >
      <button
        type="button"
        className="flat-button"
        aria-expanded={isOpen}
        aria-controls="flow-columns"
        onClick={() => setOpen(!isOpen)}
      >
        Columns
      </button>
      {isOpen && (
        <div id="flow-columns" className="column-list panel" role="group" aria-label="Columns of the table">
          <ul>
            {shown.map((id, at) => (
              <li key={id}>
                <Choice id={id} isShown onChange={() => onColumns(shown.filter((other) => other !== id))} />
                <MoveButton id={id} way="up" isPossible={at > 0} onMove={() => onColumns(swapped(shown, at, at - 1))} />
                <MoveButton
                  id={id}
                  way="down"
                  isPossible={at < shown.length - 1}
                  onMove={() => onColumns(swapped(shown, at, at + 1))}
                />
              </li>
            ))}
            {others.map((id) => (
              <li key={id}>
                <Choice id={id} isShown={false} onChange={() => onColumns([...shown, id])} />
              </li>
            ))}
          </ul>
          <button type="button" className="button" disabled={isUsual} onClick={() => onColumns([])}>
            The usual columns
          </button>
        </div>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly id: ColumnId;
  readonly isShown: boolean;
  readonly onChange: () => void;
}

function Choice({ id, isShown, onChange }: ChoiceProps) {
  return (
    <label>
      <input type="checkbox" checked={isShown} onChange={onChange} /> {flowColumn(id).name}
    </label>
  );
}

interface MoveButtonProps {
  readonly id: ColumnId;
  readonly way: 'up' | 'down';
  readonly isPossible: boolean;
  readonly onMove: () => void;
}

function MoveButton({ id, way, isPossible, onMove }: MoveButtonProps) {
  return (
    <button
      type="button"
      className="icon-button column-move"
      aria-label={`Move ${flowColumn(id).name.toLowerCase()} ${way === 'up' ? 'to the left' : 'to the right'}`}
      aria-disabled={!isPossible}
      onClick={() => isPossible && onMove()}
    >
      {way === 'up' ? '↑' : '↓'}
    </button>
  );
}

function swapped(ids: readonly ColumnId[], a: number, b: number): readonly ColumnId[] {
  return ids.map((id, at) => (at === a ? ids[b] : at === b ? ids[a] : id) ?? id);
}

/** The column stands in front of another one now. */
export function movedBefore(ids: readonly ColumnId[], moved: ColumnId, before: ColumnId): readonly ColumnId[] {
  return ids.flatMap((id) => (id === moved ? [] : id === before ? [moved, id] : [id]));
}
