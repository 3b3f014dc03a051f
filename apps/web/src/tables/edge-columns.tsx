import type { ReactNode } from 'react';
import { VerdictGlyph } from '../base/glyphs.tsx';
import { clockTime, shortNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { Text } from '../base/text.tsx';
import { worstCause } from '../view/cause-text.ts';
import { deniedAttempts, failedQuestions, spokenProtocol, type Figures } from '../view/edge.ts';
import { attemptsOf } from '../view/edge-attempts.ts';
import { VERDICT_WORDS } from '../view/edge-verdict.ts';
import { sinceMs, type EdgeRow, type SortColumn } from '../view/edge-order.ts';
import { sinceShort } from '../view/since-words.ts';
import { rateNumber } from '../view/trouble-rate.ts';
import { passedRate, rateOf, triedRate, troubleAt, type EdgeMoment } from '../view/edge-moment.ts';
import { EndText } from './end-text.tsx';
import type { RowBars } from './row-bars.ts';
import { RowBarsPicture } from './row-bars-picture.tsx';

/** Figures under one heading are counted in one way: flows in the window, the others per minute. */
export type ColumnGroup = '' | 'Attempts per minute' | 'Flows' | 'HTTP per minute' | 'DNS per minute';

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
  readonly cell: (row: EdgeRow, moment: EdgeMoment, bars: RowBars | undefined) => ReactNode;
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
  { ...text('source', 'Source', 116, 3), cell: ({ from }) => <EndText name={from} /> },
  { ...text('destination', 'Destination', 120, 3), cell: ({ to }) => <EndText name={to} /> },
  {
    ...text('port', 'Port', 38, 0),
    isFigure: true,
    cell: ({ edge }) => (edge.port > 0 ? edge.port : <span className="hint">–</span>),
  },
  {
    ...text('protocol', 'L7', 44, 0, 6),
    name: 'L7 protocol',
    cell: ({ edge }) => <span className="quiet">{spokenProtocol(edge)}</span>,
  },
  {
    ...rate('attempts', 'Attempts per minute', 'All', 48, 3, attemptsOf),
    cell: ({ edge }, moment) => rateNumber(triedRate(edge, moment)),
  },
  rate('denied', 'Attempts per minute', 'Denied', 48, 0, deniedAttempts, 'denied'),
  rate('audited', 'Attempts per minute', 'Audit', 42, 13, ({ auditedAttempts }) => auditedAttempts, 'audited'),
  flows('forwarded', 'Forwarded', 60, 8, ({ forwarded }) => forwarded),
  flows('audit', 'Audit', 42, 11, ({ audit }) => audit, 'audited'),
  flows('dropped', 'Dropped', 50, 7, ({ dropped }) => dropped, 'denied'),
  rate(
    'http-requests',
    'HTTP per minute',
    'All',
    48,
    12,
    http(({ httpRequests }) => httpRequests),
  ),
  rate(
    'http-denied',
    'HTTP per minute',
    'Denied',
    48,
    14,
    http(({ httpDenied }) => httpDenied),
    'denied',
  ),
  rate(
    'http-failed',
    'HTTP per minute',
    '5xx',
    40,
    10,
    http(({ httpFailed }) => httpFailed),
    'failing',
  ),
  rate(
    'dns-questions',
    'DNS per minute',
    'All',
    48,
    15,
    dns(({ dnsQuestions }) => dnsQuestions),
  ),
  rate('dns-failed', 'DNS per minute', 'Failed', 46, 16, dns(failedQuestions), 'failing'),
  {
    ...text('bars', '15 min', 56, 0, 6.5),
    name: 'The last 15 minutes',
    cell: (_row, _moment, bars) => <RowBarsPicture bars={bars} />,
  },
  {
    ...text('reason', 'Why', 140, 4, 2),
    cell: (row, moment) => <Reason row={row} moment={moment} />,
  },
  { ...text('policy', 'Policy', 84, 2, 5), cell: (row) => <Policies row={row} /> },
  {
    ...text('since', 'Since', 56, 0, 4),
    isFigure: true,
    cell: ({ edge }, { timeMs }) => sinceShort(sinceMs(edge), timeMs),
  },
  {
    ...text('last-seen', 'Last seen', 60, 0, 9),
    isFigure: true,
    cell: ({ edge }) => <span className="quiet">{clockTime(edge.lastSeenMs)}</span>,
  },
];

type TextColumn = Omit<EdgeColumn, 'cell'>;

function text(
  id: SortColumn | 'bars' | 'reason' | 'policy',
  title: string,
  width: number,
  share: number,
  givesWay = 0,
): TextColumn {
  const sort = id === 'bars' || id === 'reason' || id === 'policy' ? undefined : id;
  return { id, title, group: '', name: title, sort, width, share, givesWay, isFigure: false };
}

/** Undefined where there is nothing that could be counted, which is not the same as 0. */
type Count = (figures: Figures) => number | undefined;
type Tone = 'denied' | 'audited' | 'failing';

function rate(
  id: SortColumn,
  group: Exclude<ColumnGroup, '' | 'Flows'>,
  title: string,
  width: number,
  givesWay: number,
  count: Count,
  tone?: Tone,
): EdgeColumn {
  const rateIn = tone === 'denied' || tone === 'audited' ? rateOf : passedRate;
  const cell = ({ edge }: EdgeRow, moment: EdgeMoment): ReactNode => {
    const value = count(edge.figures);
    return value === undefined ? null : toned(value, rateNumber(rateIn(value, edge, moment)), tone);
  };
  const name = `${group}, ${title.toLowerCase()}`;
  return { id, title, group, name, sort: id, width, share: 0, givesWay, isFigure: true, cell };
}

function flows(
  id: SortColumn,
  title: string,
  width: number,
  givesWay: number,
  count: (figures: Figures) => number,
  tone?: Tone,
): EdgeColumn {
  const cell = ({ edge }: EdgeRow): ReactNode => toned(count(edge.figures), shortNumber(count(edge.figures)), tone);
  const name = `Flows, ${title.toLowerCase()}`;
  return { id, title, group: 'Flows', name, sort: id, width, share: 0, givesWay, isFigure: true, cell };
}

function toned(value: number, shown: string, tone: Tone | undefined): ReactNode {
  const className = value === 0 ? 'zero' : tone === undefined ? undefined : `figure-${tone}`;
  return <span className={className}>{shown}</span>;
}

function http(count: (figures: Figures) => number): Count {
  return (figures) => (figures.httpRequests > 0 ? count(figures) : undefined);
}

function dns(count: (figures: Figures) => number): Count {
  return (figures) => (figures.dnsQuestions > 0 ? count(figures) : undefined);
}

function Reason({ row, moment }: { row: EdgeRow; moment: EdgeMoment }) {
  const trouble = troubleAt(row.edge, moment);
  return trouble === undefined ? <span className="hint">–</span> : <Text className="reason">{trouble.reason}</Text>;
}

function Policies({ row: { edge, verdict } }: { row: EdgeRow }) {
  if (verdict === 'forwarded' || verdict === 'failing') return <span className="hint">–</span>;
  const [first, ...rest] = worstCause(edge.causes)?.policies ?? [];
  if (first === undefined) return <span className="hint">none named</span>;
  return (
    <span className="policies" title={plainText(first)}>
      <Text>{first.slice(first.lastIndexOf('/') + 1)}</Text>
      {rest.length > 0 && <span className="hint"> +{rest.length}</span>}
    </span>
  );
}
