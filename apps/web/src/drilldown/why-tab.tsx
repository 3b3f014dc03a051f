import { plainText } from '../base/plain-text.ts';
import { worstCause } from '../view/cause-text.ts';
import type { EdgeMoment } from '../view/edge-moment.ts';
import { edgeRow, sortRows, WORST_FIRST } from '../view/edge-order.ts';
import type { GroupedEdge, GroupedGraph } from '../view/grouped-graph.ts';
import { AttemptPath } from './attempt-path.tsx';
import { AttemptTrend } from './attempt-trend.tsx';
import { CauseList } from './cause-list.tsx';
import { EdgeEnds } from './edge-ends.tsx';
import { EdgeFigures } from './edge-figures.tsx';
import { EdgeLinks } from './edge-links.tsx';
import { MemberList } from './member-list.tsx';

interface WhyTabProps {
  readonly grouped: GroupedGraph;
  readonly edge: GroupedEdge;
  readonly moment: EdgeMoment;
  readonly command: string;
  readonly onSelectEdge: (key: string, how: 'pointer' | 'keyboard') => void;
}

/** Where an attempt stopped and why, then everything that is known of the edge. */
export function WhyTab({ grouped, edge, moment, command, onSelectEdge }: WhyTabProps) {
  const beside = edgesBeside(edge, grouped);
  const cause = worstCause(edge.causes);
  return (
    <>
      {cause !== undefined && edge.verdict !== 'forwarded' && <AttemptPath edge={edge} cause={cause} />}
      <CauseList edge={edge} />
      <AttemptTrend edge={edge} />
      {beside.length > 0 && (
        <>
          <h3>Between the same two</h3>
          <EdgeLinks edges={beside} names="port" moment={moment} onSelectEdge={onSelectEdge} />
        </>
      )}
      {edge.members.length > 1 && <MemberList edge={edge} grouping={grouped.grouping} moment={moment} />}
      <h3>Ends</h3>
      <EdgeEnds source={edge.source} destination={edge.destination} />
      <h3>Figures</h3>
      <EdgeFigures figures={edge.figures} windowSeconds={moment.windowSeconds} />
      <h3>The same in a terminal</h3>
      <pre className="command" tabIndex={0}>
        <code>{plainText(command, 4000)}</code>
      </pre>
    </>
  );
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
