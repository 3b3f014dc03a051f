import { useCallback, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useSize } from '../base/use-size.ts';
import type { LiveGraph } from '../live/live-graph.ts';
import { momentOf } from '../view/edge-moment.ts';
import type { GroupedGraph, Grouping } from '../view/grouped-graph.ts';
import type { TroubleOptions } from '../view/trouble.ts';
import type { MatrixLine } from './matrix-axis.ts';
import { matrixCellId, MatrixCellBox } from './matrix-cell.tsx';
import { longestColumnName, MatrixColumns } from './matrix-columns.tsx';
import { goalOf, placeOf, scrollTo, type MatrixPlace } from './matrix-cursor.ts';
import { MatrixFoot, MatrixHead } from './matrix-head.tsx';
import { CELL_HEIGHT, CELL_WIDTH, headHeight, LEAN_WIDTH, matrixWindow, rowHeadWidth } from './matrix-measures.ts';
import { MatrixRowHead } from './matrix-row-head.tsx';
import { MatrixTip } from './matrix-tip.tsx';
import { TableNotice } from './table-notice.tsx';
import { useMatrix } from './use-matrix.ts';

export interface EdgeMatrixProps {
  /** For what stands where there is nothing. */
  readonly graph: LiveGraph | undefined;
  readonly grouped: GroupedGraph | undefined;
  /** As for the list of troubles, so that both tell the same. */
  readonly options: TroubleOptions;
  /** Namespaces that the person opened or closed, by `namespace:CLUSTER/NAME` or by name. */
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  readonly onlyTroubled: boolean;
  readonly onOnlyTroubled: (onlyTroubled: boolean) => void;
  readonly onFold: (namespace: string, isOpen: boolean) => void;
  /** Key of the selected edge, '' for none. */
  readonly selected: string;
  readonly onSelect: (key: string, how: 'pointer' | 'keyboard') => void;
  readonly grouping: Grouping;
  readonly onQuery: (query: string) => void;
  readonly grid: RefObject<HTMLDivElement | null>;
}

/**
 * Callers by callees. Only what is seen is in the document; the keyboard moves a cursor over cells and headings.
 * Enter on a cell opens its worst edge, on the heading of a namespace it opens or folds that.
 */
