import { useState } from 'react';
import { Icon } from '../base/glyphs.tsx';
import { READING } from './help-dialog.tsx';

const SEEN = 'orrery.hint';

/** Three lines that explain the picture, until they are put away; once. */
export function FirstHint() {
  const [isSeen, setSeen] = useState(() => wasSeen());
  if (isSeen) return null;
  const close = (): void => {
    setSeen(true);
    try {
      localStorage.setItem(SEEN, '1');
    } catch {
      // Without a store it comes again with the next visit.
    }
  };
  return (
    <aside className="first-hint" aria-label="How to read it">
      <ul>
        {READING.map((line) => (
          <li key={line}>{line}</li>
        ))}
        <li>
          <kbd>?</kbd> shows the keys.
        </li>
      </ul>
      <button type="button" className="icon-button" aria-label="Put the hint away" onClick={close}>
        <Icon name="close" />
      </button>
    </aside>
  );
}

function wasSeen(): boolean {
  try {
    return localStorage.getItem(SEEN) !== null;
  } catch {
    return true;
  }
}
