import { useCallback, useLayoutEffect, useMemo, type RefObject } from 'react';
import { Icon } from '../base/glyphs.tsx';
import { clockTime, countOf } from '../base/numbers.ts';
import { FirstHint } from '../live/first-hint.tsx';
import type { LiveGraph } from '../live/live-graph.ts';
import { useLive } from '../live/use-live.ts';
import { useShown } from '../live/use-shown.ts';
import { useTrends } from '../live/use-trends.ts';
import type { GroupedGraph } from '../view/grouped-graph.ts';
import type { PastShown } from '../view/past-shown.ts';
import { trendBars } from '../view/trend-bars.ts';
import type { Trends } from '../view/trends.ts';
import type { Trouble } from '../view/trouble.ts';
import { chipOf, troubleSummary, type Chip } from '../view/trouble-summary.ts';
import { CalmStatement } from './calm-statement.tsx';
import { DenialLine } from './denial-line.tsx';
import { endedTroubles } from './ended-troubles.ts';
import { EndedList } from './ended-list.tsx';
import { TroubleChips } from './trouble-chips.tsx';
import { TroubleList } from './trouble-list.tsx';
import { useHands } from './use-hands.ts';
import { useSettledTroubles } from './use-settled-troubles.ts';

export interface TroubleRailProps {
  readonly graph: LiveGraph | undefined;
  readonly grouped: GroupedGraph | undefined;
  /** Worst first. */
  readonly troubles: readonly Trouble[];
  readonly isStale: boolean;
  readonly pausedMs: number | undefined;
  /** Key of the selected edge, '' for none. */
  readonly selected: string;
  /** The only class that is listed; undefined for all. */
  readonly chip: Chip | undefined;
  readonly onChip: (chip: Chip | undefined) => void;
  readonly onSelect: (key: string, how: 'pointer' | 'keyboard') => void;
  readonly onClose: () => void;
  /** The list, for a key that goes to it. */
  readonly list: RefObject<HTMLUListElement | null>;
  /** Told the keys of the rows, from the top, for a key that goes to the next. */
  readonly onOrder: (keys: readonly string[]) => void;
}

/** What is wrong now, worst first, and what was a while ago. */
export function TroubleRail(props: TroubleRailProps) {
  const { graph, grouped, troubles, isStale, pausedMs, selected, chip, onChip, onSelect, onClose, list, onOrder } =
    props;
  const { isHeld, moved, left } = useHands();
  // In each stretch of the past other things are wrong, and none of them is news, or over.
  const question = `${grouped?.grouping} ${grouped?.windowSeconds} ${graph?.isPast ? graph.timeMs : ''} ${graph?.query}`;
  const rows = useSettledTroubles(troubles, isHeld, question);
  const shown = chip === undefined ? rows : rows.filter(({ trouble }) => chipOf(trouble.kind) === chip);
  useLayoutEffect(() => {
    onOrder(shown.filter(({ isOver }) => !isOver).map(({ trouble }) => trouble.key));
  });
  const summary = useMemo(() => troubleSummary(troubles), [troubles]);
  const query = graph?.query ?? '';
  const trends = useTrends(query, isStale || pausedMs !== undefined || graph === undefined);
  const bars = useMemo(() => barsOf(troubles, trends), [troubles, trends]);
  const ended = useMemo(
    () => (trends === undefined || grouped === undefined ? [] : endedTroubles(trends, grouped, troubles)),
    [trends, grouped, troubles],
  );
  const open = useCallback((key: string) => onSelect(key, 'pointer'), [onSelect]);
  const isLost = useLive(
    ({ connection }) => connection.kind === 'waiting' || (connection.kind === 'connecting' && connection.attempt > 0),
  );
  const past = useShown((now) => now.past);
  const timeMs = graph?.timeMs ?? 0;
  const awaySinceMs = useShown((now) => now.awaySinceMs);
  const asOfMs = (isStale ? awaySinceMs : undefined) ?? timeMs;
  const isUnknown = graph?.status?.listeningSinceMs === 0;
  const when = isUnknown ? '' : whenWords(isStale, pausedMs, asOfMs);
  const running = troubles.length - summary.new;
  const isOutOfOrder = isHeld && rows.some(({ trouble }, place) => trouble.key !== troubles[place]?.key);
  const orderWords = isOutOfOrder ? 'order held' : 'worst first';
  return (
    <section
      className="rail panel"
      aria-label="Troubles"
      data-stale={isStale}
      onPointerMove={moved}
      onPointerLeave={left}
      onKeyDown={moved}
    >
      <header className="rail-head">
        <div className="rail-title">
          <h2>{headWords(running, graph, isStale)}</h2>
          {summary.new > 0 && when === '' && <span className="quiet">and {countOf(summary.new, 'new edge')}</span>}
          <span className="rail-when hint">{when === '' && troubles.length > 1 ? orderWords : when}</span>
        </div>
        <button type="button" className="icon-button rail-close" aria-label="Close the troubles" onClick={onClose}>
          <Icon name="close" />
        </button>
        {troubles.length > 0 && <TroubleChips summary={summary} chosen={chip} onChoose={onChip} />}
      </header>
      <div className="rail-body">
        {shown.length > 0 && (
          <TroubleList
            rows={shown}
            bars={bars}
            timeMs={timeMs}
            isStale={isStale}
            selected={selected}
            onOpen={open}
            onEnter={(key) => onSelect(key, 'keyboard')}
            onFocus={(hasFocus) => (hasFocus ? moved() : left())}
            list={list}
          />
        )}
        {shown.length === 0 && grouped !== undefined && graph !== undefined && (
          <CalmStatement graph={graph} edges={grouped.edges.size} isStale={isStale} asOfMs={asOfMs} chip={chip} />
        )}
        {grouped === undefined && <p className="rail-loading hint">{loadingWords(past, isLost)}</p>}
        <EndedList ended={ended} when={when} onOpen={open} />
      </div>
      {grouped !== undefined && <FirstHint />}
      <footer className="rail-foot hint">
        Attempts per minute, not flows.<span className="rail-keys"> ↑ ↓ then Enter.</span>
      </footer>
      {grouped !== undefined && <DenialLine key={question} troubles={troubles} timeMs={timeMs} />}
    </section>
  );
}

/** That there is no trouble is said only where it is known; below it stands what is known. */
function headWords(running: number, graph: LiveGraph | undefined, isStale: boolean): string {
  if (running > 0) return countOf(running, 'trouble');
  const isKnown = graph?.isPast
    ? (graph.status?.completeness ?? 0) >= 1 && graph.edges.size > 0
    : (graph?.status?.nodesReporting ?? 0) > 0 && !isStale;
  return isKnown && graph?.query === '' ? 'No trouble' : 'Troubles';
}

function loadingWords(past: PastShown | undefined, isLost: boolean): string {
  if (past !== undefined) return past.kind === 'failed' ? 'The past cannot be read now' : 'Reading the past';
  return isLost ? 'Nothing was read yet' : 'Reading the first flows';
}

function whenWords(isStale: boolean, pausedMs: number | undefined, timeMs: number): string {
  if (pausedMs !== undefined) return `as of ${clockTime(pausedMs)}`;
  return isStale && timeMs > 0 ? `as of ${clockTime(timeMs)}` : '';
}

function barsOf(troubles: readonly Trouble[], trends: Trends | undefined): ReadonlyMap<string, readonly number[]> {
  const bars = new Map<string, readonly number[]>();
  if (trends === undefined) return bars;
  for (const trouble of troubles) {
    const figures = trendBars(trouble, trends);
    if (figures !== undefined) bars.set(trouble.key, figures);
  }
  return bars;
}
