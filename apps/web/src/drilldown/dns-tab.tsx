import { Text } from '../base/text.tsx';
import { goalsOf, leadsTo } from '../layer7/dns-places.ts';
import type { DnsRow } from '../layer7/dns-rows.ts';
import { DnsView } from '../layer7/dns-view.tsx';
import type { GroupedEdge } from '../view/grouped-graph.ts';
import type { TabProps } from './tab-props.ts';

/**
 * Names, seen from an edge: of an edge to a DNS server what was asked on it, of an edge that leaves the cluster the names
 * that led there, and of any other what its source asked for.
 */
export function DnsTab({ edge, ...props }: TabProps & { readonly edge: GroupedEdge }) {
  const { source, destination } = edge;
  const isServer = edge.figures.dnsQuestions + edge.figures.dnsDenied > 0;
  const goals = new Set(goalsOf(destination));
  const isLeaving = !isServer && goals.size > 0;
  const { moment, view, go } = props;
  return (
    <DnsView
      query=""
      of={isServer ? { edge: edge.members.map(({ key }) => key) } : { client: source.vertices.map(({ key }) => key) }}
      {...(isLeaving && { isShown: (row: DnsRow) => leadsTo(goals, row) })}
      grouped={props.grouped}
      moment={moment}
      isRaw={view.isRaw}
      onRaw={(isRaw) => go({ isRaw }, 'replace')}
      onFlow={(flow) => go({ flow }, 'push')}
      isPage={false}
      hasClients={false}
      onSelectEdge={props.onSelectEdge}
      onSelectEnd={props.onSelectEnd}
      head={
        <p className="l7-sentence">
          {isLeaving ? (
            <>
              Names that led <Text limit={40}>{source.name.name}</Text> to{' '}
              <Text limit={40}>{destination.name.name}</Text>.
            </>
          ) : (
            <>
              What <Text limit={40}>{source.name.name}</Text> asked
              {isServer ? ' here' : ' for, whichever server answered'}.
            </>
          )}
        </p>
      }
      empty={
        <p className="hint">
          No question of <Text limit={40}>{source.name.name}</Text> {isLeaving ? 'that led here' : 'for a name'} was
          seen in the window. Questions are seen where a DNS rule sends them through the DNS proxy.
        </p>
      }
    />
  );
}
