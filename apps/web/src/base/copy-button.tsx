import { useEffect, useState } from 'react';
import { Icon } from './glyphs.tsx';

const SHOWN_FOR_MS = 2000;

/** Puts text into the clipboard, and says whether that went well: over plain HTTP a browser refuses. */
export function CopyButton({ text, label, className = 'button' }: { text: string; label: string; className?: string }) {
  const [outcome, setOutcome] = useState<'' | 'Copied' | 'Not allowed here'>('');
  useEffect(() => {
    if (outcome === '') return undefined;
    const timer = setTimeout(() => setOutcome(''), SHOWN_FOR_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('Copied');
    } catch {
      setOutcome('Not allowed here'); // the text is on the page, to be selected by hand
    }
  };
  return (
    <button type="button" className={className} onClick={() => void copy()}>
      <Icon name={outcome === 'Copied' ? 'check' : 'copy'} />
      <span aria-live="polite">{outcome === '' ? label : outcome}</span>
    </button>
  );
}
