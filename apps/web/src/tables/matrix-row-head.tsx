import { Text } from '../base/text.tsx';
import type { MatrixLine } from './matrix-axis.ts';
import { lineName, matrixCellId } from './matrix-cell.tsx';
import { EndText } from './end-text.tsx';

interface MatrixRowHeadProps {
  readonly line: MatrixLine;
  readonly row: number;
  /** px */
  readonly width: number;
  readonly isFoldable: boolean;
  readonly isCursor: boolean;
  readonly onFold: (namespace: string, isOpen: boolean) => void;
  readonly onPoint: (row: number, column: number) => void;
}

/** Who calls. The heading of a namespace opens and folds it. */
export function MatrixRowHead({ line, row, width, isFoldable, isCursor, onFold, onPoint }: MatrixRowHeadProps) {
  const isFolded = line.kind === 'folded';
  return (
    <div
      id={matrixCellId(row, -1)}
      role="rowheader"
      aria-colindex={1}
      aria-label={
        line.kind === 'end'
          ? lineName(line)
          : `${lineName(line)}, ${line.ends} callers, ${isFolded ? 'folded' : 'open'}`
      }
      className="matrix-row-head"
      data-cursor={isCursor}
      data-alone={line.kind === 'end' && line.isAlone}
      style={{ width }}
      onPointerEnter={() => onPoint(row, -1)}
    >
      {line.kind === 'end' ? (
        line.isAlone ? (
          <EndText name={line.end.name} />
        ) : (
          <EndText name={{ ...line.end.name, namespace: '' }} />
        )
      ) : (
        <button
          type="button"
          tabIndex={-1}
          disabled={!isFoldable}
          aria-expanded={!isFolded}
          onClick={() => onFold(line.key, isFolded)}
        >
          <span aria-hidden="true" className="matrix-fold">
            {isFolded ? '▸' : '▾'}
          </span>
          <Text className="matrix-band-name">{line.band.namespace || 'outside'}</Text>
          <span className="hint">{line.ends}</span>
        </button>
      )}
    </div>
  );
}
