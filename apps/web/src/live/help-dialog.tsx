import { useEffect, useRef } from 'react';
import { Icon } from '../base/glyphs.tsx';
import { keyName, PAGE_KEYS, PLACE_KEYS } from '../view/page-keys.ts';

/** The keys, and how the picture is read. */
export function HelpDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      className="help"
      aria-label="Keys and help"
      onClose={onClose}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) onClose();
      }}
    >
      {isOpen && (
        <div className="help-body">
          <header>
            <h2>Keys</h2>
            <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
              <Icon name="close" />
            </button>
          </header>
          <div className="help-columns">
            <dl>
              {PAGE_KEYS.map(({ keys, does }) => (
                <div key={keys.join(' ')}>
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{keyName(key)}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
            <div>
              <dl>
                {PLACE_KEYS.map(({ place, keys, does }) => (
                  <div key={`${place} ${does}`}>
                    <dt>
                      {keys.map((key) => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </dt>
                    <dd>
                      {does} <span className="hint">{place}</span>
                    </dd>
                  </div>
                ))}
              </dl>
              <h3>How to read it</h3>
              <ul>
                {READING.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </div>
          </div>
        </div>
      )}
    </dialog>
  );
}

/** Also the hint of the first visit. */
export const READING = [
  'Callers are left, callees right; outside the cluster is at the right edge.',
  'A red dashed line with a bar at its end was stopped there. Its label says how often and why.',
  'Figures are attempts per minute; flows are the single events.',
] as const;
