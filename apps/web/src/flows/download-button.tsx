import { useEffect, useRef, useState } from 'react';
import type { PastRange } from '../view/past-range.ts';
import { readLines, saveLines } from './download-flows.ts';

type Progress =
  | { readonly kind: 'idle' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'said'; readonly text: string };

interface DownloadButtonProps {
  readonly query: string;
  /** Of the past; undefined for what the server has in memory. */
  readonly range: PastRange | undefined;
}

const SAID_FOR_MS = 6000;

/** Saves the flows of the query as lines of JSON. */
export function DownloadButton({ query, range }: DownloadButtonProps) {
  const [progress, setProgress] = useState<Progress>({ kind: 'idle' });
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);
  useEffect(() => {
    if (progress.kind !== 'said') return undefined;
    const timer = setTimeout(() => setProgress({ kind: 'idle' }), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [progress]);
  const download = async (): Promise<void> => {
    const { signal } = leaving.current;
    setProgress({ kind: 'reading' });
    try {
      const { lines, isCut } = await readLines(query, range, signal);
      saveLines(lines);
      setProgress({ kind: 'said', text: isCut ? 'Saved the newest; there are more' : 'Saved' });
    } catch (reason) {
      if (signal.aborted) return;
      setProgress({ kind: 'said', text: reason instanceof Error ? reason.message : 'Not saved' });
    }
  };
  return (
    <button
      type="button"
      className="flat-button"
      title="The flows that the server keeps and this filter shows, as lines of JSON for hubble observe --input-file"
      aria-disabled={progress.kind === 'reading'}
      onClick={() => progress.kind !== 'reading' && void download()}
    >
      <span aria-live="polite">
        {progress.kind === 'idle' ? 'Save as JSON' : progress.kind === 'reading' ? 'Reading…' : progress.text}
      </span>
    </button>
  );
}
