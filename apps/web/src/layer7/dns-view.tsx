import { useMemo, useState, type ReactNode } from 'react';
import { countOf, wholeNumber } from '../base/numbers.ts';
import { Text } from '../base/text.tsx';
import { ReadProblem } from '../base/read-problem.tsx';
import { fullName } from '../view/end-name.ts';
import type { GroupedGraph } from '../view/grouped-graph.ts';
import { DnsDetail } from './dns-detail.tsx';
import { dnsNames, type DnsName } from './dns-names.ts';
import { dnsPlaces } from './dns-places.ts';
import { readDnsRows, type DnsRow } from './dns-rows.ts';
import { DnsTable } from './dns-table.tsx';
import { figureTime } from './figure-range.ts';
import { FindBox } from './find-box.tsx';
import type { Layer7ViewProps } from './http-view.tsx';
import type { Layer7Answer } from './layer7-answer.ts';
import { RawSwitch } from './raw-switch.tsx';
import { useLayer7Answer } from './use-layer7-answer.ts';

export interface DnsViewProps extends Layer7ViewProps {
  readonly grouped: GroupedGraph | undefined;
  /** Of what the server tells, what is shown. */
  readonly isShown?: (row: DnsRow) => boolean;
  /** There are several clients. */
  readonly hasClients: boolean;
  /** Above the table. */
  readonly head?: ReactNode;
  readonly onSelectEdge: (key: string, how: 'pointer' | 'keyboard') => void;
  readonly onSelectEnd: (key: string, how: 'pointer' | 'keyboard') => void;
}

const ROWS = { page: 5000, panel: 2000 };
const FIND_ABOVE = 8;

/** Names that were asked for, worst first; what search domains add is rolled up under the name that was meant. */
export function DnsView(props: DnsViewProps) {
  const { query, of, moment, isPage, empty, isShown } = props;
  const limit = isPage ? ROWS.page : ROWS.panel;
  const answer = useLayer7Answer({ what: 'dns', query, of, windowSeconds: moment.windowSeconds, limit }, readDnsRows);
  if (answer.kind === 'pending') return <p className="hint l7-note">Reading…</p>;
  if (answer.kind === 'failed') return <ReadProblem message={answer.message} onRetry={answer.retry} />;
  const rows = isShown === undefined ? answer.value.rows : answer.value.rows.filter(isShown);
  if (rows.length === 0) return empty;
  return <Names {...props} answer={{ ...answer.value, rows }} left={answer.value.matched - answer.value.rows.length} />;
}

interface NamesProps extends DnsViewProps {
  readonly answer: Layer7Answer<DnsRow>;
  /** Rows past the limit of the answer. */
  readonly left: number;
}

function Names(props: NamesProps) {
  const { answer, left, grouped, moment, isRaw, onRaw, onFlow, hasClients, head, isPage, onSelectEdge, onSelectEnd } =
    props;
  const [find, setFind] = useState('');
  const all = useMemo(() => dnsNames(answer.rows, isRaw), [answer.rows, isRaw]);
  const places = useMemo(() => dnsPlaces(grouped), [grouped]);
  const clientText = (name: DnsName): string =>
    places
      .clients(name)
      .map((end) => fullName(end.name))
      .join(', ');
  const wanted = find.trim().toLowerCase();
  const names = all.filter(
    (name) => wanted === '' || `${name.name} ${hasClients ? clientText(name) : ''}`.toLowerCase().includes(wanted),
  );
  const time = figureTime(answer.range, moment);
  return (
    <>
      {head}
      <div className="l7-tools">
        {(isPage || all.length > FIND_ABOVE) && (
          <FindBox text={find} onText={setFind} label="Find a name or who asked" />
        )}
        <RawSwitch
          isRaw={isRaw}
          onRaw={onRaw}
          words="Names as sent"
          meaning="Names that differ only by a search domain stand under the one that was meant; this shows each by itself"
        />
      </div>
      <DnsTable
        names={names}
        time={time}
        {...(hasClients && {
          client: {
            text: clientText,
            renderCell: (name: DnsName) => (
              <Text limit={80} className="quiet">
                {clientText(name)}
              </Text>
            ),
          },
        })}
        renderDetail={(name) => (
          <DnsDetail
            name={name}
            clients={hasClients ? places.clients(name) : []}
            connections={places.connections(name)}
            onSelectEdge={onSelectEdge}
            onSelectEnd={onSelectEnd}
            onFlow={onFlow}
          />
        )}
      />
      {names.length === 0 && <p className="hint l7-note">No name holds what you look for.</p>}
      <p className="hint l7-foot">
        {countOf(names.length, 'name')} {time.words}. Questions, not flows: each counted once. NXD. is NXDOMAIN.
        {left > 0 && ` ${wholeNumber(left)} more rows, less troubled, were not asked for.`}
        {answer.folded > 0 &&
          ` ${countOf(answer.folded, 'question')} and answers of names beyond the bound, on all edges, are counted as other.`}
      </p>
    </>
  );
}
