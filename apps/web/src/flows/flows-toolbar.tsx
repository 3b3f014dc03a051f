import { Icon, VerdictGlyph } from '../base/glyphs.tsx';
import { clockTime, wholeNumber } from '../base/numbers.ts';
import type { PastRange } from '../view/past-range.ts';
import { ColumnMenu } from './column-menu.tsx';
import { DownloadButton } from './download-button.tsx';
import { verdictShown } from './flow-cell.tsx';
import type { Hold } from './use-hold.ts';
import type { ColumnId } from './store/flow-columns.ts';
import type { FlowTable, VerdictCount } from './store/flow-messages.ts';

interface FlowsToolbarProps {
  readonly table: FlowTable | undefined;
  /** Undefined while the table follows. */
  readonly range: PastRange | undefined;
  readonly hold: Hold | undefined;
  readonly onHold: () => void;
  readonly onFollow: () => void;
  readonly onVerdict: (verdict: string) => void;
  readonly query: string;
  readonly columns: readonly ColumnId[];
  readonly isUsual: boolean;
  readonly onColumns: (ids: readonly ColumnId[]) => void;
}

/** Whether the table follows or shows the past, how many flows of which verdict are in it, and what can be done with all of them. */
export function FlowsToolbar(props: FlowsToolbarProps) {
  const { table, range, hold, onHold, onFollow, onVerdict } = props;
  return (
    <div className="flows-bar">
      <div className="flows-follow">
        {range !== undefined ? (
          <PastState table={table} />
        ) : hold === undefined ? (
          <button
            type="button"
            className="button"
            aria-pressed
            title="Click, scroll or press Space to hold"
            onClick={onHold}
          >
            <span className="dot" data-kind={table?.following.kind === 'live' ? 'live' : 'waiting'} />
            Following
          </button>
        ) : (
          <button type="button" className="button button-primary" aria-pressed={false} onClick={onFollow}>
            {hold.by === 'page' ? 'Paused' : 'Follow'}
            {table !== undefined && table.newer > 0 && ` · ${wholeNumber(table.newer)} new`}
          </button>
        )}
        {range === undefined && hold !== undefined && (
          <span className="hint wide-only">held at {clockTime(hold.atMs)}</span>
        )}
      </div>
      <ul className="flows-verdicts" aria-label="Flows in the table, by verdict">
        {verdictCounts(table).map(({ verdict, count }) => {
          const { word, sign } = verdictShown(verdict);
          return (
            <li key={verdict}>
              <button
                type="button"
                className={`flat-button verdict-${sign ?? 'undefined'}`}
                title={`Only ${word}`}
                onClick={() => onVerdict(verdict)}
              >
                {sign !== undefined && <VerdictGlyph name={sign} />}
                {word} <strong>{wholeNumber(count)}</strong>
              </button>
            </li>
          );
        })}
      </ul>
      <div className="flows-acts">
        <ColumnMenu shown={props.columns} isUsual={props.isUsual} onColumns={props.onColumns} />
        <DownloadButton query={props.query} range={range} />
      </div>
    </div>
  );
}

/** How far the flows of a range are read. */
function PastState({ table }: { readonly table: FlowTable | undefined }) {
  const state = table?.following.kind === 'past' ? table.following.state.kind : 'reading';
  const words = { reading: 'Reading the history…', done: 'From the history', failed: 'Not read to the end' }[state];
  return (
    <span className="flows-past" role="status">
      <Icon name="clock" />
      {words}
    </span>
  );
}

/** The two that matter most are told with 0, too. */
const ALWAYS: ReadonlySet<string> = new Set(['FORWARDED', 'DROPPED']);
const FIRST = ['DROPPED', 'ERROR', 'AUDIT', 'FORWARDED', 'REDIRECTED'];

/** The worst first, and what is no traffic last. */
function verdictCounts(table: FlowTable | undefined): readonly VerdictCount[] {
  const rank = ({ verdict }: VerdictCount): number => (FIRST.includes(verdict) ? FIRST.indexOf(verdict) : FIRST.length);
  return (table?.verdicts ?? [])
    .filter(({ verdict, count }) => count > 0 || ALWAYS.has(verdict))
    .toSorted((a, b) => rank(a) - rank(b));
}
