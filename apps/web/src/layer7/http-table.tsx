import type { ReactNode } from 'react';
import { VerdictGlyph } from '../base/glyphs.tsx';
import { wholeNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { AnswerBar } from './answer-bar.tsx';
import { countCell, type FigureTime } from './figure-range.ts';
import { codesFrom, type HttpRow } from './http-rows.ts';
import { httpVerdict, latencyText } from './http-verdict.ts';
import { RawPaths } from './raw-paths.tsx';
import { RowsTable, type RowColumn } from './rows-table.tsx';

export interface HttpTableProps {
  readonly rows: readonly HttpRow[];
  readonly time: FigureTime;
  /** Paths as they were sent stand below each row. */
  readonly isRaw: boolean;
  /** Where the rows are of several edges: which one, to be seen and to be sorted by. */
  readonly edge?: { readonly renderCell: (row: HttpRow) => ReactNode; readonly text: (row: HttpRow) => string };
  readonly keyOf: (row: HttpRow) => string;
  readonly renderDetail: (row: HttpRow) => ReactNode;
}

/** Methods and paths, worst first: denied and failed, then refused, then slow, then busy. */
export function HttpTable({ rows, time, isRaw, edge, keyOf, renderDetail }: HttpTableProps) {
  const columns: readonly RowColumn<HttpRow>[] = [
    NAME,
    ...(edge === undefined ? [] : [edgeColumn(edge)]),
    {
      id: 'rate',
      title: time.seconds === undefined ? 'Requests' : 'Req/min',
      meaning: time.seconds === undefined ? 'Requests since first seen, each once' : 'Requests per minute, each once',
      isFigure: true,
      value: ({ requests }) => requests,
      renderCell: ({ requests }) => (
        <span title={`${wholeNumber(requests)} requests`}>{countCell(requests, time)}</span>
      ),
    },
    {
      id: 'denied',
      title: 'Denied',
      meaning: 'Requests that a policy refused',
      isFigure: true,
      value: ({ denied }) => denied,
      renderCell: ({ denied }) => (
        <span
          className={denied > 0 ? 'figure-denied' : 'zero'}
          title={`${wholeNumber(denied)} requests refused by policy`}
        >
          {countCell(denied, time)}
        </span>
      ),
    },
    ANSWERS,
    latencyColumn('p50'),
    latencyColumn('p95'),
    latencyColumn('p99'),
  ];
  return (
    <RowsTable
      label="HTTP requests by method and path"
      kind="http"
      rows={rows}
      columns={columns}
      keyOf={keyOf}
      worst={WORST}
      renderUnder={isRaw ? rawPaths : undefined}
      renderDetail={renderDetail}
      noun="path"
    />
  );
}

const WORST: readonly ((row: HttpRow) => number)[] = [
  (row) => row.denied + codesFrom(row, 5),
  (row) => codesFrom(row, 4),
  (row) => row.requests,
  (row) => row.latency?.p99Ms ?? 0,
];

const NAME: RowColumn<HttpRow> = {
  id: 'name',
  title: 'Method, path',
  meaning: 'Method and path',
  isFigure: false,
  value: ({ method, path }) => `${path} ${method}`,
  renderCell: (row) => <RouteName row={row} />,
};

const ANSWERS: RowColumn<HttpRow> = {
  id: 'answers',
  title: 'Answers',
  meaning: 'Answers 5xx, then 4xx, of the application',
  isFigure: true,
  value: (row) => codesFrom(row, 5) * 1e9 + codesFrom(row, 4),
  renderCell: (row) => <AnswerBar row={row} />,
};

function latencyColumn(id: 'p50' | 'p95' | 'p99'): RowColumn<HttpRow> {
  const of = ({ latency }: HttpRow): number | undefined => latency?.[`${id}Ms`];
  return {
    id,
    title: id,
    meaning: `Latency that ${id.slice(1)} % of the answers stayed below`,
    isFigure: true,
    value: (row) => of(row) ?? NaN,
    renderCell: (row) => {
      const ms = of(row);
      return ms === undefined ? <span className="hint">–</span> : latencyText(ms);
    },
  };
}

function edgeColumn({ renderCell, text }: NonNullable<HttpTableProps['edge']>): RowColumn<HttpRow> {
  return { id: 'edge', title: 'Edge', meaning: 'From and to', isFigure: false, value: text, renderCell };
}

/** What was called: a method and a path, or a method of a service. */
function RouteName({ row }: { readonly row: HttpRow }) {
  return (
    <>
      <VerdictGlyph name={httpVerdict(row)} />
      <span className="l7-route" title={plainText(`${row.method} ${row.path}`, 1000)}>
        <RouteWords row={row} />
      </span>
    </>
  );
}

function RouteWords({ row: { method, path, rpc, isOther } }: { readonly row: HttpRow }) {
  if (isOther) return <em>all other methods and paths</em>;
  if (rpc === undefined) {
    return (
      <>
        <bdi className="l7-method">{plainText(method, 16)}</bdi> <bdi>{plainText(path, 90)}</bdi>
      </>
    );
  }
  return (
    <>
      <bdi className="l7-method">{plainText(rpc.method, 60)}</bdi>{' '}
      <bdi className="quiet">{plainText(rpc.service, 60)}</bdi> <span className="l7-sign">gRPC</span>
    </>
  );
}

/** Nothing where all requests were sent as the row says. */
function rawPaths({ path, rawPaths: paths }: HttpRow): ReactNode {
  return paths.every((raw) => raw.path === path) ? undefined : <RawPaths paths={paths} />;
}
