import { useQuery } from '@tanstack/react-query';
import { apiUrl } from '../base/api-url.ts';
import { clockTime } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { keptFlowLines, type KeptFlowLine } from './kept-flow-line.ts';

const SHOWN = '12';
const AGAIN_AFTER_MS = 5000;
const MAX_JSON_CHARACTERS = 20_000;

/** The flows that the server keeps as evidence of an edge, newest first, each down to its JSON. */
export function EdgeFlows({ edge }: { edge: string }) {
  const { data, error, isPending } = useQuery({
    queryKey: ['evidence', edge],
    queryFn: ({ signal }) => readEvidence(edge, signal),
    refetchInterval: AGAIN_AFTER_MS,
  });
  if (isPending) return <p className="hint">Reading…</p>;
  if (data === undefined) return <p className="hint">{plainText(error?.message ?? 'Not available', 300)}</p>;
  if (data.length === 0) return <p className="hint">None is kept.</p>;
  return (
    <ul className="flows">
      {data.map((line) => (
        <FlowItem key={line.number} line={line} />
      ))}
    </ul>
  );
}

function FlowItem({ line: { timeMs, verdict, text, json } }: { line: KeptFlowLine }) {
  return (
    <li>
      <details>
        <summary>
          <span className="quiet">{Number.isNaN(timeMs) ? '' : clockTime(timeMs)}</span>{' '}
          <span
            className={verdict === 'DROPPED' ? 'figure-denied' : verdict === 'AUDIT' ? 'figure-audited' : undefined}
          >
            {plainText(verdict, 20)}
          </span>{' '}
          <bdi>{plainText(text, 80)}</bdi>
        </summary>
        <pre tabIndex={0}>
          <code>{jsonText(json)}</code>
        </pre>
      </details>
    </li>
  );
}

/** Line by line, so that the lines stay while what is in them cannot be seen does not. */
function jsonText(json: string): string {
  return json
    .slice(0, MAX_JSON_CHARACTERS)
    .split('\n')
    .map((line) => plainText(line, 400))
    .join('\n');
}

async function readEvidence(edge: string, signal: AbortSignal): Promise<readonly KeptFlowLine[]> {
  const response = await fetch(apiUrl('flows', { edge, evidence: '1', limit: SHOWN }), { signal });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return keptFlowLines(await response.json());
}
