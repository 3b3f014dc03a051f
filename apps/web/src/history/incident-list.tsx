import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Icon } from '../base/glyphs.tsx';
import { countOf, wholeNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { ReadProblem } from '../base/read-problem.tsx';
import { useNow } from '../base/use-now.ts';
import { dayText, rangeText } from '../view/time-window.ts';
import { EvidenceDialog } from './evidence-dialog.tsx';
import { bytesText } from './export-words.ts';
import type { Incident } from './incident-answer.ts';
import { changeIncident, incidentUrl, readIncidents, removeIncident } from './incident-calls.ts';
import { IncidentNote, IncidentWords } from './incident-words.tsx';

interface IncidentListProps {
  readonly onOpen: (incident: Incident) => void;
  readonly onRemoved: (id: string) => void;
  readonly onClose: () => void;
}

/** What was frozen: to be shown, renamed, exported and deleted. */
export function IncidentList({ onOpen, onRemoved, onClose }: IncidentListProps) {
  const { data, error, refetch } = useQuery({
    queryKey: ['incidents'],
    queryFn: ({ signal }) => readIncidents(signal),
    retry: false,
    refetchInterval: 10_000,
  });
  return (
    <EvidenceDialog title="Frozen incidents" onClose={onClose}>
      {data === undefined && error !== null && <ReadProblem message={error.message} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <p className="hint">Reading what was frozen</p>}
      {data?.isLasting === false && (
        <p className="evidence-note">This server keeps them in memory: they are gone when it stops.</p>
      )}
      {data?.incidents.length === 0 && (
        <p className="hint">Nothing was frozen yet. Choose a range in the strip of time, then Freeze.</p>
      )}
      <ul className="incident-list">
        {data?.incidents.map((incident) => (
          <IncidentRow key={incident.id} incident={incident} onOpen={onOpen} onRemoved={onRemoved} />
        ))}
      </ul>
    </EvidenceDialog>
  );
}

interface IncidentRowProps {
  readonly incident: Incident;
  readonly onOpen: (incident: Incident) => void;
  readonly onRemoved: (id: string) => void;
}

type Doing = 'nothing' | 'renaming' | 'removing';

function IncidentRow({ incident, onOpen, onRemoved }: IncidentRowProps) {
  const nowMs = useNow(60_000);
  const [doing, setDoing] = useState<Doing>('nothing');
  const { name, note, range, query, flows, keptFlows, completeness, bytes } = incident;
  const facts = [
    countOf(flows, 'flow'),
    `${wholeNumber(keptFlows)} kept whole`,
    completeness >= 1 ? 'complete' : `${Math.floor(completeness * 1000) / 10} % complete`,
    bytesText(bytes),
  ];
  return (
    <li>
      {doing === 'renaming' ? (
        <Renaming incident={incident} onDone={() => setDoing('nothing')} />
      ) : (
        <div className="incident-row">
          <button type="button" className="incident-open" onClick={() => onOpen(incident)}>
            <bdi className="incident-name">{plainText(name, 120)}</bdi>
            <span className="hint">
              {dayText(range.fromMs)} {rangeText(range.fromMs, range.toMs, range.fromMs)}, {facts.join(', ')}
              {query !== '' && <bdi className="mono"> {plainText(query, 80)}</bdi>}
            </span>
            <IncidentNote note={note} />
          </button>
          <div className="incident-acts">
            <button type="button" className="flat-button" onClick={() => setDoing('renaming')}>
              Rename
            </button>
            <a className="flat-button" href={incidentUrl(incident.id, '/bundle').href} download>
              <Icon name="download" />
              Export
            </a>
            <button type="button" className="flat-button" onClick={() => setDoing('removing')}>
              Delete
            </button>
          </div>
        </div>
      )}
      {doing === 'removing' && (
        <Removing incident={incident} nowMs={nowMs} onRemoved={onRemoved} onDone={() => setDoing('nothing')} />
      )}
    </li>
  );
}

function Renaming({ incident, onDone }: { readonly incident: Incident; readonly onDone: () => void }) {
  const [name, setName] = useState(incident.name);
  const [note, setNote] = useState(incident.note);
  const queries = useQueryClient();
  const changing = useMutation({
    mutationFn: () => changeIncident(incident.id, { name, note }),
    onSuccess: async (changed) => {
      queries.setQueryData(['incident', changed.id], changed);
      await queries.invalidateQueries({ queryKey: ['incidents'] });
      onDone();
    },
  });
  return (
    <form
      className="evidence-form"
      onSubmit={(event) => {
        event.preventDefault();
        changing.mutate();
      }}
    >
      <IncidentWords name={name} note={note} onName={setName} onNote={setNote} />
      <Problem error={changing.error} />
      <div className="evidence-acts">
        <button type="button" className="button" onClick={onDone}>
          Cancel
        </button>
        <button type="submit" className="button button-primary" disabled={changing.isPending || name.trim() === ''}>
          Save
        </button>
      </div>
    </form>
  );
}

interface RemovingProps {
  readonly incident: Incident;
  readonly nowMs: number;
  readonly onRemoved: (id: string) => void;
  readonly onDone: () => void;
}

function Removing({ incident, nowMs, onRemoved, onDone }: RemovingProps) {
  const queries = useQueryClient();
  const removing = useMutation({
    mutationFn: () => removeIncident(incident.id),
    onSuccess: async () => {
      onRemoved(incident.id);
      await queries.invalidateQueries({ queryKey: ['incidents'] });
    },
  });
  return (
    <div className="incident-removing" role="alertdialog" aria-label={`Delete ${plainText(incident.name, 120)}`}>
      <p>
        Its map, its note and its evidence of {rangeText(incident.range.fromMs, incident.range.toMs, nowMs)} are deleted
        for good, and its link shows nothing.
      </p>
      <Problem error={removing.error} />
      <div className="evidence-acts">
        <button type="button" className="button" autoFocus onClick={onDone}>
          Keep it
        </button>
        <button type="button" className="button" disabled={removing.isPending} onClick={() => removing.mutate()}>
          Delete for good
        </button>
      </div>
    </div>
  );
}

function Problem({ error }: { readonly error: Error | null }) {
  if (error === null) return null;
  return (
    <p className="evidence-problem" role="alert">
      {plainText(error.message, 300)}
    </p>
  );
}
