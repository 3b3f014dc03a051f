import { VerdictGlyph } from '../base/glyphs.tsx';
import { shortNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { betweenEnds } from '../view/edge-query.ts';
import type { GroupedEdge } from '../view/grouped-graph.ts';
import { httpRows, type HttpRow } from './http-rows.ts';
import { useL7Answer } from './l7-answer.ts';
import { PanelProblem } from './panel-problem.tsx';

const MAX_ROWS = 60;

/** Methods and paths of the edge, worst first. */
export function HttpTab({ edge }: { readonly edge: GroupedEdge }) {
  const answer = useL7Answer('http', betweenEnds(edge));
  if (answer.kind === 'pending') return <p className="hint">Reading…</p>;
  if (answer.kind === 'failed') return <PanelProblem message={answer.message} onRetry={answer.retry} />;
  const rows = httpRows(answer.json, new Set(edge.members.map(({ key }) => key)));
  if (rows.length === 0) {
    return (
      <p className="hint">
        No HTTP request of this edge was seen. Requests are seen where an L7 rule sends them through the policy proxy.
      </p>
    );
  }
  return (
    <>
      <p className="answer">
        <bdi>{httpSentence(rows)}</bdi>
      </p>
      <table className="l7">
        <thead>
          <tr>
            <th scope="col">Method, path</th>
            <th scope="col">Requests</th>
            <th scope="col">Denied</th>
            <th scope="col">4xx</th>
            <th scope="col">5xx</th>
            <th scope="col">p95</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MAX_ROWS).map((row) => (
            <HttpLine key={`${row.method} ${row.path}`} row={row} />
          ))}
        </tbody>
      </table>
      <p className="hint">
        Totals since first seen; p95 of several identities is the slowest.
        {rows.length > MAX_ROWS && ` ${rows.length - MAX_ROWS} more, less troubled.`}
      </p>
    </>
  );
}

function HttpLine({ row: { method, path, requests, denied, refused, failed, p95Ms, rawPaths } }: { row: HttpRow }) {
  const glyph = denied > 0 ? (denied >= requests ? 'denied' : 'mixed') : failed > 0 ? 'failing' : 'forwarded';
  const raw = rawPaths.map((one) => plainText(one)).join('\n');
  return (
    <tr>
      <th scope="row" title={raw === '' ? plainText(path) : raw}>
        <VerdictGlyph name={glyph} />
        <bdi>
          <strong>{plainText(method, 16)}</strong> {plainText(path, 90)}
        </bdi>
      </th>
      <td>{shortNumber(requests)}</td>
      <td className={denied > 0 ? 'figure-denied' : 'zero'}>{shortNumber(denied)}</td>
      <td className={refused > 0 ? undefined : 'zero'}>{shortNumber(refused)}</td>
      <td className={failed > 0 ? 'figure-failing' : 'zero'}>{shortNumber(failed)}</td>
      <td>{p95Ms === undefined ? <span className="hint">–</span> : latency(p95Ms)}</td>
    </tr>
  );
}

/** "DELETE is denied by the policy proxy. GET and POST pass." */
function httpSentence(rows: readonly HttpRow[]): string {
  const methods = (some: readonly HttpRow[]): string[] => [...new Set(some.map(({ method }) => plainText(method, 16)))];
  const refused = methods(rows.filter(({ denied }) => denied > 0));
  const passing = methods(rows.filter(({ denied }) => denied === 0)).filter((method) => !refused.includes(method));
  const failing = rows.filter(({ failed }) => failed > 0);
  if (refused.length > 0) {
    const rest = passing.length > 0 ? ` ${listed(passing)} ${passing.length === 1 ? 'passes' : 'pass'}.` : '';
    return `${listed(refused)} ${refused.length === 1 ? 'is' : 'are'} denied by the policy proxy.${rest}`;
  }
  if (failing.length > 0) return 'Answered 5xx by the application. Policy let it through.';
  return 'Policy lets every request through.';
}

function listed(words: readonly string[]): string {
  if (words.length > 3) return `${words.slice(0, 3).join(', ')} and others`;
  return words.length === 1 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function latency(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
