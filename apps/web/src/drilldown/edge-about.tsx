import { clockTime } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { useEvidence } from '../layer7/use-evidence.ts';
import { edgeRow, sortRows, WORST_FIRST } from '../view/edge-order.ts';
import type { End, GroupedEdge, GroupedGraph } from '../view/grouped-graph.ts';
import { lastWindow } from '../view/time-window.ts';
import { AttemptTrend } from './attempt-trend.tsx';
import { connectionFacts } from './connection-facts.ts';
import { EdgeEnds } from './edge-ends.tsx';
import { EdgeFigures } from './edge-figures.tsx';
import { EdgeLinks } from './edge-links.tsx';
import { MemberList } from './member-list.tsx';
import { seenEnd } from './seen-ends.ts';
import type { TabProps } from './tab-props.ts';
import { troubledFirst } from './troubled-first.ts';

interface EdgeAboutProps extends TabProps {
  readonly edge: GroupedEdge;
  readonly command: string;
}

/** Everything that is known of an edge but why: when, how much, how the two talk, who they are, and what is beside it. */
export function EdgeAbout({ grouped, edge, moment, command, onSelectEdge }: EdgeAboutProps) {
  const evidence = useEvidence(troubledFirst(edge.members), '');
  const flows = evidence.kind === 'answer' ? evidence.value : [];
  const beside = edgesBeside(edge, grouped);
  return (
    <>
      <AttemptTrend edge={edge} />
      <h3>Between the two</h3>
      <dl className="fact-list">
        {connectionFacts(edge, flows).map(({ name, words }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{words}</dd>
          </div>
        ))}
        <div>
          <dt>Seen</dt>
          <dd>
            {clockTime(edge.firstSeenMs)} to {clockTime(edge.lastSeenMs)}
          </dd>
        </div>
      </dl>
      <EdgeFigures figures={edge.figures} windowSeconds={moment.windowSeconds} />
      <p className="hint">
        Both of {lastWindow(moment)}. Several flows tell of one attempt, from both sides; they are never added up.
      </p>
      <h3>Ends</h3>
      <EdgeEnds
        source={edge.source}
        destination={edge.destination}
        seen={[seenEnd(flows, edge.source), seenEnd(flows, edge.destination)]}
      />
      <p className="hint">
        {flows.length > 0 && `Pods, nodes and addresses as seen in ${flows.length} kept flows.`}
        {[edge.source, edge.destination].some(hasInferredName) && ' ~ is inferred from DNS answers.'}
      </p>
      {beside.length > 0 && (
        <>
          <h3>Between the same two</h3>
          <EdgeLinks edges={beside} names="port" moment={moment} onSelectEdge={onSelectEdge} />
        </>
      )}
      {edge.members.length > 1 && <MemberList edge={edge} grouping={grouped.grouping} moment={moment} />}
      <h3>The same in a terminal</h3>
      <pre className="command" tabIndex={0}>
        <code>{plainText(command, 4000)}</code>
      </pre>
    </>
  );
}

function hasInferredName({ vertices }: End): boolean {
  return vertices.some(({ names, namesInferred }) => namesInferred && names.length > 0);
}

/** Other ports and protocols, and the way back. */
function edgesBeside(edge: GroupedEdge, { edges }: GroupedGraph): readonly GroupedEdge[] {
  const { source, destination } = edge;
  const beside: GroupedEdge[] = [];
  for (const other of edges.values()) {
    if (other === edge) continue;
    const isSame = other.source.key === source.key && other.destination.key === destination.key;
    const isBack = other.source.key === destination.key && other.destination.key === source.key;
    if (isSame || isBack) beside.push(other);
  }
  return sortRows(beside.map(edgeRow), WORST_FIRST).map((row) => row.edge);
}
