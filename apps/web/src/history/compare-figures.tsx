import { wholeNumber } from '../base/numbers.ts';
import { changeLabel, millis } from '../view/change-words.ts';
import { CHANGE_WORDS, type ChangeSide, type EdgeChange } from '../view/edge-change.ts';
import { VERDICT_WORDS } from '../view/edge-verdict.ts';
import { rateNumber } from '../view/trouble-rate.ts';
import { ChangeSign } from './change-sign.tsx';

/** Both ranges of one edge, side by side: rates, for the ranges may differ in length, then what was counted. */
export function CompareFigures({ change }: { readonly change: EdgeChange }) {
  const { kind, before, after, isRare } = change;
  const { weak } = changeLabel(change);
  const sides = [before, after];
  const rows = [...rates(sides), ...counts(sides)];
  return (
    <section className="compare-figures" aria-label="Before and after">
      <p className="compare-change">
        <ChangeSign change={change} />
        <strong>{CHANGE_WORDS[kind]}</strong>
        {weak !== '' && <span className="quiet">{weak}</span>}
      </p>
      {isRare && (
        <p className="hint">
          So few that it may have come or gone by luck: fewer than seven were to be expected in the other range.
        </p>
      )}
      <table className="facts compare-table">
        <thead>
          <tr>
            <td />
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, values: [was, is] }) => (
            <tr key={name} data-differs={was !== is}>
              <th scope="row">{name}</th>
              <td>{was}</td>
              <td>{is}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface Row {
  readonly name: string;
  /** Before, after. */
  readonly values: readonly [string, string];
}

type Sides = readonly (ChangeSide | undefined)[];

function row(name: string, [before, after]: Sides, valueOf: (side: ChangeSide) => string): Row {
  const text = (side: ChangeSide | undefined): string => (side === undefined ? '–' : valueOf(side));
  return { name, values: [text(before), text(after)] };
}

function rates(sides: Sides): readonly Row[] {
  const has = (valueOf: (side: ChangeSide) => number): boolean =>
    sides.some((side) => side !== undefined && valueOf(side) > 0);
  return [
    row('Verdict', sides, ({ verdict }) => VERDICT_WORDS[verdict]),
    row('Attempts/min', sides, ({ attemptsPerMinute }) => rateNumber(attemptsPerMinute)),
    ...(has(({ refusedPerMinute }) => refusedPerMinute)
      ? [row('Denied/min', sides, ({ refusedPerMinute }) => rateNumber(refusedPerMinute))]
      : []),
    row('Flows/min', sides, ({ flowsPerMinute }) => rateNumber(flowsPerMinute)),
    ...(has(({ p95Ms }) => p95Ms ?? 0)
      ? [row('HTTP p95', sides, ({ p95Ms }) => (p95Ms === undefined ? 'too few' : `${millis(p95Ms)} ms`))]
      : []),
  ];
}

const ATTEMPTS: readonly (readonly [name: string, words: string])[] = [
  ['connections', 'Connections'],
  ['denied', 'Connections denied'],
  ['audited', 'Connections audited'],
  ['http_requests', 'HTTP requests'],
  ['http_denied', 'HTTP requests denied'],
  ['http_failed', 'HTTP answers 5xx'],
  ['dns_questions', 'DNS questions'],
  ['dns_denied', 'DNS questions denied'],
  ['dns_failed', 'DNS errors'],
  ['dns_timeouts', 'DNS unanswered'],
];

/** What was counted in all of each range: attempts, then flows by verdict. */
function counts(sides: Sides): readonly Row[] {
  const attempts = ATTEMPTS.filter(([name]) => sides.some((side) => (side?.attempts.get(name) ?? 0) > 0)).map(
    ([name, words]) => row(words, sides, (side) => wholeNumber(side.attempts.get(name) ?? 0)),
  );
  const verdicts = [...new Set(sides.flatMap((side) => [...(side?.flows.keys() ?? [])]))];
  const flows = verdicts.map((verdict) =>
    row(`Flows ${verdict}`, sides, (side) => wholeNumber(side.flows.get(verdict) ?? 0)),
  );
  return [...attempts, ...flows];
}
