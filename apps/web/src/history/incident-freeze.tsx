import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { CopyButton } from '../base/copy-button.tsx';
import { wholeNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import type { PastRange } from '../view/past-range.ts';
import { dayText, rangeText } from '../view/time-window.ts';
import { EvidenceDialog } from './evidence-dialog.tsx';
import type { Incident } from './incident-answer.ts';
import { freezeIncident } from './incident-calls.ts';
import { IncidentWords } from './incident-words.tsx';

interface IncidentFreezeProps {
  readonly range: PastRange;
  readonly query: string;
  /** The search part of the address. */
  readonly address: string;
  /** The range ends now: its newest seconds are not written down yet. */
  readonly isLive: boolean;
  readonly onOpen: (incident: Incident) => void;
  readonly onClose: () => void;
}

/** Asks for a name, freezes the range, and gives the link. */
export function IncidentFreeze({ range, query, address, isLive, onOpen, onClose }: IncidentFreezeProps) {
  const [openedMs] = useState(() => Date.now());
  const [name, setName] = useState(
    () => `${dayText(range.fromMs)} ${rangeText(range.fromMs, range.toMs, range.fromMs)}`,
  );
  const [note, setNote] = useState('');
  const queries = useQueryClient();
  const freezing = useMutation({
    mutationFn: () => freezeIncident({ name, note, range, query, view: address }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['incidents'] }),
  });
  if (freezing.data !== undefined) {
    return <Frozen incident={freezing.data} onOpen={onOpen} onClose={onClose} />;
  }
  return (
    <EvidenceDialog title="Freeze" onClose={onClose}>
      <form
        className="evidence-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!freezing.isPending) freezing.mutate();
        }}
      >
        <p>
          Keeps the map, its figures and the evidence of{' '}
          <strong>{rangeText(range.fromMs, range.toMs, openedMs)}</strong>
          {query !== '' && (
            <>
              {' '}
              under <bdi className="mono">{plainText(query, 120)}</bdi>
            </>
          )}
          , for as long as nobody deletes them.
        </p>
        <IncidentWords name={name} note={note} onName={setName} onNote={setNote} />
        {freezing.error !== null && (
          <p className="evidence-problem" role="alert">
            {plainText(freezing.error.message, 300)}
          </p>
        )}
        <div className="evidence-acts">
          {freezing.isPending && (
            <span className="hint" role="status">
              {isLive ? 'Waiting for the newest seconds to be written: up to half a minute' : 'Freezing'}
            </span>
          )}
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" disabled={freezing.isPending || name.trim() === ''}>
            Freeze
          </button>
        </div>
      </form>
    </EvidenceDialog>
  );
}

interface FrozenProps {
  readonly incident: Incident;
  readonly onOpen: (incident: Incident) => void;
  readonly onClose: () => void;
}

function Frozen({ incident, onOpen, onClose }: FrozenProps) {
  const link = linkOf(incident.id);
  return (
    <EvidenceDialog title="Frozen" onClose={onClose}>
      <div className="evidence-form">
        <p>
          {wholeNumber(incident.flows)} flows are kept in their figures, {wholeNumber(incident.keptFlows)} of them
          whole. This link shows them again:
        </p>
        <p className="evidence-link mono">{link}</p>
        <div className="evidence-acts">
          <CopyButton text={link} label="Copy the link" />
          <button type="button" className="button button-primary" autoFocus onClick={() => onOpen(incident)}>
            Show it
          </button>
        </div>
      </div>
    </EvidenceDialog>
  );
}

/** Short, and without what else is in the address: the rest was frozen with it. */
export function linkOf(id: string): string {
  const url = new URL(location.href);
  url.search = `?incident=${id}`;
  url.hash = '';
  return url.href;
}
