import { plainText } from '../base/plain-text.ts';
import { fullName } from '../view/end-name.ts';
import type { MatrixLine } from './matrix-axis.ts';
import { lineName, matrixCellId } from './matrix-cell.tsx';
import { BANDS_HEIGHT, bandSpans, CELL_WIDTH, type BandSpan } from './matrix-measures.ts';

interface MatrixColumnsProps {
  readonly columns: readonly MatrixLine[];
  /** Half-open. */
  readonly seen: readonly [from: number, to: number];
  /** Of the headings, px. */
  readonly head: { readonly width: number; readonly height: number };
  readonly isFoldable: boolean;
  readonly cursorAt: number | undefined;
  readonly litAt: number | undefined;
  readonly onFold: (namespace: string, isOpen: boolean) => void;
}

const LONGEST_NAME = 22;

/** Who is called: slanted names, and below them the namespaces, which open and fold. */
export function MatrixColumns({ columns, seen, head, isFoldable, cursorAt, litAt, onFold }: MatrixColumnsProps) {
  const [from, to] = seen;
  return (
    <div className="matrix-columns" role="rowgroup" style={{ height: head.height }}>
      <div className="matrix-corner" style={{ width: head.width }} aria-hidden="true">
        <span>callees →</span>
        <span>callers ↓</span>
      </div>
      <div role="row" aria-rowindex={1}>
        {columns.slice(from, to).map((line, i) => (
          <div
            key={`${line.kind} ${line.key}`}
            id={matrixCellId(-1, from + i)}
            role="columnheader"
            aria-colindex={from + i + 2}
            aria-label={lineName(line)}
            className="matrix-column"
            data-kind={line.kind}
            data-lit={litAt === from + i}
            data-cursor={cursorAt === from + i}
            style={{ left: head.width + (from + i) * CELL_WIDTH, height: head.height - BANDS_HEIGHT }}
          >
            <bdi title={lineName(line)}>{columnName(line)}</bdi>
          </div>
        ))}
      </div>
      <div role="row" aria-rowindex={2}>
        {bandSpans(columns)
          .filter((span) => span.to > from && span.from < to)
          .map((span) => (
            <BandHead key={span.line.band.key} span={span} left={head.width} isFoldable={isFoldable} onFold={onFold} />
          ))}
      </div>
    </div>
  );
}

interface BandHeadProps {
  readonly span: BandSpan;
  /** Of the first column, px. */
  readonly left: number;
  readonly isFoldable: boolean;
  readonly onFold: (namespace: string, isOpen: boolean) => void;
}

function BandHead({ span: { line, from, to }, left, isFoldable, onFold }: BandHeadProps) {
  const style = { left: left + from * CELL_WIDTH, width: (to - from) * CELL_WIDTH };
  if (line.kind === 'end' && line.isAlone) return <div className="matrix-band" aria-hidden="true" style={style} />;
  const isFolded = line.kind === 'folded';
  return (
    <div className="matrix-band" role="columnheader" aria-colindex={from + 2} aria-colspan={to - from} style={style}>
      <button
        type="button"
        tabIndex={-1}
        disabled={!isFoldable}
        aria-expanded={!isFolded}
        aria-label={`${isFolded ? 'Open' : 'Fold'} ${bandName(line)}`}
        title={bandName(line)}
        onClick={() => onFold(line.band.key, isFolded)}
      >
        <span aria-hidden="true" className="matrix-fold">
          {isFolded ? '▸' : '▾'}
        </span>
        {isFolded ? <span className="hint">{line.ends}</span> : <bdi>{bandName(line)}</bdi>}
      </button>
    </div>
  );
}

/** Characters of the longest name as it is shown. */
export function longestColumnName(columns: readonly MatrixLine[]): number {
  return columns.reduce((longest, line) => Math.max(longest, columnName(line).length), 0);
}

function bandName({ band }: MatrixLine): string {
  return band.namespace === '' ? 'outside' : plainText(band.namespace, 60);
}

/** What belongs to a band has its namespace below it. */
function columnName(line: MatrixLine): string {
  if (line.kind !== 'end') return shortened(bandName(line));
  const { name } = line.end;
  return shortened(plainText(line.isAlone ? fullName(name) : name.name, 60)) + (name.isInferred ? ' ~' : '');
}

/** Begin and end stay. */
function shortened(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  const part = (LONGEST_NAME - 1) >> 1;
  return `${name.slice(0, LONGEST_NAME - 1 - part)}…${name.slice(-part)}`;
}
