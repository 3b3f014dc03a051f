import {
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import { FilterMarks } from './filter-marks.tsx';
import { filterOptions, type FilterOption } from './filter-options.ts';
import { FilterOptionList } from './filter-option-list.tsx';
import type { FilterEditing } from './use-filter-edit.ts';

interface FilterFieldProps {
  readonly filter: FilterEditing;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly problemId: string;
}

/**
 * The field in which a term, or the whole query, is written. Enter applies it, Tab and the arrows take what is offered.
 * Enter in an empty field turns all chips into text.
 */
export function FilterField({ filter, input, problemId }: FilterFieldProps) {
  const { edit, problem, terms, known, recent } = filter;
  const listId = useId();
  const mirror = useRef<HTMLDivElement>(null);
  const wantedCaret = useRef<number>(undefined);
  const [isOpen, setOpen] = useState(false);
  const [caret, setCaret] = useState(edit.text.length);
  const [at, setAt] = useState(-1);
  const { text } = edit;
  const options = useMemo(
    () => (isOpen ? filterOptions(text, Math.min(caret, text.length), known, recent) : []),
    [isOpen, text, caret, known, recent],
  );
  const active = options[at];
  useLayoutEffect(() => {
    if (wantedCaret.current === undefined) return;
    input.current?.setSelectionRange(wantedCaret.current, wantedCaret.current);
    wantedCaret.current = undefined;
  });
  useEffect(() => {
    if (active !== undefined) document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, at, listId]);

  const write = (next: string, nextCaret: number): void => {
    filter.type(next);
    setCaret(nextCaret);
    setAt(-1);
    setOpen(true);
  };
  const take = (option: FilterOption, isLast: boolean): void => {
    if (option.kind === 'recent') {
      setOpen(false);
      filter.applyWhole(option.text);
      return;
    }
    if (option.kind === 'value' && isLast) {
      setOpen(false);
      setAt(-1);
      filter.apply(option.text);
      return;
    }
    wantedCaret.current = option.caret;
    write(option.text, option.caret);
  };
  const onEnter = (): void => {
    setOpen(false);
    if (text !== '' || edit.kind === 'whole') filter.apply(text);
    else if (terms.length > 0) filter.editAll();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const { selectionStart, selectionEnd } = event.currentTarget;
    const handled = ((): boolean => {
      switch (event.key) {
        case 'ArrowDown':
        case 'ArrowUp':
          setOpen(true);
          setAt(isOpen ? stepped(at, event.key === 'ArrowDown' ? 1 : -1, options.length) : -1);
          return true;
        case 'Enter':
          if (active === undefined) onEnter();
          else take(active, true);
          return true;
        case 'Tab': {
          const offered = active ?? (text === '' ? undefined : options[0]);
          if (!isOpen || offered === undefined || event.shiftKey) return false;
          take(offered, false);
          return true;
        }
        case 'Escape':
          if (isOpen && options.length > 0) setOpen(false);
          else {
            filter.reset();
            event.currentTarget.blur();
          }
          setAt(-1);
          event.stopPropagation();
          return true;
        case 'Backspace':
          if (edit.kind !== 'term' || selectionStart !== 0 || selectionEnd !== 0 || edit.at === 0) return false;
          filter.removeChip(edit.at - 1);
          return true;
        default:
          return false;
      }
    })();
    if (handled) event.preventDefault();
  };
  return (
    <div className="filter-field" data-whole={edit.kind === 'whole'} data-empty={text === ''}>
      <FilterMarks text={text} problem={text === '' ? undefined : problem} mirror={mirror} />
      <input
        ref={input}
        value={text}
        role="combobox"
        aria-label="Filter"
        aria-expanded={isOpen && options.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active === undefined ? undefined : `${listId}-${at}`}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : problemId}
        placeholder={terms.length > 0 ? 'Add a filter' : 'Filter: namespace:shop verdict:DROPPED to-port:6379'}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onFocus={() => {
          filter.enter();
          setOpen(true);
        }}
        onClick={() => setOpen(true)}
        onBlur={() => {
          setOpen(false);
          setAt(-1);
        }}
        onChange={({ target }) => write(target.value, target.selectionStart ?? target.value.length)}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? currentTarget.value.length)}
        onScroll={({ currentTarget }) => mirror.current?.scrollTo(currentTarget.scrollLeft, 0)}
        onKeyDown={onKeyDown}
      />
      {isOpen && options.length > 0 && (
        <FilterOptionList id={listId} options={options} at={at} onTake={(option) => take(option, true)} />
      )}
    </div>
  );
}

/** Around the end and through the place where nothing is chosen. */
function stepped(at: number, by: 1 | -1, length: number): number {
  const places = length + 1;
  return ((at + 1 + by + places) % places) - 1;
}
