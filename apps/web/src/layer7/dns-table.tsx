import type { ReactNode } from 'react';
import { VerdictGlyph } from '../base/glyphs.tsx';
import { wholeNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { dnsVerdict, realNotFound, type DnsName } from './dns-names.ts';
import { outcomeWords } from './dns-words.ts';
import { countCell, type FigureTime } from './figure-range.ts';
import { RowsTable, type RowColumn } from './rows-table.tsx';

export interface DnsTableProps {
  readonly names: readonly DnsName[];
  readonly time: FigureTime;
  /** Where there are several clients: which ones, to be seen and to be sorted by. */
  readonly client?: { readonly renderCell: (name: DnsName) => ReactNode; readonly text: (name: DnsName) => string };
  readonly renderDetail: (name: DnsName) => ReactNode;
}

/** Names that were asked for, worst first: refused and unanswered, then failed, then busy. */
export function DnsTable({ names, time, client, renderDetail }: DnsTableProps) {
  const figure = (id: string, title: string, meaning: string, value: (name: DnsName) => number, tone: string) => ({
    id,
    title,
    meaning,
    isFigure: true,
    value,
    renderCell: (name: DnsName) => (
      <span className={value(name) > 0 ? tone : 'zero'} title={wholeNumber(value(name))}>
        {countCell(value(name), time)}
      </span>
    ),
  });
  const per = time.seconds === undefined ? '' : ' per minute';
  const columns: readonly RowColumn<DnsName>[] = [
    NAME,
    ...(client === undefined
      ? []
      : [
          {
            id: 'edge',
            title: 'Asked by',
            meaning: 'Who asked',
            isFigure: false,
            value: client.text,
            renderCell: client.renderCell,
          },
        ]),
    figure('rate', per === '' ? 'Asked' : 'Asked/min', `Questions${per}, each once`, ({ questions }) => questions, ''),
    figure('notfound', 'NXD.', `Answers NXDOMAIN${per}: no such name`, ({ notFound }) => notFound, 'figure-failing'),
    figure('denied', 'Denied', `Questions${per} that a policy refused`, ({ denied }) => denied, 'figure-denied'),
    figure(
      'failed',
      'Failed',
      `Questions${per} with another error, or without an answer`,
      ({ failed, timeouts }) => failed + timeouts,
      'figure-failing',
    ),
    OUTCOME,
  ];
  return (
    <RowsTable
      label="DNS questions by name"
      kind="dns"
      rows={names}
      columns={columns}
      keyOf={({ name, isOther }) => `${isOther} ${name}`}
      worst={WORST}
      renderDetail={renderDetail}
      noun="name"
    />
  );
}

const WORST: readonly ((name: DnsName) => number)[] = [
  ({ denied, timeouts }) => denied + timeouts,
  (name) => name.failed + realNotFound(name),
  ({ questions }) => questions,
];

const NAME: RowColumn<DnsName> = {
  id: 'name',
  title: 'Name, type',
  meaning: 'Name and type',
  isFigure: false,
  value: ({ name }) => name,
  renderCell: (name) => (
    <>
      <VerdictGlyph name={dnsVerdict(name)} />
      <span className="l7-route" title={plainText(name.name, 300)}>
        {name.isOther ? <em>all other names</em> : <bdi className="l7-method">{plainText(name.name, 100)}</bdi>}{' '}
        <span className="hint">{plainText(name.types.join(', '), 40)}</span>
        {name.isNew && <span className="l7-sign">new</span>}
      </span>
    </>
  ),
};

const OUTCOME: RowColumn<DnsName> = {
  id: 'outcome',
  title: 'Outcome',
  meaning: 'What became of the questions',
  isFigure: false,
  value: (name) => outcomeWords(name).join(', '),
  renderCell: (name) => <Outcome name={name} />,
};

function Outcome({ name }: { readonly name: DnsName }) {
  const words = outcomeWords(name);
  const [first] = name.addresses;
  const tone =
    name.denied > 0
      ? 'figure-denied'
      : words.length > 0 && dnsVerdict(name) !== 'forwarded'
        ? 'figure-failing'
        : 'quiet';
  return (
    <span className="dns-outcome">
      {words.length > 0 && <span className={tone}>{words.join(' · ')}</span>}
      {first !== undefined && (
        <span className="quiet">
          <bdi>{plainText(first.address, 45)}</bdi>
          {name.addresses.length > 1 && ` +${name.addresses.length - 1}`}
          {first.ttlSeconds !== undefined && ` · TTL ${wholeNumber(first.ttlSeconds)} s`}
        </span>
      )}
      {words.length === 0 && first === undefined && <span className="hint">answered without an address</span>}
    </span>
  );
}
