import { useEffect, useLayoutEffect, useRef, type KeyboardEvent } from 'react';
import { Icon } from '../base/glyphs.tsx';
import { plainText } from '../base/plain-text.ts';
import { cellFilters, copiedText, type CellFilter } from './cell-filters.ts';
import type { ColumnId } from './store/flow-columns.ts';
import type { FlowRow } from './store/flow-row.ts';

/** The cell that a menu is about, and where it stands on the screen. */
export interface CellPlace {
  readonly row: FlowRow;
  readonly column: ColumnId;
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
}

interface CellMenuProps {
  readonly place: CellPlace;
  readonly onFilter: (filter: CellFilter, how: 'only' | 'not') => void;
  readonly onOpen: (row: FlowRow) => void;
  readonly onClose: () => void;
}

const MARGIN = 8;

/** What can be done with a cell: see only what is like it, or nothing like it, copy it, or open its flow. */
export function CellMenu({ place, onFilter, onOpen, onClose }: CellMenuProps) {
  const { row, column } = place;
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (menu.current !== null) putBeside(menu.current, place);
  }, [place]);
  useEffect(() => menu.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus(), []);
  useEffect(() => {
    const closeOutside = ({ target }: PointerEvent): void => {
      if (!(target instanceof Node) || menu.current?.contains(target) !== true) onClose();
    };
    document.addEventListener('pointerdown', closeOutside, true);
    return () => document.removeEventListener('pointerdown', closeOutside, true);
  }, [onClose]);
  const filters = cellFilters(row, column);
  const text = copiedText(row, column);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Over plain HTTP a browser refuses; the text is in the table, to be selected by hand.
    }
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      onClose();
      return;
    }
    const by = STEPS.get(event.key);
    if (by === undefined) return;
    event.preventDefault();
    move(event.currentTarget, by);
  };
  return (
    <div
      ref={menu}
      className="cell-menu panel"
      role="menu"
      aria-label="About this cell"

      onKeyDown={onKeyDown}
    >
      {filters.map((filter) => (
        <div key={`${filter.field}:${filter.value}`} className="cell-menu-line" role="none">
          <bdi className="cell-menu-words" title={plainText(filter.words, 400)}>
            {plainText(filter.words, 60)}
          </bdi>
          {(['only', 'not'] as const).map((how) => (
            <button
              key={how}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className="button"
              aria-label={`${how === 'only' ? 'Only' : 'Not'} ${plainText(filter.words, 60)}`}
              onClick={() => onFilter(filter, how)}
            >
              {how === 'only' ? 'Only' : 'Not'}
            </button>
          ))}
        </div>
      ))}
      <div className="cell-menu-acts" role="none">
        {text !== '' && (
          <button type="button" role="menuitem" tabIndex={-1} className="flat-button" onClick={() => void copy()}>
            <Icon name="copy" /> Copy
          </button>
        )}
        <button type="button" role="menuitem" tabIndex={-1} className="flat-button" onClick={() => onOpen(row)}>
          Open this flow
        </button>
      </div>
    </div>
  );
}

const STEPS: ReadonlyMap<string, 'next' | 'previous' | 'below' | 'above'> = new Map([
  ['ArrowRight', 'next'],
  ['ArrowLeft', 'previous'],
  ['ArrowDown', 'below'],
  ['ArrowUp', 'above'],
]);

/** Two buttons stand in each line. */
function move(menu: HTMLElement, by: 'next' | 'previous' | 'below' | 'above'): void {
  const items = [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const at = items.findIndex((item) => item === document.activeElement);
  const steps = { next: 1, previous: -1, below: 2, above: -2 };
  items[Math.max(0, Math.min(items.length - 1, at + steps[by]))]?.focus();
}

/** Below the cell, or above it where there is no room. */
function putBeside(element: HTMLElement, { left, top, bottom }: CellPlace): void {
  const { width, height } = element.getBoundingClientRect();
  const isBelow = bottom + height + MARGIN <= window.innerHeight;
  element.style.left = `${Math.max(MARGIN, Math.min(left, window.innerWidth - width - MARGIN))}px`;
  element.style.top = `${isBelow ? bottom : Math.max(MARGIN, top - height)}px`;
}
