import { useMemo, useState } from 'react';
import { CopyButton } from '../base/copy-button.tsx';
import { countOf } from '../base/numbers.ts';
import { shownJson, SHOWN_JSON } from './json-lines.ts';
import type { FlowJson } from './store/flow-messages.ts';

/** A flow as hubble prints it, without what is ours; all of it is copied, and as much shown as one can take. */
export function FlowJsonText({ json }: { readonly json: FlowJson }) {
  const [most, setMost] = useState(SHOWN_JSON);
  const { line, text } = useMemo(() => printed(json), [json]);
  const shown = useMemo(() => shownJson(text, most), [text, most]);
  return (
    <div className="full-json">
      <CopyButton className="button full-json-copy" label="Copy" text={line} />
      <pre tabIndex={0} aria-label="The flow as JSON">
        <code>{shown}</code>
      </pre>
      {text.length > most && (
        <button type="button" className="button" onClick={() => setMost(most + SHOWN_JSON)}>
          {countOf(text.length - most, 'character')} more
        </button>
      )}
    </div>
  );
}

/** On one line, as hubble does, and on many. */
function printed(flow: FlowJson): { readonly line: string; readonly text: string } {
  const json = Object.fromEntries(Object.entries(flow).filter(([name]) => !OURS.has(name)));
  return { line: JSON.stringify(json), text: JSON.stringify(json, null, 2) };
}

/** What our server says of a flow beside the response of the relay. */
const OURS: ReadonlySet<string> = new Set(['number', 'kept', 'sampled_one_in', 'role', 'decided']);
