import { Icon } from '../base/glyphs.tsx';
import { clockTime, countOf, wholeNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import type { EndedTrouble } from './ended-troubles.ts';
import { pairWords } from '../view/pair-words.ts';

const MAX_SHOWN = 8;

interface EndedListProps {
  readonly ended: readonly EndedTrouble[];
  /** `as of 15:04:48`, or '' for now. */
  readonly when: string;
  readonly onOpen: (key: string) => void;
}

/** What was wrong in the last quarter of an hour, and is over. */
export function EndedList({ ended, when, onOpen }: EndedListProps) {
  if (ended.length === 0) return null;
  const title = `Ended in the last 15 minutes${when === '' ? '' : `, ${when}`}`;
  return (
    <section className="ended" aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {ended.slice(0, MAX_SHOWN).map((one) => (
          <EndedRow key={`${whole(one)} ${one.kind}`} one={one} onOpen={onOpen} />
        ))}
      </ul>
      {ended.length > MAX_SHOWN && <p className="hint">{countOf(ended.length - MAX_SHOWN, 'older one')}</p>}
    </section>
  );
}

function EndedRow({ one, onOpen }: { one: EndedTrouble; onOpen: (key: string) => void }) {
  const { source, destination, place } = pairWords(one);
  const words = (
    <>
      <span className="ended-pair">
        <bdi>{source}</bdi> → <bdi>{destination}</bdi>
        {place}
      </span>
      <span className="quiet">{howOften(one)}</span>
    </>
  );
  return (
    <li title={whole(one)}>
      <Icon name="check" />
      {one.edge === '' ? (
        <span className="ended-words">{words}</span>
      ) : (
        <button type="button" className="ended-words" onClick={() => onOpen(one.edge)}>
          {words}
        </button>
      )}
    </li>
  );
}

function howOften({ kind, times, firstMs, lastMs }: EndedTrouble): string {
  const [from, to] = [clockTime(firstMs).slice(0, 5), clockTime(lastMs).slice(0, 5)];
  const when = from === to ? `at ${from}` : `${from} to ${to}`;
  if (kind === 'dropped') return `${countOf(times, 'flow')} dropped, ${when}`;
  const what = kind === 'denied' ? 'Denied' : 'Audited';
  return `${what} ${times === 1 ? 'once' : `${wholeNumber(times)} times`}, ${when}`;
}

function whole({ source, destination, port }: EndedTrouble): string {
  const end = ({ namespace, name }: { namespace: string; name: string }): string =>
    plainText(namespace === '' ? name : `${namespace}/${name}`);
  return `${end(source)} to ${end(destination)}${port > 0 ? ` port ${port}` : ''}`;
}
