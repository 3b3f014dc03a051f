import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { plainText } from '../base/plain-text.ts';
import { useSize } from '../base/use-size.ts';
import { useShown, useShownStore } from '../live/use-shown.ts';
import type { View } from '../view/url-state.ts';
import { filteredQuery, type CellFilter } from './cell-filters.ts';
import { movedBefore } from './column-menu.tsx';
import { lookout } from './column-tracks.ts';
import { FlowGrid, flowIdOf } from './flow-grid.tsx';
import { flowKey } from './flow-keys.ts';
import { FlowsFoot } from './flows-foot.tsx';
import { FlowsNotice, PastTrouble, WaitingWords } from './flows-notice.tsx';
import { FlowsToolbar } from './flows-toolbar.tsx';
import { COMPACT_FLOW_ROW_HEIGHT, FLOW_ROW_HEIGHT, rowsInSight } from './rows-in-sight.ts';
import { formatFlowSort, parseFlowSort, type ColumnId } from './store/flow-columns.ts';
import type { FlowJson } from './store/flow-messages.ts';
import type { FlowRow } from './store/flow-row.ts';
import { useFlowClient } from './use-flow-client.ts';
import { useHold } from './use-hold.ts';

export interface FlowsPageProps {
  readonly view: View;
  readonly go: (change: Partial<View>, how: 'push' | 'replace') => void;
  /** Opens a flow in full. */
  readonly onFlow: (id: string, how: 'pointer' | 'keyboard') => void;
}

const SIZE_BEFORE_SHOWN = { width: 1100, height: 700 };

/** Single flows as they come, or those of a range of the past, and what was kept of them: newest first, or by any column. */
export function FlowsPage({ view, go, onFlow }: FlowsPageProps) {
  const { query, flow, columns, flowOrder, range } = view;
  const isPast = range !== undefined;
  const { client, shown, again } = useFlowClient(query, range);
  const { table } = shown;
  const queries = useQueryClient();
  const shownStore = useShownStore();
  const pausedMs = useShown((current) => current.pausedMs);
  const grid = useRef<HTMLDivElement>(null);
  const size = useSize(grid);
  const { width, height } = size.width === 0 ? SIZE_BEFORE_SHOWN : size;
  const sort = useMemo(() => parseFlowSort(flowOrder), [flowOrder]);
  const [scrollTop, setScrollTop] = useState(0);
  const look = useMemo(() => lookout(columns, width), [columns, width]);
  const { hold, begin, end } = useHold(isPast ? undefined : table?.end, pausedMs, `${query}\n${isPast}`, scrollTop > 0);
  const { from, to } = rowsInSight(scrollTop, height, look.isCompact ? COMPACT_FLOW_ROW_HEIGHT : FLOW_ROW_HEIGHT);
  const heldTo = hold?.to;

  useEffect(() => client.look({ from, to, sort, heldTo }), [client, from, to, sort, heldTo]);
  // What a row opens is there when one is opened.
  useEffect(() => void import('./flow-panel.tsx'), []);

  /** What is asked for when a button of the pointer goes down is there when it comes up. */
  const reached = useRef<{ readonly serial: number; readonly json: Promise<FlowJson | undefined> }>(undefined);
  const toTop = (): void => {
    if (grid.current !== null) grid.current.scrollTop = 0;
    setScrollTop(0);
  };
  const follow = (): void => {
    toTop();
    if (pausedMs !== undefined) shownStore.resume();
    end();
  };
  const onScroll = (top: number): void => {
    setScrollTop(top);
    if (top > 0) begin('scroll');
    else if (hold?.by === 'scroll') end();
  };
  const open = useCallback(
    async (row: FlowRow, how: 'pointer' | 'keyboard'): Promise<void> => {
      const id = flowIdOf(row);
      const json = await (reached.current?.serial === row.serial ? reached.current.json : client.full(row.serial));
      if (json !== undefined) queries.setQueryData(flowKey(id), json);
      onFlow(id, how);
    },
    [client, onFlow, queries],
  );
  const onFilter = (filter: CellFilter, how: 'only' | 'not'): void => {
    toTop();
    go({ query: filteredQuery(query, filter, how) }, 'push');
  };
  const onColumns = (ids: readonly ColumnId[]): void => go({ columns: ids }, 'replace');
  const shownColumns = look.columns.map(({ id }) => id);

  return (
    <section className="table flows-table panel" aria-label="Flows">
      <FlowsToolbar
        table={table}
        range={range}
        hold={hold}
        onHold={() => begin('hand')}
        onFollow={follow}
        onVerdict={(verdict) => onFilter({ field: 'verdict', value: verdict, words: plainText(verdict) }, 'only')}
        query={query}
        columns={shownColumns}
        isUsual={columns.length === 0}
        onColumns={onColumns}
      />
      {table !== undefined && table.total > 0 && <PastTrouble table={table} onAgain={again} />}
      {table?.following.kind === 'waiting' && table.total > 0 && (
        <p className="flows-waiting" role="status">
          <WaitingWords following={table.following} />
        </p>
      )}
      <FlowGrid
        grid={grid}
        table={table}
        look={look}
        sight={{ from, to }}
        sort={sort}
        opened={flow}
        onSort={(next) => {
          toTop();
          go({ flowOrder: formatFlowSort(next) }, 'replace');
        }}
        onMoveColumn={(id, before) => onColumns(movedBefore(shownColumns, id, before))}
        onScroll={onScroll}
        onHold={(row) => {
          begin('hand');
          if (row !== undefined) reached.current = { serial: row.serial, json: client.full(row.serial) };
        }}
        onOpen={(row, how) => void open(row, how)}
        onFilter={onFilter}
      >
        <FlowsNotice shown={shown} query={query} onQuery={(next) => go({ query: next }, 'push')} onAgain={again} />
      </FlowGrid>
      <FlowsFoot table={table} />
    </section>
  );
}
