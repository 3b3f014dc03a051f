import { useEffect, useRef, useState } from 'react';
import { apiUrl } from '../base/api-url.ts';
import { plainText } from '../base/plain-text.ts';
import { formatTime, type PastRange } from '../view/past-range.ts';
import { rangeText } from '../view/time-window.ts';
import { EvidenceDialog } from './evidence-dialog.tsx';
import { download } from './export-download.ts';
import { bytesText } from './export-words.ts';
import { incidentUrl } from './incident-calls.ts';

interface ExportDialogProps {
  readonly range: PastRange;
  readonly query: string;
  /** Of the frozen incident whose bundle is wanted; '' for what the history has of the range. */
  readonly incident: string;
  readonly onClose: () => void;
}

type Progress =
  | { readonly kind: 'offered' }
  | { readonly kind: 'running'; readonly bytes: number }
  | { readonly kind: 'done'; readonly bytes: number }
  | { readonly kind: 'failed'; readonly why: string };

/** The evidence of a range as one file, with its progress. */
export function ExportDialog({ range, query, incident, onClose }: ExportDialogProps) {
  const [openedMs] = useState(() => Date.now());
  const [progress, setProgress] = useState<Progress>({ kind: 'offered' });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const start = async (): Promise<void> => {
    const leaving = new AbortController();
    running.current = leaving;
    let bytes = 0;
    setProgress({ kind: 'running', bytes });
    const onBytes = (soFar: number): void => {
      bytes = soFar;
      setProgress({ kind: 'running', bytes });
    };
    try {
      await download(urlOf(range, query, incident), nameOf(range, incident), onBytes, leaving.signal);
      setProgress({ kind: 'done', bytes });
    } catch (error) {
      setProgress(isCancelled(error) ? { kind: 'offered' } : { kind: 'failed', why: wordsOf(error) });
    }
  };
  const isRunning = progress.kind === 'running';
  return (
    <EvidenceDialog title="Export the evidence" onClose={onClose}>
      <div className="evidence-form">
        <p>
          A zip of <strong>{rangeText(range.fromMs, range.toMs, openedMs)}</strong>
          {query !== '' && incident === '' && (
            <>
              {' '}
              under <bdi className="mono">{plainText(query, 120)}</bdi>
            </>
          )}
          {incident !== '' && ', as it was frozen'}: a summary, the edges, requests and questions as tables, single
          flows that the hubble CLI replays, what is known to be missing, and a manifest to check all of it.
        </p>
        <p role="status" className={progress.kind === 'failed' ? 'evidence-problem' : 'hint'}>
          {statusOf(progress)}
        </p>
        <div className="evidence-acts">
          {isRunning && <progress className="evidence-progress" aria-label="Export" />}
          <button type="button" className="button" onClick={isRunning ? () => running.current?.abort() : onClose}>
            {isRunning ? 'Cancel' : 'Close'}
          </button>
          {!isRunning && (
            <button type="button" className="button button-primary" autoFocus onClick={() => void start()}>
              {progress.kind === 'offered' ? 'Export' : 'Export again'}
            </button>
          )}
        </div>
      </div>
    </EvidenceDialog>
  );
}

function statusOf(progress: Progress): string {
  switch (progress.kind) {
    case 'offered':
      return 'Check it later with: npm run verify -- BUNDLE.zip';
    case 'running':
      return progress.bytes === 0 ? 'Reading the history' : `${bytesText(progress.bytes)} so far`;
    case 'done':
      return `Done: ${bytesText(progress.bytes)}.`;
    case 'failed':
      return plainText(`It was not finished, and nothing is left of it: ${progress.why}`, 400);
  }
}

function urlOf(range: PastRange, query: string, incident: string): URL {
  if (incident !== '') return incidentUrl(incident, '/bundle');
  return apiUrl('bundle', { q: query, since: formatTime(range.fromMs), until: formatTime(range.toMs) });
}

function nameOf({ fromMs }: PastRange, incident: string): string {
  const stamp = formatTime(fromMs).replaceAll(/[-:]/g, '').replace('T', '-');
  return incident === '' ? `orrery-${stamp}.zip` : `orrery-incident-${incident}-${stamp}.zip`;
}

function isCancelled(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message === 'Failed to fetch' || message === 'network error' ? 'the connection to the server broke' : message;
}
