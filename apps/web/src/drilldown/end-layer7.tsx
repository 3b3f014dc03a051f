import { useMemo } from 'react';
import { Text } from '../base/text.tsx';
import { EdgeButton } from '../layer7/edge-button.tsx';
import { edgesByMember, edgeText } from '../layer7/edge-of-row.ts';
import { goalsOf, leadsTo } from '../layer7/dns-places.ts';
import type { DnsRow } from '../layer7/dns-rows.ts';
import { DnsView } from '../layer7/dns-view.tsx';
import { HttpView } from '../layer7/http-view.tsx';
import type { HttpRow } from '../layer7/http-rows.ts';
import type { End, GroupedEdge } from '../view/grouped-graph.ts';
import type { Neighbours } from './neighbours.ts';
import type { TabProps } from './tab-props.ts';

type EndTabProps = TabProps & { readonly end: End };

/** Requests that an end answered and those that it made, each with its edge. */
export function EndHttp({ end, grouped, moment, view, go, onSelectEdge }: EndTabProps) {
  const byMember = useMemo(() => edgesByMember(grouped), [grouped]);
  const edgeOf = (row: HttpRow) => byMember.get(row.edges[0] ?? '');
  const textOf = (row: HttpRow): string => {
    const edge = edgeOf(row);
    return edge === undefined ? (row.edges[0] ?? '') : edgeText(edge);
  };
  return (
    <HttpView
      query=""
      of={{ end: end.vertices.map(({ key }) => key) }}
      moment={moment}
      isRaw={view.isRaw}
      onRaw={(isRaw) => go({ isRaw }, 'replace')}
      onFlow={(flow) => go({ flow }, 'push')}
      isPage={false}
      placeOf={(row) => edgeOf(row)?.key ?? row.edges[0] ?? ''}
      edge={{
        text: textOf,
        renderCell: (row) => {
          const edge = edgeOf(row);
          const without = edge?.source.key === end.key ? 'source' : 'destination';
          return <EdgeButton edge={edge} otherwise={textOf(row)} without={without} onSelectEdge={onSelectEdge} />;
        },
      }}
      empty={
        <p className="hint">
          No HTTP request to or from <Text limit={40}>{end.name.name}</Text> was seen in the window. Requests are seen
          where an L7 rule sends them through the policy proxy.
        </p>
      }
    />
  );
}

/** What an end asked for; of one that only answers, what it was asked; of one outside, the names that led to it. */
export function EndDns({ end, callers, callees, ...props }: EndTabProps & Neighbours) {
  const { grouped, moment, view, go } = props;
  const keys = end.vertices.map(({ key }) => key);
  const goals = new Set(goalsOf(end));
  const kind = dnsKind(goals, { callers, callees });
  const clients = callers.flatMap(({ source }) => source.vertices.map(({ key }) => key));
  const asked = { asked: { destination: keys }, asking: { client: keys }, named: { client: [...new Set(clients)] } };
  return (
    <DnsView
      query=""
      of={asked[kind]}
      {...(kind === 'named' && { isShown: (row: DnsRow) => leadsTo(goals, row) })}
      grouped={grouped}
      moment={moment}
      isRaw={view.isRaw}
      onRaw={(isRaw) => go({ isRaw }, 'replace')}
      onFlow={(flow) => go({ flow }, 'push')}
      isPage={false}
      hasClients={kind !== 'asking'}
      onSelectEdge={props.onSelectEdge}
      onSelectEnd={props.onSelectEnd}
      head={
        <p className="l7-sentence">
          {kind === 'named' ? 'Names that led to ' : 'What '}
          <Text limit={40}>{end.name.name}</Text>
          {DNS_WORDS[kind]}
        </p>
      }
      empty={
        <p className="hint">
          {kind === 'named' ? 'No question that led to ' : 'No question of '}
          <Text limit={40}>{end.name.name}</Text> was seen in the window. Questions are seen where a DNS rule sends them
          through the DNS proxy.
        </p>
      }
    />
  );
}

type DnsKind = 'named' | 'asked' | 'asking';

const DNS_WORDS: Readonly<Record<DnsKind, string>> = { named: '.', asked: ' was asked.', asking: ' asked for.' };

function dnsKind(goals: ReadonlySet<string>, { callers, callees }: Neighbours): DnsKind {
  if (goals.size > 0) return 'named';
  const hasDns = ({ figures }: GroupedEdge): boolean => figures.dnsQuestions + figures.dnsDenied > 0;
  return !callees.some(hasDns) && callers.some(hasDns) ? 'asked' : 'asking';
}
