import { wholeNumber } from '../base/numbers.ts';
import type { FigureName, Figures } from '../view/edge.ts';
import { windowText } from '../view/time-window.ts';

const FLOWS: readonly (readonly [FigureName, string])[] = [
  ['forwarded', 'FORWARDED'],
  ['dropped', 'DROPPED'],
  ['audit', 'AUDIT'],
  ['error', 'ERROR'],
  ['redirected', 'REDIRECTED'],
  ['traced', 'TRACED'],
  ['translated', 'TRANSLATED'],
  ['unknown', 'VERDICT_UNKNOWN'],
];

const ATTEMPTS: readonly (readonly [FigureName, string])[] = [
  ['connections', 'Connections'],
  ['deniedAttempts', 'Connections denied'],
  ['auditedAttempts', 'Connections audited'],
  ['httpRequests', 'HTTP requests'],
  ['httpDenied', 'HTTP requests denied'],
  ['httpFailed', 'HTTP answers 5xx'],
  ['dnsQuestions', 'DNS questions'],
  ['dnsDenied', 'DNS questions denied'],
  ['dnsFailed', 'DNS errors'],
  ['dnsTimeouts', 'DNS unanswered'],
];

/** Both counts, side by side and never added up. */
export function EdgeFigures({ figures, windowSeconds }: { figures: Figures; windowSeconds: number }) {
  return (
    <div className="two-counts">
      <Count title={`Flows, ${windowText(windowSeconds)}`} rows={FLOWS} figures={figures} />
      <Count title={`Attempts, ${windowText(windowSeconds)}`} rows={ATTEMPTS} figures={figures} />
    </div>
  );
}

interface CountProps {
  readonly title: string;
  readonly rows: readonly (readonly [FigureName, string])[];
  readonly figures: Figures;
}

function Count({ title, rows, figures }: CountProps) {
  const told = rows.filter(([name]) => figures[name] > 0);
  return (
    <table className="facts">
      <caption>{title}</caption>
      <tbody>
        {told.map(([name, words]) => (
          <tr key={name}>
            <th scope="row">{words}</th>
            <td>{wholeNumber(figures[name])}</td>
          </tr>
        ))}
        {told.length === 0 && (
          <tr>
            <th scope="row">none</th>
            <td>0</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