export function EdgeMatrix(props: EdgeMatrixProps) {
  const {
    graph,
    grouped,
    options,
    opened,
    closed,
    onlyTroubled,
    onOnlyTroubled,
    onFold,
    selected,
    onSelect,
    grouping,
    onQuery,
    grid,
  } = props;
  const matrix = useMatrix(grouped, options, { opened, closed, onlyTroubled });
  const { rows, columns, cells, places } = matrix;
  const scroller = useRef<HTMLDivElement>(null);
  const size = useSize(scroller);
  const [scroll, setScroll] = useState({ left: 0, top: 0 });
  const [cursor, setCursor] = useState<MatrixPlace>();
  const [pointed, setPointed] = useState<MatrixPlace>();
  const [isTipWanted, setTipWanted] = useState(false);
  const height = useMemo(() => headHeight(longestColumnName(columns)), [columns]);
  const head = { width: rowHeadWidth(size.width), height };
  const seen = matrixWindow(scroll, size, { rows: rows.length, columns: columns.length, headHeight: height });
  const chosen = places.get(selected);
  const at = placeOf(cursor, rows, columns) ?? { row: chosen?.row ?? 0, column: chosen?.column ?? 0 };
  const lit = placeOf(pointed, rows, columns) ?? (isTipWanted ? at : undefined);
  const moment = useMemo(() => momentOf(grouped, options), [grouped, options]);
  const isFoldable = grouped?.grouping !== 'namespace';

  /** On the heading of an end: its namespace. */
  const fold = (line: MatrixLine | undefined): void => {
    if (line === undefined || !isFoldable || (line.kind === 'end' && line.isAlone)) return;
    onFold(line.band.key, line.kind === 'folded');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const goal = goalOf(event.key, at, rows.length, columns.length, Math.floor((size.height - height) / CELL_HEIGHT));
    if (goal !== undefined) {
      setCursor({
        row: rows[goal.row]?.key,
        column: columns[goal.column]?.key,
        rowAt: goal.row,
        columnAt: goal.column,
      });
      setPointed(undefined);
      setTipWanted(true);
      if (scroller.current !== null) scrollTo(scroller.current, goal, head);
    } else if (event.key === 'Enter') {
      const edge = cells[at.row]?.find(({ column }) => column === at.column)?.edges[0];
      if (at.column < 0 || rows[at.row]?.kind === 'band') fold(rows[at.row]);
      else if (at.row < 0) fold(columns[at.column]);
      else if (edge !== undefined) onSelect(edge.key, 'keyboard');
    } else return;
    event.preventDefault();
  };
  const point = useCallback((row: number, column: number) => {
    setPointed({ row: undefined, column: undefined, rowAt: row, columnAt: column });
  }, []);

  return (
    <section className="matrix panel" aria-label="Matrix of callers and callees">
      <MatrixHead
        rows={rows}
        columns={columns}
        troubled={matrix.troubled}
        onlyTroubled={onlyTroubled}
        onOnlyTroubled={onOnlyTroubled}
      />
      <div
        ref={scroller}
        className="matrix-scroller"
        onScroll={({ currentTarget }) => setScroll({ left: currentTarget.scrollLeft, top: currentTarget.scrollTop })}
        onPointerLeave={() => setPointed(undefined)}
      >
        {rows.length > 0 && (
          <div
            ref={grid}
            className="matrix-grid"
            role="grid"
            aria-label="Callers by callees; arrow keys move, Enter opens"
            aria-rowcount={rows.length + 2}
            aria-colcount={columns.length + 1}
            aria-activedescendant={matrixCellId(at.row, at.column)}
            tabIndex={0}
            style={{
              width: head.width + columns.length * CELL_WIDTH + LEAN_WIDTH,
              height: height + rows.length * CELL_HEIGHT,
            }}
            onKeyDown={onKeyDown}
            onFocus={({ target, currentTarget }) =>
              setTipWanted(target === currentTarget && target.matches(':focus-visible'))
            }
            onBlur={() => setTipWanted(false)}
          >
            <MatrixColumns
              columns={columns}
              seen={seen.columns}
              head={head}
              isFoldable={isFoldable}
              cursorAt={at.row < 0 ? at.column : undefined}
              litAt={lit?.column}
              onFold={onFold}
            />
            {lit !== undefined && lit.column >= 0 && (
              <div
                className="matrix-lit-column"
                aria-hidden="true"
                style={{ left: head.width + lit.column * CELL_WIDTH, top: height, height: rows.length * CELL_HEIGHT }}
              />
            )}
            {rows.slice(...seen.rows).map((line, i) => {
              const row = seen.rows[0] + i;
              const shown = (cells[row] ?? []).filter(
                ({ column }) => column >= seen.columns[0] && column < seen.columns[1],
              );
              const isEmptyCursor =
                at.row === row && at.column >= 0 && !shown.some(({ column }) => column === at.column);
              return (
                <div
                  key={`${line.kind} ${line.key}`}
                  role="row"
                  className="matrix-row"
                  aria-rowindex={row + 3}
                  data-kind={line.kind}
                  data-lit={lit?.row === row}
                  style={{ transform: `translateY(${height + row * CELL_HEIGHT}px)` }}
                >
                  <MatrixRowHead
                    line={line}
                    row={row}
                    width={head.width}
                    isFoldable={isFoldable}
                    isCursor={at.row === row && at.column < 0}
                    onFold={onFold}
                    onPoint={point}
                  />
                  {shown.map((cell) => (
                    <MatrixCellBox
                      key={columns[cell.column]?.key}
                      cell={cell}
                      left={head.width + cell.column * CELL_WIDTH}
                      from={line}
                      to={columns[cell.column]}
                      isSelected={cell === chosen}
                      isCursor={at.row === row && at.column === cell.column}
                      onSelect={onSelect}
                      onPoint={point}
                    />
                  ))}
                  {isEmptyCursor && (
                    <div
                      id={matrixCellId(at.row, at.column)}
                      role="gridcell"
                      aria-colindex={at.column + 2}
                      aria-label="nothing seen"
                      className="matrix-cell matrix-cell-empty"
                      data-cursor="true"
                      style={{ left: head.width + at.column * CELL_WIDTH }}
                    />
                  )}
                </div>
              );
            })}
            {lit !== undefined && (
              <MatrixTip matrix={matrix} at={lit} moment={moment} view={{ ...scroll, ...size }} head={head} />
            )}
          </div>
        )}
        {rows.length === 0 && onlyTroubled && (grouped?.edges.size ?? 0) > 0 ? (
          <div className="notice">
            <h3>No edge is in trouble</h3>
            <button type="button" className="button" onClick={() => onOnlyTroubled(false)}>
              Show all edges
            </button>
          </div>
        ) : (
          rows.length === 0 && <TableNotice graph={graph} grouping={grouping} onQuery={onQuery} />
        )}
      </div>
      <MatrixFoot />
    </section>
  );
}
