import { dayText, windowText } from '../view/time-window.ts';
import { wholeNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import type { HistoryAnswer } from './history-answer.ts';

const TIER_WORDS: ReadonlyMap<string, string> = new Map([
  ['raw', 'Single flows'],
  ['10s', 'Figures per 10 s'],
  ['1m', 'Figures per minute'],
  ['1h', 'Figures per hour'],
  ['rest', 'Names, gaps, ledger'],
]);

/** How long what is kept, what it takes, and what it will take. */
export function RetentionFacts({ answer }: { readonly answer: HistoryAnswer }) {
  const { tiers, growth } = answer;
  const told = tiers.filter(({ rows }) => rows > 0);
  if (told.length === 0) return <p className="hint">Nothing is written down yet.</p>;
  return (
    <>
      <table className="facts retention">
        <thead>
          <tr>
            <th scope="col">Written down</th>
            <th scope="col">kept</th>
            <th scope="col">rows</th>
            <th scope="col">size</th>
            <th scope="col">from</th>
          </tr>
        </thead>
        <tbody>
          {told.map(({ name, keptDays, rows, bytes, oldestMs }) => (
            <tr key={name}>
              <th scope="row">{TIER_WORDS.get(name) ?? plainText(name, 40)}</th>
              <td>{keptDays === 0 ? 'always' : windowText(keptDays * 86_400)}</td>
              <td>{wholeNumber(rows)}</td>
              <td>{bytesText(bytes)}</td>
              <td>{oldestMs === 0 ? '' : dayText(oldestMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {growth !== undefined && (
        <p className="hint">
          Grows by {bytesText(growth.bytesPerDay)} a day, to about {bytesText(growth.projectedBytes)} when everything is
          as old as it gets.
        </p>
      )}
    </>
  );
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `940 B`, `12.4 MB`: thousands, as disks are sold. */
export function bytesText(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
