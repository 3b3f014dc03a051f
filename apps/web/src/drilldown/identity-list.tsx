import { clockTime } from '../base/numbers.ts';
import { Text } from '../base/text.tsx';
import { lastWindow } from '../view/time-window.ts';
import type { EdgeMoment } from '../view/edge-moment.ts';
import type { IdentitySpan } from './identity-history.ts';

const MAX_SPANS = 20;
const MAX_LABELS = 12;
/** An identity that was silent for less than this is still there. */
const STILL_MS = 60_000;

interface IdentityListProps {
  readonly spans: readonly IdentitySpan[];
  readonly moment: EdgeMoment;
}

/** Identities over time: another label is another identity, and the labels that differ are told. */
export function IdentityList({ spans, moment }: IdentityListProps) {
  const { timeMs, isPast } = moment;
  if (spans.length === 0) return null;
  const newest = spans.slice(-MAX_SPANS);
  return (
    <>
      <h3>
        {spans.length === 1 ? 'Identity' : 'Identities'}{' '}
        <span className="quiet">{isPast ? `in ${lastWindow(moment)}` : 'as seen by this server'}</span>
      </h3>
      <ul className="identities">
        {newest.map(({ vertex, firstSeenMs, lastSeenMs, added, removed }) => (
          <li key={vertex.key}>
            <p>
              <strong>{vertex.identity}</strong>{' '}
              <span className="quiet">
                {clockTime(firstSeenMs)} to {!isPast && timeMs - lastSeenMs < STILL_MS ? 'now' : clockTime(lastSeenMs)}
              </span>
            </p>
            {added.length + removed.length > 0 && (
              <p className="label-list">
                <LabelChanges sign="−" word="without" labels={removed} />
                <LabelChanges sign="+" word="with" labels={added} />
              </p>
            )}
          </li>
        ))}
      </ul>
      {spans.length > MAX_SPANS && <p className="hint">{spans.length - MAX_SPANS} earlier ones are left out.</p>}
    </>
  );
}

function LabelChanges({ sign, word, labels }: { sign: string; word: string; labels: readonly string[] }) {
  return (
    <>
      {labels.slice(0, MAX_LABELS).map((label) => (
        <span key={label} className="label-change">
          <span aria-label={word} role="img">
            {sign}
          </span>{' '}
          <Text className="code" limit={80}>
            {label}
          </Text>
        </span>
      ))}
      {labels.length > MAX_LABELS && <span className="hint">and {labels.length - MAX_LABELS} more</span>}
    </>
  );
}
