import { VerdictGlyph } from '../base/glyphs.tsx';
import { clockTime, countOf } from '../base/numbers.ts';
import type { LiveGraph } from '../live/live-graph.ts';
import { useLive } from '../live/use-live.ts';
import type { EdgeRow } from '../view/edge-order.ts';
import { VERDICT_WORDS } from '../view/edge-verdict.ts';
import { windowText } from '../view/relay-state.ts';
import { countVerdicts, headline } from '../view/summary.ts';

const TROUBLES = ['denied', 'mixed', 'audited', 'failing'] as const;

/** The answer first: what is wrong, or that nothing is, and on what that rests. */
export function TableHead({ graph, rows }: { graph: LiveGraph | undefined; rows: readonly EdgeRow[] }) {
  const asOfMs = useLive(({ connection, heardMs }) => (connection.kind === 'live' ? 0 : heardMs));
  if (graph === undefined) return <div className="table-head" />;
  const counts = countVerdicts(rows);
  const troubles = TROUBLES.filter((verdict) => counts[verdict] > 0);
  const { nodesReporting = 0, nodesKnown = 0 } = graph.status ?? {};
  return (
    <div className="table-head">
      <h2>{headline(counts, rows.length, graph.query !== '')}</h2>
      {troubles.map((verdict) => (
        <span key={verdict} className={`badge badge-${verdict}`}>
          <VerdictGlyph name={verdict} />
          {counts[verdict]} {VERDICT_WORDS[verdict].toLowerCase()}
        </span>
      ))}
      {troubles.length === 0 && rows.length > 0 && (
        <span className="quiet">
          No denied traffic in the last {windowText(graph.windowSeconds)}
          {graph.query === '' ? '' : ' in what your filter shows'}, {nodesReporting} of {nodesKnown} nodes reporting.
        </span>
      )}
      <span className="table-count">
        {asOfMs > 0 ? `as of ${clockTime(asOfMs)} · ` : ''}
        {countOf(rows.length, 'edge')} in {windowText(graph.windowSeconds)}
      </span>
    </div>
  );
}
