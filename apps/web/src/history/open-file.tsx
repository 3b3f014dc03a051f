import { useEffect, useState } from 'react';
import { countOf } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { EvidenceDialog } from './evidence-dialog.tsx';
import { bytesText } from './export-words.ts';
import { sendFile, type OpenedFile } from './open-file-send.ts';

interface OpenFileProps {
  readonly file: File;
  readonly onClose: () => void;
}

type Opening =
  | { readonly kind: 'sending'; readonly bytes: number }
  | { readonly kind: 'opened'; readonly opened: OpenedFile }
  | { readonly kind: 'failed'; readonly why: string };

/** Brings a recording to the server, which shows it as history, and goes there. */
export function OpenFile({ file, onClose }: OpenFileProps) {
  const [opening, setOpening] = useState<Opening>({ kind: 'sending', bytes: 0 });
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    sendFile(file, (bytes) => setOpening({ kind: 'sending', bytes }), signal).then(
      (opened) => {
        if (signal.aborted) return;
        if (opened.badLines === 0) location.assign(opened.href);
        else setOpening({ kind: 'opened', opened });
      },
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        if (!signal.aborted) setOpening({ kind: 'failed', why });
      },
    );
    return () => leaving.abort();
  }, [file]);
  return (
    <EvidenceDialog title="Open a recording" onClose={onClose}>
      <div className="evidence-form">
        <p>
          <bdi className="mono">{plainText(file.name, 120)}</bdi>, {bytesText(file.size)}
        </p>
        <p role="status" className={opening.kind === 'failed' ? 'evidence-problem' : 'hint'}>
          {wordsOf(opening, file.size)}
        </p>
        <div className="evidence-acts">
          {opening.kind === 'sending' && (
            <progress
              className="evidence-progress"
              aria-label="Sent"
              max={Math.max(1, file.size)}
              {...(opening.bytes < file.size ? { value: opening.bytes } : {})}
            />
          )}
          <button type="button" className="button" onClick={onClose}>
            {opening.kind === 'sending' ? 'Cancel' : 'Close'}
          </button>
          {opening.kind === 'opened' && (
            <a className="button button-primary" href={opening.opened.href}>
              Show it
            </a>
          )}
        </div>
      </div>
    </EvidenceDialog>
  );
}

function wordsOf(opening: Opening, size: number): string {
  switch (opening.kind) {
    case 'sending':
      return opening.bytes < size
        ? `${bytesText(opening.bytes)} of ${bytesText(size)} sent`
        : 'The server reads it: a few seconds for each hundred thousand flows';
    case 'opened': {
      const { flows, badLines } = opening.opened;
      return `${countOf(flows, 'flow')} can be shown; ${countOf(badLines, 'line')} could not be read.`;
    }
    case 'failed':
      return plainText(`It cannot be shown: ${opening.why}`, 400);
  }
}
