import { VerdictGlyph } from '../base/glyphs.tsx';
import { countOf, wholeNumber } from '../base/numbers.ts';
import type { MatrixLine } from './matrix-axis.ts';

interface MatrixHeadProps {
  readonly rows: readonly MatrixLine[];
  readonly columns: readonly MatrixLine[];
  readonly troubled: number;
  readonly onlyTroubled: boolean;
  readonly onOnlyTroubled: (onlyTroubled: boolean) => void;
}

/** How large it is, and whether all of it is shown. */
export function MatrixHead({ rows, columns, troubled, onlyTroubled, onOnlyTroubled }: MatrixHeadProps) {
  return (
    <div className="matrix-head">
      <h2>
        {countOf(endsOf(rows), 'caller')} by {countOf(endsOf(columns), 'callee')}
      </h2>
      <button
        type="button"
        className="button"
        aria-pressed={onlyTroubled}
        onClick={() => onOnlyTroubled(!onlyTroubled)}
      >
        Only troubled
        <strong>{wholeNumber(troubled)}</strong>
      </button>
    </div>
  );
}

function endsOf(lines: readonly MatrixLine[]): number {
  return lines.reduce((sum, line) => sum + (line.kind === 'end' ? 1 : line.kind === 'folded' ? line.ends : 0), 0);
}

const SHADES = ['<1', '1', '10', '100', '1k'];

/** What the colours mean. */
export function MatrixFoot() {
  return (
    <div className="table-foot">
      <span className="matrix-legend">
        per minute: attempts
        {SHADES.map((words, i) => (
          <i key={words} className="matrix-swatch" data-shade={i + 1}>
            {words}
          </i>
        ))}
        <span>
          <VerdictGlyph name="denied" /> denied
        </span>
        <span>
          <VerdictGlyph name="mixed" /> denied in part
        </span>
        <span>
          <VerdictGlyph name="audited" /> audited
        </span>
        <span>
          <VerdictGlyph name="failing" /> failing
        </span>
      </span>
      <span className="table-keys" aria-hidden="true">
        ← ↑ ↓ → move · Enter opens
      </span>
    </div>
  );
}
