import { useId } from 'react';
import { plainText } from '../base/plain-text.ts';

interface IncidentWordsProps {
  readonly name: string;
  readonly note: string;
  readonly onName: (name: string) => void;
  readonly onNote: (note: string) => void;
}

/** As the server bounds them. */
const MOST_NAME = 120;
const MOST_NOTE = 10_000;

/** What a person says of an incident: its name, and a note. */
export function IncidentWords({ name, note, onName, onNote }: IncidentWordsProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={`${id}name`}>Name</label>
      <input
        id={`${id}name`}
        type="text"
        className="evidence-field"
        maxLength={MOST_NAME}
        required
        autoFocus
        autoComplete="off"
        value={name}
        onFocus={({ target }) => target.select()}
        onChange={({ target }) => onName(target.value)}
      />
      <label htmlFor={`${id}note`}>
        Note <span className="hint">optional</span>
      </label>
      <textarea
        id={`${id}note`}
        className="evidence-field"
        rows={4}
        maxLength={MOST_NOTE}
        value={note}
        onChange={({ target }) => onNote(target.value)}
      />
    </>
  );
}

/** Lines of a note that are shown; the whole of it is there when it is renamed. */
const SHOWN_LINES = 3;

/** Hostile text in the lines in which it was written; nothing for an empty one. */
export function IncidentNote({ note }: { readonly note: string }) {
  if (note.trim() === '') return null;
  const lines = note.split(/\r?\n/).filter((line) => line.trim() !== '');
  return (
    <bdi className="incident-note">
      {lines
        .slice(0, SHOWN_LINES)
        .map((line) => plainText(line, 200))
        .join('\n')}
      {lines.length > SHOWN_LINES && ' …'}
    </bdi>
  );
}
