import { useState, type ReactNode } from 'react';
import { countOf, wholeNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { ReadProblem } from '../base/read-problem.tsx';
import type { EdgeMoment } from '../view/edge-moment.ts';
import { figureTime } from './figure-range.ts';
import { FindBox } from './find-box.tsx';
import { HttpDetail } from './http-detail.tsx';
import { addedHttpRows, addedLatency, readHttpRows, type HttpRow, type Latency } from './http-rows.ts';
import { HttpTable, type HttpTableProps } from './http-table.tsx';
import { httpSentence } from './http-verdict.ts';
import type { Layer7Answer } from './layer7-answer.ts';
import { LatencyHistogram } from './latency-histogram.tsx';
import { RawSwitch } from './raw-switch.tsx';
import { useLayer7Answer, type Asked } from './use-layer7-answer.ts';

/** What the tables of requests and of questions have in common, wherever they stand. */
export interface Layer7ViewProps {
  readonly query: string;
  /** Undefined for all that the query selects. */
  readonly of: Asked | undefined;
  readonly moment: EdgeMoment;
  readonly isRaw: boolean;
  readonly onRaw: (isRaw: boolean) => void;
  /** Opens a flow in full, by its id. */
  readonly onFlow: (uuid: string) => void;
  /** What stands there when nothing was seen. */
  readonly empty: ReactNode;
  readonly isPage: boolean;
}

export interface HttpViewProps extends Layer7ViewProps {
  readonly edge?: HttpTableProps['edge'];
  /** Rows of which this is the same are shown as one, if method and path are, too. */
  readonly placeOf: (row: HttpRow) => string;
}

const ROWS = { page: 5000, panel: 1000 };
/** Below this many nobody has to search. */
const FIND_ABOVE = 8;

/** Requests by method and path, worst first, with a sentence that says the worst. */
export function HttpView(props: HttpViewProps) {
  const { query, of, moment, isPage, empty } = props;
  const limit = isPage ? ROWS.page : ROWS.panel;
  const answer = useLayer7Answer({ what: 'http', query, of, windowSeconds: moment.windowSeconds, limit }, readHttpRows);
  if (answer.kind === 'pending') return <p className="hint l7-note">Reading…</p>;
  if (answer.kind === 'failed') return <ReadProblem message={answer.message} onRetry={answer.retry} />;
  if (answer.value.rows.length === 0) return empty;
  return <Rows {...props} answer={answer.value} />;
}

function Rows(props: HttpViewProps & { readonly answer: Layer7Answer<HttpRow> }) {
  const { answer, moment, isRaw, onRaw, onFlow, edge, placeOf, isPage } = props;
  const [find, setFind] = useState('');
  const keyOf = (row: HttpRow): string => JSON.stringify([placeOf(row), row.isOther, row.method, row.path]);
  const all = addedHttpRows(answer.rows, keyOf);
  const rows = all.filter((row) => isFound(row, find.trim().toLowerCase(), edge?.text(row) ?? ''));
  const time = figureTime(answer.range, moment);
  const latency = rows.reduce<Latency | undefined>((sum, row) => addedLatency(sum, row.latency), undefined);
  return (
    <>
      {!isPage && <p className="l7-sentence">{httpSentence(all, (method) => plainText(method, 16))}</p>}
      <div className="l7-tools">
        {(isPage || all.length > FIND_ABOVE) && (
          <FindBox text={find} onText={setFind} label="Find a method, path or end" />
        )}
        <RawSwitch
          isRaw={isRaw}
          onRaw={onRaw}
          words="Raw paths"
          meaning="Ids, numbers, hashes and dates in paths are folded; raw paths are those that were sent"
        />
      </div>
      <HttpTable
        rows={rows}
        time={time}
        isRaw={isRaw}
        edge={edge}
        keyOf={keyOf}
        renderDetail={(row) => <HttpDetail row={row} isRaw={isRaw} onFlow={onFlow} />}
      />
      {rows.length === 0 && <p className="hint l7-note">No method, path or end holds what you look for.</p>}
      <div className="l7-foot">
        {latency !== undefined && !isPage && <LatencyHistogram latency={latency} title="Latency of all of them" />}
        <p className="hint">
          {countOf(rows.length, 'path')} {time.words}. Requests, not flows: each counted once, whichever proxies told of
          it.
          {isRaw && ' Raw paths are the commonest, with how often at least since they were first seen.'}
          {answer.matched > answer.rows.length &&
            ` ${wholeNumber(answer.matched - answer.rows.length)} more rows, less troubled, were not asked for.`}
          {answer.folded > 0 &&
            ` ${countOf(answer.folded, 'request')} of paths beyond the bound, on all edges, are counted as other.`}
        </p>
      </div>
    </>
  );
}

function isFound({ method, path }: HttpRow, find: string, ends: string): boolean {
  return find === '' || `${method} ${path} ${ends}`.toLowerCase().includes(find);
}
