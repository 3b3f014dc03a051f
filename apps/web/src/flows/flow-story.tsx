import { useQuery } from '@tanstack/react-query';
import { VerdictGlyph } from '../base/glyphs.tsx';
import { Text } from '../base/text.tsx';
import { verdictShown } from './flow-cell.tsx';
import type { PastRange } from '../view/past-range.ts';
import { storyKey } from './flow-keys.ts';
import { readStory } from './read-story.ts';
import type { StoryStep } from './story.ts';
import { afterText, stepWords } from './story-words.ts';

export interface FlowStoryProps {
  /** Id of one of the flows. */
  readonly uuid: string;
  readonly range?: PastRange | undefined;
  /** Opens another one of them in full; steps are not buttons without it. */
  readonly onOpen?: (step: StoryStep) => void;
}

/** What belongs to the connection of a flow, step by step: name, verdicts, request, answer, drop. */
export function FlowStory({ uuid, range, onOpen }: FlowStoryProps) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: storyKey(uuid, range),
    queryFn: async ({ signal }) => (await readStory(uuid, range, signal)) ?? null,
    refetchOnWindowFocus: false,
  });
  if (isPending) return <p className="hint">Reading…</p>;
  if (data === undefined) {
    return (
      <div className="panel-problem" role="status">
        <p>{error?.message === 'Failed to fetch' ? 'The server cannot be reached.' : error?.message}</p>
        <button type="button" className="button" onClick={() => void refetch()}>
          Retry now
        </button>
      </div>
    );
  }
  if (data === null)
    return <p className="hint">The server does not keep this flow any more, nor what belongs to it.</p>;
  const { steps, isComplete, sampledOneIn } = data;
  const firstMs = steps.find(({ timeMs }) => !Number.isNaN(timeMs))?.timeMs ?? Number.NaN;
  return (
    <>
      <ol className="story">
        {steps.map((step) => (
          <Step
            key={`${step.id} ${step.number}`}
            step={step}
            firstMs={firstMs}
            isThis={step.id === uuid}
            onOpen={onOpen}
          />
        ))}
      </ol>
      {steps.length <= 1 && <p className="hint">Nothing else of this connection is kept.</p>}
      {!isComplete && steps.length > 1 && <p className="hint">More belongs to this connection than is shown.</p>}
      {sampledOneIn > 1 && (
        <p className="hint">The server keeps 1 of up to {sampledOneIn} flows: steps may be missing.</p>
      )}
    </>
  );
}

interface StepProps {
  readonly step: StoryStep;
  readonly firstMs: number;
  readonly isThis: boolean;
  readonly onOpen: FlowStoryProps['onOpen'];
}

/** Packets that passed somewhere: nothing was decided, asked or answered with them. */
const QUIET: ReadonlySet<string> = new Set(['trace', 'reply', 'other']);

function Step({ step, firstMs, isThis, onOpen }: StepProps) {
  const { title, detail } = stepWords(step);
  const { sign } = verdictShown(step.verdict);
  const isQuiet = sign !== 'denied' && QUIET.has(step.role);
  const content = (
    <>
      <span className="story-time">{afterText(step, firstMs)}</span>
      {sign === undefined ? <span /> : <VerdictGlyph name={sign} />}
      <span className="story-words">
        <Text className="story-title" limit={90}>
          {title}
        </Text>
        {detail !== '' && (
          <Text className="story-detail" limit={160}>
            {detail}
          </Text>
        )}
        {step.decided !== '' && <span className="story-detail">decided at the {step.decided}</span>}
      </span>
    </>
  );
  return (
    <li
      className={`story-step story-${sign ?? 'none'}`}
      data-quiet={isQuiet}
      aria-current={isThis ? 'step' : undefined}
    >
      {onOpen === undefined || isThis ? (
        <div className="story-line">{content}</div>
      ) : (
        <button type="button" className="story-line" onClick={() => onOpen(step)}>
          {content}
        </button>
      )}
    </li>
  );
}
