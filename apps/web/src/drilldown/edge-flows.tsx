import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { apiUrl } from '../base/api-url.ts';
import { clockTime } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { useReadAgain } from '../live/use-read-again.ts';
import type { Edge } from '../view/edge.ts';
import { verdictOf, VERDICTS_WORST_FIRST } from '../view/edge-verdict.ts';
import type { GroupedEdge } from '../view/grouped-graph.ts';
import { keptFlowLines, type KeptFlowLine } from './kept-flow-line.ts';
import { PanelProblem } from './panel-problem.tsx';

const SHOWN = 20;
/** Of edges with more members the first ones are asked for, the troubled before the others. */
const MAX_MEMBERS = 4;
const AGAIN_AFTER_MS = 5000;
const MAX_JSON_CHARACTERS = 20_000;

/** The flows that the server keeps as evidence of an edge, newest first, each down to its JSON. */
export function EdgeFlows({ edge }: { readonly edge: GroupedEdge }) {
  const asked = troubledFirst(edge.members).slice(0, MAX_MEMBERS);
  const again = useReadAgain(AGAIN_AFTER_MS);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['evidence', ...asked],
    queryFn: ({ signal }) => readAll(asked, signal),
    // Members come and go; what was read stays until they are.
    placeholderData: keepPreviousData,
    ...again,
  });
  if (isPending) return <p className="hint">Reading…</p>;
  if (data === undefined) {
    return <PanelProblem message={error?.message ?? 'Not available.'} onRetry={() => void refetch()} />;
  }
  if (data.length === 0) return <p className="hint">No flow of this edge is kept any more.</p>;
  return (
    <>
      <p className="hint">
        The newest {data.length} of what is kept as evidence
        {edge.members.length > MAX_MEMBERS && `, of ${MAX_MEMBERS} of ${edge.members.length} pairs of identities`}.
      </p>
      <ul className="flows">
        {data.map((line) => (
          <FlowItem key={line.number} line={line} />
        ))}
      </ul>
    </>
  );
}

function troubledFirst(members: readonly Edge[]): readonly string[] {
  const rank = (edge: Edge): number => VERDICTS_WORST_FIRST.indexOf(verdictOf(edge));
  return members.toSorted((a, b) => rank(a) - rank(b) || a.index - b.index).map(({ key }) => key);
}

async function readAll(edges: readonly string[], signal: AbortSignal): Promise<readonly KeptFlowLine[]> {
  const lists = await Promise.all(edges.map((edge) => readEvidence(edge, signal)));
  return lists
    .flat()
    .sort((a, b) => b.number - a.number)
    .slice(0, SHOWN);
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
  const response = await fetch(apiUrl('flows', { edge, evidence: '1', limit: String(SHOWN) }), { signal });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return keptFlowLines(await response.json());
}
