import { subscriptionOf } from '../live/subscription.ts';
import { DnsView } from './dns-view.tsx';
import { LayerPage, type LayerPageProps } from './layer-page.tsx';
import { pageMoment } from './page-moment.ts';

/** DNS names of everything that the filter shows. */
export function DnsPage(props: LayerPageProps) {
  const { view, go, grouped, onSelectEdge, onSelectEnd } = props;
  return (
    <LayerPage title="DNS questions">
      <DnsView
        query={subscriptionOf(view).query}
        of={undefined}
        grouped={grouped}
        moment={pageMoment(props)}
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
