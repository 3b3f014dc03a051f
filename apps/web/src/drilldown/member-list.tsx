import { Vertex_Kind, type Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import { VerdictGlyph } from '../base/glyphs.tsx';
import { countOf, shortNumber } from '../base/numbers.ts';
import { Text } from '../base/text.tsx';
import { deniedAttempts, type Edge } from '../view/edge.ts';
import { attemptsOf } from '../view/edge-attempts.ts';
import type { EdgeMoment } from '../view/edge-moment.ts';
import { severity, verdictOf, VERDICTS_WORST_FIRST, type EdgeVerdict } from '../view/edge-verdict.ts';
import { endName, fullName } from '../view/end-name.ts';
import type { GroupedEdge, Grouping } from '../view/grouped-graph.ts';
import { inWindow, upperFirst } from '../view/time-window.ts';

interface MemberListProps {
  readonly edge: GroupedEdge;
  readonly grouping: Grouping;
  readonly moment: EdgeMoment;
}

const MAX_MEMBERS = 10;

/** The pairs of identities that are shown as one edge, worst first. */
export function MemberList({ edge, grouping, moment }: MemberListProps) {
  const vertices = new Map(
    [...edge.source.vertices, ...edge.destination.vertices].map((vertex) => [vertex.index, vertex]),
  );
  const members = worstFirst(edge.members);
  const name = (index: number): string => memberName(vertices.get(index), grouping);
  return (
    <>
      <h3>{countOf(members.length, 'pair')} of identities</h3>
      <table className="facts members">
        <thead>
          <tr>
            <th scope="col">From, to</th>
            <th scope="col">Attempts</th>
            <th scope="col">Denied</th>
          </tr>
        </thead>
        <tbody>
          {members.slice(0, MAX_MEMBERS).map(({ member: { key, source, destination, figures }, verdict }) => (
            <tr key={key}>
              <th scope="row">
                <VerdictGlyph name={verdict} />
                <Text limit={40}>{name(source)}</Text> <span className="hint">→</span>{' '}
                <Text limit={40}>{name(destination)}</Text>
              </th>
              <td>{shortNumber(attemptsOf(figures))}</td>
              <td className={deniedAttempts(figures) > 0 ? 'figure-denied' : 'zero'}>
                {shortNumber(deniedAttempts(figures))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">
        {upperFirst(inWindow(moment))}.
        {members.length > MAX_MEMBERS && ` ${members.length - MAX_MEMBERS} more, less troubled.`}
      </p>
    </>
  );
}

function worstFirst(members: readonly Edge[]): readonly { readonly member: Edge; readonly verdict: EdgeVerdict }[] {
  return members
    .map((member) => ({ member, verdict: verdictOf(member) }))
    .sort(
      (a, b) =>
        VERDICTS_WORST_FIRST.indexOf(a.verdict) - VERDICTS_WORST_FIRST.indexOf(b.verdict) ||
        severity(b.verdict, b.member.figures) - severity(a.verdict, a.member.figures),
    );
}

function memberName(vertex: Vertex | undefined, grouping: Grouping): string {
  if (vertex === undefined) return 'unknown';
  if (grouping === 'workload' && vertex.kind === Vertex_Kind.WORKLOAD) return `identity ${vertex.identity}`;
  return vertex.ip === '' ? fullName(endName(vertex)) : vertex.ip;
}
