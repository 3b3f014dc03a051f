import { lazy, Suspense, useCallback, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { applyTheme } from './base/theme.ts';
import { useFreeArea } from './base/use-free-area.ts';
import { PANEL_TABS } from './drilldown/panel-tabs.tsx';
import { FilterBar } from './filter/filter-bar.tsx';
import { OpenFileDoor } from './history/open-file-door.tsx';
import { TimeBar } from './history/time-bar.tsx';
import { useCompare } from './history/use-compare.ts';
import { useIncident } from './history/use-incident.ts';
import { useTimeTravel } from './history/use-time-travel.ts';
import { HelpDialog } from './live/help-dialog.tsx';
import { HonestyBar } from './live/honesty-bar.tsx';
import type { LiveConnection } from './live/live-connection.ts';
import type { PageLocation } from './live/page-location.ts';
import { PageTabs } from './live/page-switches.tsx';
import { usePageKeys } from './live/use-page-keys.ts';
import { UNREAD, useReading } from './live/use-reading.ts';
import { useShown, useShownStore } from './live/use-shown.ts';
import { useSelectionTrail } from './live/use-selection-trail.ts';
import { useSubscription } from './live/use-subscription.ts';
import { MapView } from './map/map-view.tsx';
import { useLayer7 } from './map/use-layer7.ts';
import { EdgeTable } from './tables/edge-table.tsx';
import { TableNotice } from './tables/table-notice.tsx';
import { TroubleColumn } from './trouble/trouble-chips.tsx';
import { TroubleRail } from './trouble/trouble-rail.tsx';
import { isViewKey, keyChange } from './view/key-change.ts';
import type { KeyAction } from './view/page-keys.ts';
import { trustWords } from './view/relay-state.ts';
import { troubleSummary } from './view/trouble-summary.ts';
import type { View } from './view/url-state.ts';

const DetailsPanel = lazy(async () => ({ default: (await import('./drilldown/details-panel.tsx')).DetailsPanel }));
const FlowPanel = lazy(async () => ({ default: (await import('./flows/flow-panel.tsx')).FlowPanel }));
const FlowsPage = lazy(async () => ({ default: (await import('./flows/flows-page.tsx')).FlowsPage }));
const HttpPage = lazy(async () => ({ default: (await import('./layer7/http-page.tsx')).HttpPage }));
const DnsPage = lazy(async () => ({ default: (await import('./layer7/dns-page.tsx')).DnsPage }));
const CompareBar = lazy(async () => ({ default: (await import('./history/compare-bar.tsx')).CompareBar }));
const CompareRail = lazy(async () => ({ default: (await import('./history/compare-rail.tsx')).CompareRail }));
const IncidentBar = lazy(async () => ({ default: (await import('./history/incident-bar.tsx')).IncidentBar }));
const EdgeMatrix = lazy(async () => ({ default: (await import('./tables/edge-matrix.tsx')).EdgeMatrix }));

interface AppProps {
  readonly pageLocation: PageLocation;
  readonly connection: LiveConnection;
}

/** Where the list of troubles is a page of its own, it is the first one. */
const PHONE = '(width < 720px)';
/** Where the list of troubles is opened over the map. */
const LIST_OVER_MAP = '(720px <= width < 1100px)';

/** The frame: what stands where, and who hears of what one does. */
export function App({ pageLocation, connection }: AppProps) {
  const view = useSyncExternalStore(pageLocation.subscribe, () => pageLocation.view);
  const shownStore = useShownStore();
  const isStale = useShown((shown) => shown.isStale);
  const pausedMs = useShown((shown) => shown.pausedMs);
  const past = useShown((shown) => shown.past);
  const isFirst = useShown((shown) => shown.graph === undefined);
  const go = useCallback(
    (change: Partial<View>, how: 'push' | 'replace') => pageLocation.go(change, how),
    [pageLocation],
  );
  const time = useTimeTravel(view, go);
  const incident = useIncident(view, go);
  const layer7 = useLayer7(view.query, view.windowSeconds, false, isFirst || isStale || pausedMs !== undefined);
  const reading = useReading(shownStore, view.grouping, layer7);
  const { graph, grouped, troubles, options } = reading ?? UNREAD;
  const compared = useCompare(view, graph, grouped);
  /** What the map and the panel show: where two ranges are compared, both of them. */
  const both = (compared.kind === 'shown' ? compared.grouped : undefined) ?? grouped;

  const page = useRef<HTMLDivElement>(null);
  const free = useRef<HTMLDivElement>(null);
  const filter = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const order = useRef<readonly string[]>([]);
  const onOrder = useCallback((keys: readonly string[]) => {
    order.current = keys;
  }, []);
  const openedFrom = useRef<Element>(null);
  const insets = useFreeArea(page, free);
  const [openedBy, setOpenedBy] = useState<'pointer' | 'keyboard'>('pointer');
  const [isRailOpen, setRailOpen] = useState(() => matchMedia(PHONE).matches);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const isStaleShown = isStale && graph !== undefined;

  useLayoutEffect(() => applyTheme(view.theme), [view.theme]);
  useSubscription(view, connection);

  const leaveIncident = useCallback(() => go({ incident: '' }, 'push'), [go]);
  const select = useCallback(
    (change: Partial<View>, how: 'pointer' | 'keyboard') => {
      const { edge, end } = pageLocation.view;
      if (edge === '' && end === '') openedFrom.current = document.activeElement;
      setOpenedBy(how);
      go({ edge: '', end: '', tab: '', flow: '', ...change }, 'push');
    },
    [go, pageLocation],
  );
  const selectEdge = useCallback((edge: string, how: 'pointer' | 'keyboard') => select({ edge }, how), [select]);
  const selectTrouble = useCallback(
    (edge: string, how: 'pointer' | 'keyboard') => {
      selectEdge(edge, how);
      // The list lies over the map there, and over what was selected.
      if (matchMedia(LIST_OVER_MAP).matches) setRailOpen(false);
    },
    [selectEdge],
  );
  const selectEnd = useCallback((end: string, how: 'pointer' | 'keyboard') => select({ end }, how), [select]);
  const close = useCallback(() => {
    go({ edge: '', end: '', tab: '' }, 'push');
    const from = openedFrom.current;
    if (from instanceof HTMLElement && from.isConnected && from !== document.body) from.focus();
    else (grid.current ?? document.querySelector<HTMLElement>('#map'))?.focus();
  }, [go]);
  useSelectionTrail(view, both, go);
  const openFlow = useCallback(
    (flow: string, how: 'pointer' | 'keyboard') => {
      setOpenedBy(how);
      go({ flow }, 'push');
    },
    [go],
  );
  const closeFlow = useCallback(() => {
    go({ flow: '' }, 'push');
    document.querySelector<HTMLElement>('.flow-grid')?.focus();
  }, [go]);
  const setQuery = useCallback((query: string) => go({ query }, 'push'), [go]);
  const pause = useCallback(() => {
    if (shownStore.current.pausedMs === undefined) shownStore.pause();
    else shownStore.resume();
  }, [shownStore]);

  const onKey = (action: KeyAction): void => {
    if (isViewKey(action)) return go(keyChange(action, view, PANEL_TABS), action.kind === 'tab' ? 'replace' : 'push');
    switch (action.kind) {
      case 'filter':
        return filter.current?.focus();
      case 'rail':
        setRailOpen(true);
        // A list that is not shown cannot be gone to: it is, after this.
        return requestAnimationFrame(() => list.current?.focus()) as unknown as void;
      case 'map':
        go({ page: 'map' }, 'push');
        return requestAnimationFrame(() => document.querySelector<HTMLElement>('#map')?.focus()) as unknown as void;
      case 'pause':
        return pause();
      case 'live':
        return view.range === undefined && view.strip === undefined && view.incident === ''
          ? shownStore.resume()
          : time.toLive();
      case 'history':
        return time.toHistory();
      case 'copy':
        return document.querySelector<HTMLButtonElement>('.observe button')?.click();
      case 'next-trouble': {
        const keys = order.current;
        const next = keys[(keys.indexOf(view.edge) + 1) % Math.max(1, keys.length)];
        return next === undefined ? undefined : selectEdge(next, 'pointer');
      }
      case 'help':
        return setHelpOpen(true);
      case 'back':
        if (view.flow !== '') closeFlow();
        else if (view.edge !== '' || view.end !== '') close();
        else setRailOpen(false);
    }
  };
  usePageKeys(onKey);

  const selected = troubles.find(({ key }) => key === view.edge);
  const hasDetails = grouped !== undefined && (view.edge !== '' || view.end !== '');
  const hasPanel = hasDetails || view.flow !== '';
  const hasNotice = view.page === 'map' && (grouped === undefined || (grouped.edges.size === 0 && view.query !== ''));
  const shape = {
    graph,
    grouped,
    options,
    selected: view.edge,
    onSelect: selectEdge,
    grouping: view.grouping,
    onQuery: setQuery,
    grid,
  };
  const layer = { view, go, grouped, options, onSelectEdge: selectEdge, onSelectEnd: selectEnd };
  return (
    <div
      ref={page}
      className="page"
      data-page={view.page}
      data-panel={hasPanel}
      data-rail={isRailOpen}
      data-stale={isStaleShown}
      data-paused={pausedMs !== undefined}
      data-past={past?.kind}
      data-notice={hasNotice && grouped !== undefined}
    >
      <HonestyBar
        page={view.page}
        onPage={(name) => go({ page: name }, 'push')}
        theme={view.theme}
        onTheme={(theme) => go({ theme }, 'replace')}
        onRetry={() => connection.retryNow()}
        onHelp={() => setHelpOpen(true)}
      />
      <div className="page-head">
        <FilterBar
          query={view.query}
          onApply={setQuery}
          input={filter}
          grouping={view.grouping}
          onGrouping={(grouping) => go({ grouping, edge: '', end: '' }, 'push')}
        />
        <Suspense>{view.incident !== '' && <IncidentBar told={incident} onClose={leaveIncident} />}</Suspense>
        <Suspense>{compared.kind !== 'off' && <CompareBar compared={compared} view={view} go={go} />}</Suspense>
      </div>
      {compared.kind === 'off' ? (
        <>
          <TroubleColumn
            summary={troubleSummary(troubles)}
            isKnown={grouped !== undefined}
            isOpen={isRailOpen}
            onOpen={() => setRailOpen(!isRailOpen)}
          />
          <TroubleRail
            graph={graph}
            grouped={grouped}
            troubles={troubles}
            isStale={isStaleShown}
            pausedMs={pausedMs}
            selected={view.edge}
            chip={view.chip}
            onChip={(chip) => go({ chip }, 'push')}
            onSelect={selectTrouble}
            onClose={() => setRailOpen(false)}
            list={list}
            onOrder={onOrder}
          />
        </>
      ) : (
        <Suspense>
          <CompareRail
            comparison={compared.kind === 'shown' ? compared.comparison : undefined}
            selected={view.edge}
            onSelect={selectTrouble}
            isOpen={isRailOpen}
            onOpen={setRailOpen}
            list={list}
            onOrder={onOrder}
          />
        </Suspense>
      )}
      <main className="page-main">
        <Suspense>
          {view.page === 'map' && (
            <MapView
              grouped={both}
              view={view}
              go={go}
              isStale={isStaleShown}
              isPaused={pausedMs !== undefined}
              listeningSinceMs={options.listeningSinceMs}
              completenessText={graph?.status === undefined ? '' : trustWords(graph.status)}
              free={insets}
            />
          )}
          {view.page === 'table' && (
            <EdgeTable {...shape} sort={view.sort} onSort={(sort) => go({ sort }, 'replace')} />
          )}
          {view.page === 'matrix' && (
            <EdgeMatrix
              {...shape}
              opened={view.opened}
              closed={view.closed}
              onlyTroubled={view.onlyTroubled}
              onOnlyTroubled={(onlyTroubled) => go({ onlyTroubled }, 'push')}
              onFold={(namespace, isOpen) => go(folded(view, namespace, isOpen), 'push')}
            />
          )}
          {view.page === 'flows' && <FlowsPage view={view} go={go} onFlow={openFlow} />}
          {view.page === 'http' && <HttpPage {...layer} />}
          {view.page === 'dns' && <DnsPage {...layer} />}
        </Suspense>
      </main>
      <div ref={free} className="page-free">
        {hasNotice && (
          <div className="page-notice panel">
            <TableNotice graph={graph} grouping={view.grouping} onQuery={setQuery} />
          </div>
        )}
      </div>
      <Suspense>
        {view.flow !== '' && (
          <FlowPanel
            key={view.flow}
            id={view.flow}
            range={view.range}
            onFlow={openFlow}
            onClose={closeFlow}
            takesFocus={openedBy === 'keyboard'}
          />
        )}
        {hasDetails && view.flow === '' && (
          <DetailsPanel
            key={view.edge || view.end}
            grouped={both ?? grouped}
            options={options}
            view={view}
            go={go}
            onSelectEdge={selectEdge}
            onSelectEnd={selectEnd}
            onClose={close}
            isStale={isStaleShown}
            takesFocus={openedBy === 'keyboard'}
          />
        )}
      </Suspense>
      <TimeBar view={view} go={go} time={time} onPause={pause} pinMs={selected?.sinceMs} />
      <PageTabs
        page={isRailOpen ? undefined : view.page}
        troubles={troubles.length}
        onPage={(name) => {
          setRailOpen(name === undefined);
          if (name !== undefined) go({ page: name, edge: '', end: '' }, 'push');
        }}
      />
      <OpenFileDoor />
      <HelpDialog isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}

/** A namespace that the person opened or closed is remembered with the others. */
function folded({ opened, closed }: View, namespace: string, isOpen: boolean): Partial<View> {
  const without = (names: readonly string[]): readonly string[] => names.filter((name) => name !== namespace);
  const [open, shut] = [without(opened), without(closed)];
  return isOpen ? { opened: [...open, namespace], closed: shut } : { opened: open, closed: [...shut, namespace] };
}
