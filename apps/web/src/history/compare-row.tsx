import { memo } from 'react';
import { plainText } from '../base/plain-text.ts';
import { changeLabel, spokenChange } from '../view/change-words.ts';
import { CHANGE_WORDS } from '../view/edge-change.ts';
import { pairWords } from '../view/pair-words.ts';
import { ChangeSign } from './change-sign.tsx';
import type { ComparedRow, RowEnd } from './compare-answer.ts';

interface CompareRowProps {
  readonly row: ComparedRow;
  readonly isSelected: boolean;
  readonly isCursor: boolean;
  readonly onOpen: (key: string) => void;
}

/** Who to whom, what became of it, and how much it is and was. */
export const CompareRow = memo(function CompareRow({ row, isSelected, isCursor, onOpen }: CompareRowProps) {
  const { key, source, destination, port, change } = row;
  const names = pairWords({ source, destination, port });
  const { strong, weak } = changeLabel(change);
  const place = port > 0 ? ` port ${port}` : '';
  const spoken = `${fullName(source)} to ${fullName(destination)}${place}, ${spokenChange(change)}`;
  return (
    <li
      id={changeRowId(key)}
      role="option"
      aria-selected={isSelected}
      title={spoken}
      className="trouble change"
      data-change={change.kind}
      data-verdict={change.after?.verdict}
      data-cursor={isCursor}
      data-over={change.isRare}
      onClick={() => onOpen(key)}
    >
      <ChangeSign change={change} />
      <p className="trouble-pair">
        <bdi>{names.source}</bdi> → <bdi>{names.destination}</bdi>
        {names.place}
      </p>
      <p className="trouble-figures">
        <span className="trouble-place">{placeText(source, destination)}</span>
        <span className="trouble-rate">{strong}</span>
      </p>
      <p className="trouble-why">
        <span>{CHANGE_WORDS[change.kind]}</span>
        {weak !== '' && <span className="trouble-since">{weak}</span>}
        {change.isRare && <span className="trouble-since">rare</span>}
      </p>
    </li>
  );
});

/** Keys hold what others chose, which is fine for an id. */
export const changeRowId = (key: string): string => `change ${key}`.replaceAll(/\s/g, '_');

function fullName({ namespace, name }: RowEnd): string {
  return plainText(namespace === '' ? name : `${namespace}/${name}`);
}

/** `shop → data`, or the one place that both are in. */
function placeText(source: RowEnd, destination: RowEnd): string {
  const [from, to] = [source, destination].map(({ place }) => plainText(place, 24));
  return from === to ? (from ?? '') : `${from} → ${to}`;
}
