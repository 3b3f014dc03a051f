import { useQueryClient } from '@tanstack/react-query';
import { formatQuery } from '@orrery/query/print';
import { useState } from 'react';
import { VerdictGlyph } from '../base/glyphs.tsx';
import { clockTime } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { ReadProblem } from '../base/read-problem.tsx';
import { Text } from '../base/text.tsx';
import { FlowJsonText } from '../flows/flow-json.tsx';
import { flowKey } from '../flows/flow-keys.ts';
import { latencyText } from './http-verdict.ts';
import type { HttpRow } from './http-rows.ts';
import type { KeptFlow } from './kept-flow.ts';
import { newestRefused, newestRefusedQuestion, ofMethod, type RefusedRequest } from './refused-flows.ts';
import { useProof } from './use-evidence.ts';

interface ProofProps {
  /** Opens a flow in full, by its id. */
  readonly onFlow: (uuid: string) => void;
}

/** The newest request of a route that policy refused, the 403 that the proxy gave, and both as Hubble told them. */
export function RefusedRequestProof({ row, onFlow }: ProofProps & { readonly row: HttpRow }) {
  const proof = useProof(row.edges, formatQuery(ofMethod(row.method)), (flows) => newestRefused(flows, row));
  if (proof.kind === 'pending') return <p className="hint">Reading…</p>;
  if (proof.kind === 'failed') return <ReadProblem message={proof.message} onRetry={proof.retry} />;
  return <HeldRequest newest={proof.value} onFlow={onFlow} />;
}

/** What one reads stays, whatever comes meanwhile. */
function HeldRequest({ newest, onFlow }: ProofProps & { readonly newest: RefusedRequest | undefined }) {
  const [held, setHeld] = useState(newest);
  const isSame = held?.request.number === newest?.request.number;
  if (newest !== undefined && (held === undefined || (isSame && held.answer?.number !== newest.answer?.number))) {
    setHeld(newest);
  }
  if (held === undefined) return <NothingKept what="request" />;
  const { request, answer } = held;
  const steps: readonly Step[] = [
    { flow: request, verdict: 'DROPPED', words: `${request.http?.method} ${request.http?.url}`, isRefused: true },
    ...(answer === undefined ? [] : [answerStep(answer)]),
  ];
  const onNewer = isSame || newest === undefined ? undefined : () => setHeld(newest);
  return <Proof key={request.number} title="Refused request" steps={steps} onFlow={onFlow} onNewer={onNewer} />;
}

function answerStep(flow: KeptFlow): Step {
  const took = flow.http?.latencyMs === undefined ? '' : ` after ${latencyText(flow.http.latencyMs)}`;
  return { flow, verdict: String(flow.http?.code), words: `answered by the policy proxy${took}`, isRefused: false };
}

/** The newest question for a name that policy refused. */
export function RefusedQuestionProof({
  edges,
  names,
  onFlow,
}: ProofProps & { readonly edges: readonly string[]; readonly names: readonly string[] }) {
  const proof = useProof(edges, 'verdict:DROPPED', (flows) => newestRefusedQuestion(flows, new Set(names)));
  if (proof.kind === 'pending') return <p className="hint">Reading…</p>;
  if (proof.kind === 'failed') return <ReadProblem message={proof.message} onRetry={proof.retry} />;
  return <HeldQuestion newest={proof.value} onFlow={onFlow} />;
}

function HeldQuestion({ newest, onFlow }: ProofProps & { readonly newest: KeptFlow | undefined }) {
  const [held, setHeld] = useState(newest);
  if (held === undefined && newest !== undefined) setHeld(newest);
  if (held === undefined) return <NothingKept what="question" />;
  const step = { flow: held, verdict: 'DROPPED', words: held.dns?.query ?? '', isRefused: true };
  const onNewer = newest === undefined || newest.number === held.number ? undefined : () => setHeld(newest);
  return <Proof key={held.number} title="Refused question" steps={[step]} onFlow={onFlow} onNewer={onNewer} />;
}

function NothingKept({ what }: { readonly what: string }) {
  return <p className="hint">None of the refused {what}s is among the flows that are kept of this edge.</p>;
}

interface Step {
  readonly flow: KeptFlow;
  readonly verdict: string;
  readonly words: string;
  readonly isRefused: boolean;
}

interface StepsProps extends ProofProps {
  readonly title: string;
  readonly steps: readonly Step[];
  /** Undefined while this is the newest. */
  readonly onNewer: (() => void) | undefined;
}

function Proof({ title, steps, onFlow, onNewer }: StepsProps) {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState(0);
  const shown = steps[chosen] ?? steps[0];
  if (shown === undefined) return null;
  const { flow } = shown;
  return (
    <section className="proof" aria-label={title}>
      <p className="proof-title">
        <strong>{title}</strong>
        <span className="quiet">
          {onNewer === undefined ? (
            'the newest, '
          ) : (
            <button type="button" className="proof-newer" onClick={onNewer}>
              Show a newer one
            </button>
          )}{' '}
          {clockTime(flow.timeMs)}
        </span>
      </p>
      <p className="quiet">
        <Text limit={60}>{flow.from}</Text> → <Text limit={60}>{flow.to}</Text>
        {flow.node !== '' && (
          <>
            , told by <Text limit={60}>{flow.node}</Text>
          </>
        )}
      </p>
      <ol className="proof-steps">
        {steps.map(({ verdict, words, isRefused, flow: { number } }, i) => (
          <li key={number}>
            <button type="button" aria-pressed={i === chosen} onClick={() => setChosen(i)}>
              <VerdictGlyph name={isRefused ? 'denied' : 'forwarded'} />
              <strong className={isRefused ? 'figure-denied' : undefined}>{plainText(verdict, 16)}</strong>
              <bdi>{plainText(words, 160)}</bdi>
            </button>
          </li>
        ))}
      </ol>
      <FlowJsonText json={flow.json} />
      {flow.uuid !== '' && (
        <button
          type="button"
          className="button"
          onClick={() => {
            queries.setQueryData(flowKey(flow.uuid), flow.json);
            onFlow(flow.uuid);
          }}
        >
          The whole connection
        </button>
      )}
    </section>
  );
}
