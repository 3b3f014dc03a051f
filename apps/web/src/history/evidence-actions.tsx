import { lazy, Suspense, useId, useRef, useState } from 'react';
import { Icon } from '../base/glyphs.tsx';
import { subscriptionOf } from '../live/subscription.ts';
import { useShownStore } from '../live/use-shown.ts';
import type { PastRange } from '../view/past-range.ts';
import { formatView, type View } from '../view/url-state.ts';
import type { Incident } from './incident-answer.ts';
import { viewOf } from './use-incident.ts';

const IncidentFreeze = lazy(async () => ({ default: (await import('./incident-freeze.tsx')).IncidentFreeze }));
const IncidentList = lazy(async () => ({ default: (await import('./incident-list.tsx')).IncidentList }));
const OpenFile = lazy(async () => ({ default: (await import('./open-file.tsx')).OpenFile }));
const ExportDialog = lazy(async () => ({ default: (await import('./export-dialog.tsx')).ExportDialog }));

interface EvidenceActionsProps {
  readonly view: View;
  readonly go: (change: Partial<View>, how: 'push') => void;
}

type Open =
  | { readonly kind: 'nothing' | 'list' }
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'freeze' | 'export'; readonly range: PastRange; readonly isLive: boolean };

/** What one can do with what is seen: freeze it, export it, and find what was frozen. */
export function EvidenceActions({ view, go }: EvidenceActionsProps) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<Open>({ kind: 'nothing' });
  const shown = useShownStore();
  const close = (): void => setOpen({ kind: 'nothing' });
  const begin = (kind: 'freeze' | 'export'): void => {
    menu.current?.hidePopover();
    const live = liveRange(shown.current.graph?.timeMs ?? Date.now(), view.windowSeconds);
    setOpen({ kind, range: view.range ?? live, isLive: view.range === undefined });
  };
  const show = (incident: Incident): void => {
    close();
    go(viewOf(incident), 'push');
  };
  const { query } = subscriptionOf(view);
  return (
    <span className="evidence-entrance">
      {view.incident === '' && (
        <button type="button" className="flat-button" onClick={() => begin('freeze')}>
          <Icon name="freeze" />
          Freeze
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        popoverTarget={id}
        aria-haspopup="menu"
        aria-label="Export and frozen incidents"
        title="Export and frozen incidents"
      >
        <Icon name="more" />
      </button>
      <div id={id} ref={menu} popover="auto" className="evidence-menu panel">
        <button type="button" className="evidence-choice" onClick={() => begin('export')}>
          Export the evidence
          <span className="hint">a zip: tables, flows, a manifest</span>
        </button>
        <button
          type="button"
          className="evidence-choice"
          onClick={() => {
            menu.current?.hidePopover();
            setOpen({ kind: 'list' });
          }}
        >
          Frozen incidents
          <span className="hint">show, rename, export, delete</span>
        </button>
        <label className="evidence-choice">
          Open a recording
          <span className="hint">a file of hubble observe -o json; or drop it on the page</span>
          <input
            type="file"
            accept=".json,.jsonl,.ndjson,.log,.txt"
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              target.value = '';
              menu.current?.hidePopover();
              if (file !== undefined) setOpen({ kind: 'file', file });
            }}
          />
        </label>
      </div>
      <Suspense>
        {open.kind === 'freeze' && (
          <IncidentFreeze
            range={open.range}
            isLive={open.isLive}
            query={query}
            address={formatView({ ...view, range: undefined, before: undefined, strip: undefined, incident: '' })}
            onOpen={show}
            onClose={close}
          />
        )}
        {open.kind === 'export' && (
          <ExportDialog range={open.range} query={query} incident={view.incident} onClose={close} />
        )}
        {open.kind === 'file' && <OpenFile file={open.file} onClose={close} />}
        {open.kind === 'list' && (
          <IncidentList
            onOpen={show}
            onClose={close}
            onRemoved={(removed) => {
              if (removed === view.incident) go({ incident: '' }, 'push');
            }}
          />
        )}
      </Suspense>
    </span>
  );
}

/** Whole tens of seconds, as they are written down. */
function liveRange(nowMs: number, windowSeconds: number): PastRange {
  const toMs = Math.floor(nowMs / 10_000) * 10_000;
  return { fromMs: toMs - windowSeconds * 1000, toMs };
}
