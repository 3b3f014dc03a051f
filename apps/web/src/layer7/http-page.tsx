import { useMemo } from 'react';
import { subscriptionOf } from '../live/subscription.ts';
import { EdgeButton } from './edge-button.tsx';
import { edgesByMember, edgeText } from './edge-of-row.ts';
import { HttpView } from './http-view.tsx';
import type { HttpRow } from './http-rows.ts';
import { LayerPage, type LayerPageProps } from './layer-page.tsx';
import { pageMoment } from './page-moment.ts';

/** Methods and paths of everything that the filter shows. */
export function HttpPage(props: LayerPageProps) {
  const { view, go, grouped, onSelectEdge } = props;
  const byMember = useMemo(() => edgesByMember(grouped ?? { edges: new Map() }), [grouped]);
  const edgeOf = (row: HttpRow) => byMember.get(row.edges[0] ?? '');
  const placeOf = (row: HttpRow): string => edgeOf(row)?.key ?? row.edges[0] ?? '';
  const textOf = (row: HttpRow): string => {
    const edge = edgeOf(row);
    return edge === undefined ? (row.edges[0] ?? '') : edgeText(edge);
  };
  return (
    <LayerPage title="HTTP requests">
      <HttpView
        query={subscriptionOf(view).query}
        of={undefined}
        moment={pageMoment(props)}
        isRaw={view.isRaw}
        onRaw={(isRaw) => go({ isRaw }, 'replace')}
        onFlow={(flow) => go({ flow }, 'push')}
        isPage
        placeOf={placeOf}
        edge={{
          text: textOf,
          renderCell: (row) => <EdgeButton edge={edgeOf(row)} otherwise={textOf(row)} onSelectEdge={onSelectEdge} />,
        }}
        empty={
          <p className="l7-empty">
            No HTTP request was seen that the filter shows. Hubble tells of requests where an L7 rule sends them through
            the policy proxy; without one there may be HTTP that nobody sees.
          </p>
        }
      />
    </LayerPage>
  );
}
