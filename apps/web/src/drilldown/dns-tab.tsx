import { VerdictGlyph } from '../base/glyphs.tsx';
import { shortNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { askedBy } from '../view/edge-query.ts';
import type { GroupedEdge } from '../view/grouped-graph.ts';
import { dnsRows, type DnsRow } from './dns-rows.ts';
import { useL7Answer } from './l7-answer.ts';
import { PanelProblem } from './panel-problem.tsx';

const MAX_ROWS = 60;

/** What the source asked for, worst first; on an edge to a DNS name only that name. */
export function DnsTab({ edge }: { readonly edge: GroupedEdge }) {
  const { source, destination } = edge;
  const answer = useL7Answer('dns', askedBy(source));
  if (answer.kind === 'pending') return <p className="hint">Reading…</p>;
  if (answer.kind === 'failed') return <PanelProblem message={answer.message} onRetry={answer.retry} />;
  const only = destination.kind === 'fqdn' ? destination.name.name : '';
  const rows = dnsRows(answer.json, new Set(source.vertices.map(({ key }) => key)), only);
  if (rows.length === 0) {
    return (
      <p className="hint">
        No DNS question of <bdi>{plainText(source.name.name, 60)}</bdi> was seen. Questions are seen where a DNS rule
        sends them through the DNS proxy.
      </p>
    );
  }
  return (
    <>
      <table className="l7">
        <thead>
          <tr>
            <th scope="col">Name, type</th>
            <th scope="col">Asked</th>
            <th scope="col">NXD.</th>
            <th scope="col">Denied</th>
            <th scope="col">No answer</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MAX_ROWS).map((row) => (
            <DnsLine key={`${row.type} ${row.name}`} row={row} />
          ))}
        </tbody>
      </table>
      <p className="hint">
        What <bdi>{plainText(source.name.name, 60)}</bdi> asked for, whichever server answered. Totals since first seen;
        NXD. is NXDOMAIN.
        {rows.length > MAX_ROWS && ` ${rows.length - MAX_ROWS} more, less troubled.`}
      </p>
    </>
  );
}

function DnsLine({ row: { name, type, questions, notFound, failed, denied, timeouts } }: { row: DnsRow }) {
  const glyph = denied > 0 ? 'denied' : notFound + failed + timeouts > 0 ? 'failing' : 'forwarded';
  return (
    <tr>
      <th scope="row" title={plainText(name)}>
        <VerdictGlyph name={glyph} />
        <bdi>{plainText(name.replace(/\.$/, ''), 90)}</bdi> <span className="hint">{plainText(type, 12)}</span>
      </th>
      <td>{shortNumber(questions)}</td>
      <td className={notFound > 0 ? 'figure-failing' : 'zero'}>{shortNumber(notFound)}</td>
      <td className={denied > 0 ? 'figure-denied' : 'zero'}>{shortNumber(denied)}</td>
      <td className={timeouts > 0 ? 'figure-failing' : 'zero'}>{shortNumber(timeouts)}</td>
    </tr>
  );
}
