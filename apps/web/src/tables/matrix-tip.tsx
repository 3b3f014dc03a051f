import { VerdictGlyph } from '../base/glyphs.tsx';
import { countOf } from '../base/numbers.ts';
import { Text } from '../base/text.tsx';
import { protocolName } from '../view/edge.ts';
import { rateText, troubleAt, type EdgeMoment } from '../view/edge-moment.ts';
import { edgeRow, sortRows, WORST_FIRST } from '../view/edge-order.ts';
import { fullName } from '../view/end-name.ts';
import { VERDICT_WORDS } from '../view/edge-verdict.ts';
import type { GroupedEdge } from '../view/grouped-graph.ts';
import { lineName } from './matrix-cell.tsx';
import type { MatrixAt } from './matrix-cursor.ts';
import { CELL_HEIGHT, CELL_WIDTH } from './matrix-measures.ts';
import type { Matrix } from './matrix-model.ts';

interface MatrixTipProps {
  readonly matrix: Matrix;
  readonly at: MatrixAt;
  readonly moment: EdgeMoment;
  /** What is seen of the grid, px. */
  readonly view: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  /** Of the headings, px. */
  readonly head: { readonly width: number; readonly height: number };
}

const WIDTH = 320;
const SHOWN_EDGES = 5;
const LINE_HEIGHT = 18;

/** What a cell stands for: both names, then its edges, worst first. Beside the cell, where there is room. */
export function MatrixTip({ matrix, at, moment, view, head }: MatrixTipProps) {
  const cell = matrix.cells[at.row]?.find(({ column }) => column === at.column);
  const from = matrix.rows[at.row];
  const to = matrix.columns[at.column];
  if (cell === undefined || from === undefined || to === undefined) return null;
  const shown = sortRows(cell.edges.map(edgeRow), WORST_FIRST)
    .slice(0, SHOWN_EDGES)
    .map(({ edge }) => edge);
  const hasNames = from.kind === 'folded' || to.kind === 'folded';
  const height =
    48 + shown.length * LINE_HEIGHT * (hasNames ? 2 : 1) + (cell.edges.length > SHOWN_EDGES ? LINE_HEIGHT : 0);
  const right = head.width + (at.column + 1) * CELL_WIDTH + 8;
  const below = head.height + (at.row + 1) * CELL_HEIGHT + 6;
  const isRight = right + WIDTH <= view.left + view.width;
  const isBelow = below + height <= view.top + view.height;
  return (
    <div
      className="matrix-tip"
      aria-hidden="true"
      style={{
        width: WIDTH,
        left: isRight ? right : Math.max(view.left + 8, right - CELL_WIDTH - WIDTH - 16),
        top: isBelow ? below : Math.max(view.top + 8, below - CELL_HEIGHT - 12 - height),
      }}
    >
      <p className="matrix-tip-title">
        <bdi>{lineName(from)}</bdi> → <bdi>{lineName(to)}</bdi>
      </p>
      <ul>
        {shown.map((edge) => (
          <TipLine key={edge.key} edge={edge} moment={moment} hasNames={hasNames} />
        ))}
      </ul>
      {cell.edges.length > SHOWN_EDGES && (
        <p className="hint">{countOf(cell.edges.length - SHOWN_EDGES, 'more edge')}</p>
      )}
    </div>
  );
}

function TipLine({ edge, moment, hasNames }: { edge: GroupedEdge; moment: EdgeMoment; hasNames: boolean }) {
  const { verdict, port, protocol, source, destination } = edge;
  const trouble = troubleAt(edge, moment);
  return (
    <li>
      <VerdictGlyph name={verdict} />
      <span className="matrix-tip-text">
        {hasNames && (
          <span className="matrix-tip-names">
            <Text limit={30}>{fullName(source.name)}</Text> → <Text limit={30}>{fullName(destination.name)}</Text>
          </span>
        )}
        {port > 0 && `:${port} `}
        {protocolName(protocol)} · <span className={`verdict-${verdict}`}>{rateText(edge, moment)}</span>{' '}
        {trouble === undefined ? VERDICT_WORDS[verdict].toLowerCase() : trouble.reason}
      </span>
    </li>
  );
}
