import type { ReactNode } from 'react';
import { VerdictGlyph } from '../base/glyphs.tsx';
import { clockTime, shortNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { Text } from '../base/text.tsx';
import { reasonText, worstCause } from '../view/cause-text.ts';
import { deniedAttempts, failedQuestions, spokenProtocol, triedAttempts } from '../view/edge.ts';
import { VERDICT_WORDS } from '../view/edge-verdict.ts';
import type { EdgeRow, SortColumn } from '../view/edge-order.ts';
import type { EndName } from '../view/end-name.ts';

/** Figures under one heading are counted in one way. */
export type ColumnGroup = '' | 'Flows' | 'Attempts' | 'HTTP requests' | 'DNS questions';

export interface EdgeColumn {
  readonly id: string;
  readonly title: string;
  readonly group: ColumnGroup;
  /** What it is when it is read out alone. */
  readonly name: string;
  readonly sort: SortColumn | undefined;
  /** px; the columns with a share divide what is left. */
  readonly width: number;
  readonly share: number;
  /** Columns go one by one, from the largest number, until the rest fits; 0 stays. */
  readonly givesWay: number;
  readonly isFigure: boolean;
  readonly cell: (row: EdgeRow) => ReactNode;
}

export const EDGE_COLUMNS: readonly EdgeColumn[] = [
  {
    ...text('verdict', 'Verdict', 92, 0),
    cell: ({ verdict }) => (
      <span className={`verdict verdict-${verdict}`}>
        <VerdictGlyph name={verdict} />
        {VERDICT_WORDS[verdict]}
      </span>
    ),
  },
  { ...text('source', 'From', 120, 3), cell: ({ from }) => <End name={from} /> },
  {
    ...text('destination', 'To', 160, 4),
    cell: ({ to, edge }) => (
      <span className="to">
        <End name={to} />
        {edge.port > 0 && <span className="port">:{edge.port}</span>}
      </span>
    ),
  },
  { ...text('protocol', 'Type', 40, 0, 7), cell: ({ edge }) => <span className="quiet">{spokenProtocol(edge)}</span> },
  figure('forwarded', 'Flows', 'Forwarded', 66, 5, ({ edge }) => edge.figures.forwarded),
  figure('audit', 'Flows', 'Audit', 44, 9, ({ edge }) => edge.figures.audit, 'audited'),
  figure('dropped', 'Flows', 'Dropped', 56, 3, ({ edge }) => edge.figures.dropped, 'denied'),
  figure('attempts', 'Attempts', 'All', 56, 4, ({ edge }) => triedAttempts(edge.figures)),
  figure('denied', 'Attempts', 'Denied', 50, 0, ({ edge }) => deniedAttempts(edge.figures), 'denied'),
  figure('audited', 'Attempts', 'Audit', 44, 15, ({ edge }) => edge.figures.auditedAttempts, 'audited'),
  figure(
    'http-requests',
    'HTTP requests',
    'All',
    48,
    10,
    http(({ httpRequests }) => httpRequests),
  ),
  figure(
    'http-denied',
    'HTTP requests',
    'Denied',
    48,
    12,
    http(({ httpDenied }) => httpDenied),
    'denied',
  ),
  figure(
    'http-failed',
    'HTTP requests',
    '5xx',
    36,
    11,
    http(({ httpFailed }) => httpFailed),
    'failing',
  ),
  figure(
    'dns-questions',
    'DNS questions',
    'All',
    44,
    13,
    dns(({ dnsQuestions }) => dnsQuestions),
  ),
  figure('dns-failed', 'DNS questions', 'Failed', 46, 14, dns(failedQuestions), 'failing'),
  {
    ...text('reason', 'Why', 136, 3, 1),
    sort: undefined,
    cell: (row) => <Text className="reason">{reasonText(row.edge, row.verdict)}</Text>,
  },
  { ...text('policy', 'Policy', 80, 2, 8), sort: undefined, cell: (row) => <Policies row={row} /> },
  {
    ...text('last-seen', 'Last seen', 60, 0, 6),
    isFigure: true,
    cell: ({ edge }) => <span className="quiet">{clockTime(edge.lastSeenMs)}</span>,
  },
];

const PADDING = 12;
/** Between two columns; the style sheet says the same. */
const COLUMN_GAP = 12;

/** The columns that fit into a width; those that matter least go first. */
export function columnsFor(width: number): readonly EdgeColumn[] {
  let columns = EDGE_COLUMNS;
  while (neededWidth(columns) > width) {
    const least = columns.reduce((a, b) => (b.givesWay > a.givesWay ? b : a));
    if (least.givesWay === 0) break;
    columns = columns.filter((column) => column !== least);
  }
  return columns;
}

/** `grid-template-columns` of the header and of every row. */
export function columnTracks(columns: readonly EdgeColumn[]): string {
  return columns.map(({ width, share }) => (share > 0 ? `minmax(${width}px, ${share}fr)` : `${width}px`)).join(' ');
}

export interface HeaderSpan {
  readonly group: ColumnGroup;
  /** Numbers of grid lines. */
  readonly from: number;
  readonly to: number;
}

/** Runs of columns with one heading above them. */
export function headerSpans(columns: readonly EdgeColumn[]): readonly HeaderSpan[] {
  const spans: HeaderSpan[] = [];
  for (const [i, { group }] of columns.entries()) {
    const last = spans.at(-1);
    if (last !== undefined && last.group === group) spans[spans.length - 1] = { ...last, to: i + 2 };
    else spans.push({ group, from: i + 1, to: i + 2 });
  }
  return spans.filter(({ group }) => group !== '');
}

function neededWidth(columns: readonly EdgeColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width, 2 * PADDING + COLUMN_GAP * (columns.length - 1));
}

