import { useId, useRef } from 'react';
import type { Grouping } from '../view/grouped-graph.ts';
import { Legend } from './map-legend.tsx';
import type { Level } from './layout/topology.ts';
import { MergedLine } from './merged-line.tsx';
import type { MergedCounts } from './model/map-model.ts';

interface MapControlsProps {
  readonly level: Level;
  readonly grouping: Grouping;
  readonly merged: MergedCounts | undefined;
  readonly unlabelled: number;
  readonly unfoldsFans: boolean;
  readonly pins: number;
  /** Two ranges are shown. */
  readonly isCompared: boolean;
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
  readonly onTidy: () => void;
  readonly onUnpin: () => void;
  readonly onUnfold: (unfolds: boolean) => void;
  readonly onExport: (format: 'svg' | 'png') => void;
}

const LEVEL_NAMES: Readonly<Record<Level, string>> = { far: 'Namespaces', middle: 'Workloads', near: 'Ports' };
export const ZOOM_STEP = 1.25;

/** What one sees from this far. */
function levelName(level: Level, grouping: Grouping): string {
  if (grouping === 'namespace') return LEVEL_NAMES.far;
  return grouping === 'identity' && level === 'middle' ? 'Identities' : LEVEL_NAMES[level];
}

/** What one does to the map as a whole. */
export function MapControls(props: MapControlsProps) {
  const { level, grouping, merged, unlabelled, unfoldsFans, pins, isCompared } = props;
  const { onZoom, onFit, onTidy, onUnpin, onUnfold, onExport } = props;
  return (
    <div className="map-controls panel" role="group" aria-label="Map">
      <button
        type="button"
        className="icon-button"
        aria-label="Farther"
        title="Farther  −"
        onClick={() => onZoom(1 / ZOOM_STEP)}
      >
        −
      </button>
      <button type="button" className="flat-button map-level" title="Show the whole map  0" onClick={onFit}>
        {levelName(level, grouping)}
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Nearer"
        title="Nearer  +"
        onClick={() => onZoom(ZOOM_STEP)}
      >
        +
      </button>
      <span className="map-rule" />
      {merged !== undefined && <MergedLine merged={merged} grouping={grouping} unlabelled={unlabelled} />}
      {((merged?.folded ?? 0) > 0 || unfoldsFans) && (
        <button
          type="button"
          className="flat-button"
          aria-pressed={unfoldsFans}
          title="Many edges to one port are counted on their workload instead of drawn"
          onClick={() => onUnfold(!unfoldsFans)}
        >
          {unfoldsFans ? 'Fold fans' : 'Unfold fans'}
        </button>
      )}
      {pins > 0 && (
        <button type="button" className="flat-button" title="Cards that were dragged go back" onClick={onUnpin}>
          Unpin {pins}
        </button>
      )}
      <button type="button" className="flat-button" title="Arrange everything anew" onClick={onTidy}>
        Tidy up
      </button>
      <Menu label="Export">
        <button type="button" className="flat-button" onClick={() => onExport('svg')}>
          SVG picture
        </button>
        <button type="button" className="flat-button" onClick={() => onExport('png')}>
          PNG picture
        </button>
      </Menu>
      <Menu label="Legend">
        <Legend isCompared={isCompared} />
      </Menu>
    </div>
  );
}

/** A button and what it opens above itself. The browser closes it. */
function Menu({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  return (
    <span className="map-menu">
      <button type="button" className="flat-button" popoverTarget={id}>
        {label}
      </button>
      <div
        id={id}
        ref={list}
        popover="auto"
        className="map-menu-list panel"
        onClick={() => list.current?.hidePopover()}
      >
        {children}
      </div>
    </span>
  );
}
