import { clockTime, countOf, wholeNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { Text } from '../base/text.tsx';
import { fullName } from '../view/end-name.ts';
import type { End, GroupedEdge } from '../view/grouped-graph.ts';
import type { DnsName, DnsSpelling } from './dns-names.ts';
import { answerCounts, searchSentence } from './dns-words.ts';
import { EdgeButton } from './edge-button.tsx';
import { RefusedQuestionProof } from './refused-proof.tsx';

export interface DnsDetailProps {
  readonly name: DnsName;
  /** Who asked, as the grouping shows it. */
  readonly clients: readonly End[];
  /** Edges of those who asked to what the name led to. */
  readonly connections: readonly GroupedEdge[];
  readonly onSelectEdge: (key: string, how: 'pointer' | 'keyboard') => void;
  readonly onSelectEnd: (key: string, how: 'pointer' | 'keyboard') => void;
  readonly onFlow: (uuid: string) => void;
}

const MAX_CLIENTS = 12;

/** What is known of one name: why it was refused, how it was spelled, what it led to, who asked and who went there. */
export function DnsDetail({ name, clients, connections, onSelectEdge, onSelectEnd, onFlow }: DnsDetailProps) {
  const { denied, spellings, addresses, edges } = name;
  const search = searchSentence(name);
  return (
    <div className="l7-about">
      {denied > 0 && (
        <>
          <p>
            <strong>{countOf(denied, 'question')}</strong> refused by an L7 DNS rule: the DNS proxy did not pass{' '}
            {denied === 1 ? 'it' : 'them'} on, so no address was learned. Without one, a rule that allows connections by
            name cannot let any through.
          </p>
          <RefusedQuestionProof edges={edges} names={spellings.map((spelling) => spelling.name)} onFlow={onFlow} />
        </>
      )}
      {search !== undefined && <p>{search}</p>}
      {spellings.length > 1 ? (
        <ul className="spellings">
          {spellings.map((spelling) => (
            <Spelling key={spelling.name} spelling={spelling} of={name.name} />
          ))}
        </ul>
      ) : (
        <p>
          {countOf(name.questions, 'question')}: <span className="quiet">{answerCounts(name)}.</span>
        </p>
      )}
      {addresses.length > 0 && (
        <>
          <p className="l7-about-title">
            <strong>Answers</strong> <span className="quiet">the last {addresses.length}</span>
          </p>
          <ul className="raw-list">
            {addresses.map(({ address, ttlSeconds }) => (
              <li key={address}>
                <Text limit={60}>{address}</Text>
                <span className="quiet">{ttlSeconds === undefined ? '' : `TTL ${wholeNumber(ttlSeconds)} s`}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {connections.length > 0 && (
        <>
          <p className="l7-about-title">
            <strong>Connections made to it</strong>
          </p>
          <ul className="l7-links">
            {connections.map((edge) => (
              <li key={edge.key}>
                <EdgeButton edge={edge} otherwise="" onSelectEdge={onSelectEdge} />
              </li>
            ))}
          </ul>
        </>
      )}
      {clients.length > 0 && (
        <p>
          Asked by{' '}
          {clients.slice(0, MAX_CLIENTS).map((end, i) => (
            <span key={end.key}>
              {i > 0 && ', '}
              <button
                type="button"
                className="end-button"
                onClick={({ detail }) => onSelectEnd(end.key, detail === 0 ? 'keyboard' : 'pointer')}
              >
                <Text limit={60}>{fullName(end.name)}</Text>
              </button>
            </span>
          ))}
          {clients.length > MAX_CLIENTS && ` and ${clients.length - MAX_CLIENTS} more`}.
        </p>
      )}
      <p className="hint">
        First seen {clockTime(name.firstSeenMs)}
        {name.isNew && ', new in this window'}, last {clockTime(name.lastSeenMs)}.
      </p>
    </div>
  );
}

/** The name as it is written, or the search domain that was put behind it. */
function Spelling({ spelling, of }: { readonly spelling: DnsSpelling; readonly of: string }) {
  const { name, types, questions } = spelling;
  const suffix = name.startsWith(`${of}.`) ? name.slice(of.length + 1) : undefined;
  return (
    <li>
      <span>
        {suffix === undefined ? (
          <bdi title={plainText(name, 300)}>{name === of ? 'as written' : plainText(name, 90)}</bdi>
        ) : (
          <>
            <span className="hint">+ </span>
            <bdi title={plainText(name, 300)}>{plainText(suffix, 90)}</bdi>
          </>
        )}{' '}
        <span className="hint">{plainText(types.join(', '), 40)}</span>
      </span>
      <span>{wholeNumber(questions)}</span>
      <span className="quiet">{answerCounts(spelling)}</span>
    </li>
  );
}
