import { useEffect, useRef } from 'react';
import { pressed, SEQUENCE_MS, type KeyAction } from '../view/page-keys.ts';

/** Calls back for keys that mean something on the whole page: not while one types, nor what a control uses itself. */
export function usePageKeys(onAction: (action: KeyAction) => void): void {
  const latest = useRef(onAction);
  useEffect(() => {
    latest.current = onAction;
  }, [onAction]);
  useEffect(() => {
    let begun = { first: '', atMs: 0 };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
      const first = event.timeStamp - begun.atMs < SEQUENCE_MS ? begun.first : '';
      const meant = pressed(first, event.key);
      begun = { first: meant.kind === 'begun' ? meant.first : '', atMs: event.timeStamp };
      if (meant.kind !== 'action') return;
      if (event.key !== 'Escape') event.preventDefault();
      latest.current(meant.action);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

const TYPED_INTO = 'input, textarea, select, [contenteditable]';
/** What Space presses or opens. */
const PRESSED_BY_SPACE = 'button, a, summary, [role=option], [role=gridcell]';

function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('dialog[open]') !== null || target.matches(TYPED_INTO)) return true;
  return key === ' ' && target.matches(PRESSED_BY_SPACE);
}
