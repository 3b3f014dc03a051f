import { subscriptionOf } from '../live/subscription.ts';
import { momentOf } from '../view/edge-moment.ts';
import { DnsView } from './dns-view.tsx';
import { LayerPage, type LayerPageProps } from './layer-page.tsx';

/** DNS names of everything that the filter shows. */
export function DnsPage({ view, go, grouped, options, onSelectEdge, onSelectEnd }: LayerPageProps) {
  return (
    <LayerPage title="DNS questions">
      <DnsView
        query={subscriptionOf(view).query}
        of={undefined}
        grouped={grouped}
        moment={{ ...momentOf(grouped, options), windowSeconds: view.windowSeconds }}
        isRaw={view.isRaw}
        onRaw={(isRaw) => go({ isRaw }, 'replace')}
        onFlow={(flow) => go({ flow }, 'push')}
        isPage
        hasClients
        onSelectEdge={onSelectEdge}
        onSelectEnd={onSelectEnd}
        empty={
          <p className="l7-empty">
            No DNS question was seen that the filter shows. Hubble tells of questions where a DNS rule sends them
            through the DNS proxy; without one there may be DNS that nobody sees.
          </p>
        }
      />
    </LayerPage>
  );
}
