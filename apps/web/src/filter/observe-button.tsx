import { useEffect, useState } from 'react';
import { formatTerm } from '@orrery/query/print';
import { toHubbleObserve } from '@orrery/query/to-hubble-observe';
import { Icon } from '../base/glyphs.tsx';
import { plainText } from '../base/plain-text.ts';
import { readPageQuery } from '../live/page-query.ts';
import { usePastRange } from '../live/use-asked-range.ts';

const SHOWN_FOR_MS = 6000;

/** Copies the query as a command, and shows for a while what was copied and how it was said. */
export function ObserveButton({ query }: { readonly query: string }) {
  const [outcome, setOutcome] = useState<'' | 'copied' | 'refused'>('');
  useEffect(() => {
    if (outcome === '') return undefined;
    const timer = setTimeout(() => setOutcome(''), SHOWN_FOR_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const range = usePastRange();
  const parsed = readPageQuery(query);
  if (!parsed.ok) return null;
  const { command, remainder } = toHubbleObserve(parsed.query, range);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(command);
      setOutcome('copied');
    } catch {
      setOutcome('refused'); // over plain HTTP: the command is shown, to be selected by hand
    }
  };
  return (
    <div className="observe">
      <button
        type="button"
        className="flat-button"
        aria-label="Copy as hubble observe"
        title={`Copy as hubble observe: ${plainText(command, 300)}`}
        onClick={() => void copy()}
      >
        <Icon name={outcome === 'copied' ? 'check' : 'copy'} />
        <span className="observe-word">hubble observe</span>
      </button>
      <div role="status" className={outcome === '' ? 'visually-hidden' : 'filter-note observe-note'}>
        {outcome !== '' && (
          <>
            <p>
              <strong>{outcome === 'copied' ? 'Copied.' : 'The browser does not let this page copy.'}</strong>
              {command.includes('list ') && ' Raw allow and deny lists, because the flags would select something else.'}
            </p>
            {remainder.length > 0 && (
              <p>
                <bdi className="code">{plainText(remainder.map(formatTerm).join(' '), 200)}</bdi> cannot be said in it
                and is left out: the command selects more.
              </p>
            )}
            <pre className="command">
              <code>{plainText(command, 2000)}</code>
            </pre>
          </>
        )}
      </div>
    </div>
  );
}
