import { useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { applyTheme } from './base/theme.ts';
import { EdgePanel } from './drilldown/edge-panel.tsx';
import { FilterBar } from './live/filter-bar.tsx';
import { HonestyBar } from './live/honesty-bar.tsx';
import type { LiveConnection } from './live/live-connection.ts';
import type { PageLocation } from './live/page-location.ts';
import { subscriptionOf } from './live/subscription.ts';
import { TimeStrip } from './live/time-strip.tsx';
import { useLive } from './live/use-live.ts';
import { EdgeTable } from './tables/edge-table.tsx';
import { useEdgeRows } from './tables/use-edge-rows.ts';

interface AppProps {
  readonly pageLocation: PageLocation;
  readonly connection: LiveConnection;
}

export function App({ pageLocation, connection }: AppProps) {
  const view = useSyncExternalStore(pageLocation.subscribe, () => pageLocation.view);
  const graph = useLive((live) => live.graph);
  const isStale = useLive((live) => live.connection.kind !== 'live');
  const rows = useEdgeRows(graph, view.sort);
  const filter = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const [openedBy, setOpenedBy] = useState<'pointer' | 'keyboard'>('pointer');

  useLayoutEffect(() => applyTheme(view.theme), [view.theme]);
  useSubscription(view.query, view.windowSeconds, connection, pageLocation);
  const close = useCallback(() => {
    pageLocation.go({ edge: '' }, 'push');
    grid.current?.focus();
  }, [pageLocation]);
  useShortcuts(filter, pageLocation, close);
  const select = useCallback(
    (edge: string, how: 'pointer' | 'keyboard') => {
      setOpenedBy(how);
      pageLocation.go({ edge }, 'push');
    },
    [pageLocation],
  );

  const selected = view.edge === '' ? undefined : rows.find(({ edge }) => edge.key === view.edge);
  return (
    <div className="page" data-panel={view.edge !== ''} data-stale={isStale && graph !== undefined}>
      <HonestyBar
        theme={view.theme}
        onTheme={(theme) => pageLocation.go({ theme }, 'replace')}
        onRetry={() => connection.retryNow()}
      />
      <FilterBar query={view.query} input={filter} onApply={(query) => pageLocation.go({ query }, 'push')} />
      <main>
        <EdgeTable
          graph={graph}
          rows={rows}
          sort={view.sort}
          onSort={(sort) => pageLocation.go({ sort }, 'replace')}
          selected={view.edge}
          onSelect={select}
          onClearQuery={() => pageLocation.go({ query: '' }, 'push')}
          grid={grid}
        />
      </main>
      {view.edge !== '' && graph !== undefined && (
        <EdgePanel
          key={view.edge}
          row={selected}
          source={selected && graph.vertices.get(selected.edge.source)}
          destination={selected && graph.vertices.get(selected.edge.destination)}
          windowSeconds={graph.windowSeconds}
          isStale={isStale}
          takesFocus={openedBy === 'keyboard'}
          onClose={close}
        />
      )}
      <TimeStrip
        windowSeconds={view.windowSeconds}
        onWindow={(windowSeconds) => pageLocation.go({ windowSeconds }, 'push')}
      />
    </div>
  );
}

/** The connection follows the address. It begins with the first one by itself. */
function useSubscription(query: string, windowSeconds: number, connection: LiveConnection, pageLocation: PageLocation) {
  const asked = useRef(`${windowSeconds} ${query}`);
  useEffect(() => {
    const wanted = `${windowSeconds} ${query}`;
    if (asked.current === wanted) return;
    asked.current = wanted;
    connection.subscribe(subscriptionOf(pageLocation.view));
  }, [query, windowSeconds, connection, pageLocation]);
}

/** `/` goes to the filter, Esc closes the panel; neither while something is typed. */
function useShortcuts(filter: React.RefObject<HTMLInputElement | null>, pageLocation: PageLocation, close: () => void) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const isTyping = event.target instanceof HTMLInputElement;
      if (event.key === '/' && !isTyping) {
        event.preventDefault();
        filter.current?.focus();
        filter.current?.select();
      } else if (event.key === 'Escape' && !isTyping && pageLocation.view.edge !== '') close();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [filter, pageLocation, close]);
}
