import { plainText } from './plain-text.ts';

/** Something could not be read; what stands around it stands. */
export function ReadProblem({ message, onRetry }: { readonly message: string; readonly onRetry: () => void }) {
  const said = message === 'Failed to fetch' ? 'The server cannot be reached.' : plainText(message, 300);
  return (
    <div className="panel-problem" role="status">
      <p>{said} It is tried again every few seconds.</p>
      <button type="button" className="button" onClick={onRetry}>
        Retry now
      </button>
    </div>
  );
}