type TextColumn = Omit<EdgeColumn, 'cell'>;

function text(
  id: SortColumn | 'reason' | 'policy',
  title: string,
  width: number,
  share: number,
  givesWay = 0,
): TextColumn {
  const sort = id === 'reason' || id === 'policy' ? undefined : id;
  return { id, title, group: '', name: title, sort, width, share, givesWay, isFigure: false };
}

function figure(
  id: SortColumn,
  group: Exclude<ColumnGroup, ''>,
  title: string,
  width: number,
  givesWay: number,
  value: (row: EdgeRow) => number | undefined,
  tone?: 'denied' | 'audited' | 'failing',
): EdgeColumn {
  const cell = (row: EdgeRow): ReactNode => {
    const number = value(row);
    if (number === undefined) return null;
    return (
      <span className={number === 0 ? 'zero' : tone === undefined ? undefined : `figure-${tone}`}>
        {shortNumber(number)}
      </span>
    );
  };
  const name = `${group}, ${title.toLowerCase()}`;
  return { id, title, group, name, sort: id, width, share: 0, givesWay, isFigure: true, cell };
}

/** Edges without requests have nothing to say about them, which is not the same as 0. */
function http(value: (figures: EdgeRow['edge']['figures']) => number): (row: EdgeRow) => number | undefined {
  return ({ edge: { figures } }) => (figures.httpRequests > 0 ? value(figures) : undefined);
}

function dns(value: (figures: EdgeRow['edge']['figures']) => number): (row: EdgeRow) => number | undefined {
  return ({ edge: { figures } }) => (figures.dnsQuestions > 0 ? value(figures) : undefined);
}

export function End({ name: { namespace, name, isInferred } }: { name: EndName }) {
  return (
    <span className={isInferred ? 'end inferred' : 'end'} title={isInferred ? 'Inferred from a DNS answer' : undefined}>
      {namespace !== '' && <Text className="namespace">{namespace}</Text>}
      {namespace !== '' && <span className="slash">/</span>}
      <Text className="end-name">{name}</Text>
      {isInferred && <span className="tilde">~</span>}
    </span>
  );
}

function Policies({ row: { edge, verdict } }: { row: EdgeRow }) {
  if (verdict === 'forwarded' || verdict === 'failing') return null;
  const [first, ...rest] = worstCause(edge.causes)?.policies ?? [];
  if (first === undefined) return <span className="hint">none named</span>;
  return (
    <span className="policies">
      <span title={plainText(first)}>
        <Text>{first.slice(first.lastIndexOf('/') + 1)}</Text>
      </span>
      {rest.length > 0 && <span className="hint"> +{rest.length}</span>}
    </span>
  );
}
