import { plainText } from '../../base/plain-text.ts';
import { attemptsOf } from '../../view/edge-attempts.ts';
import { deniedAttempts, protocolName } from '../../view/edge.ts';
import { addedRoutes, NO_LAYER_7, type EdgeRoute, type Layer7 } from '../../view/edge-routes.ts';
import type { EdgeVerdict } from '../../view/edge-verdict.ts';
import type { GroupedEdge } from '../../view/grouped-graph.ts';
import { troubleOf } from '../../view/trouble.ts';
import { perMinute, rateNumber, type Span } from '../../view/trouble-rate.ts';
import { countOf, shortNumber } from '../../base/numbers.ts';
import { worseVerdict } from './end-facts.ts';
import { compareText, powerOfTwo } from './map-budget.ts';
import type { MapRow } from './map-model.ts';
import { endTitles, shortTitle } from './node-title.ts';

const MOST_PORTS = 4;
const MOST_ROUTES = 5;
const LONGEST_ROUTE = 30;

interface PortRows {
  readonly key: string;
  readonly edges: GroupedEdge[];
  passing: number;
  verdict: EdgeVerdict;
}

/** Key of the row at which an edge ends. */
export function portRowKey({ port, protocol }: Pick<GroupedEdge, 'port' | 'protocol'>): string {
  return `${port}/${protocol}`;
}

/** Key of the row of what is refused on that port. */
export function refusedRowKey(edge: Pick<GroupedEdge, 'port' | 'protocol'>): string {
  return `${portRowKey(edge)} refused`;
}

export const MORE_ROW = 'more';
export const MORE_REFUSED_ROW = 'more refused';

/**
 * What a card lists when one looks closely, of the edges that end at it. What is refused has a row of its own:
 *
 *     :8080 HTTP, DELETE /cart/{id}   18 /min   denied
 *     :8080 HTTP                     922 /min
 *       GET /cart/{id}              8.1k in all  11 ms
 *     + 3 more ports, refused         7 /min   denied
 *     + 3 more ports                 12 /min
 */
export function cardRows(edges: readonly GroupedEdge[], span: Span, layer7: Layer7 = NO_LAYER_7): readonly MapRow[] {
  const ports = new Map<string, PortRows>();
  for (const edge of edges) {
    const key = portRowKey(edge);
    const port = ports.get(key) ?? { key, edges: [], passing: 0, verdict: 'forwarded' };
    ports.set(key, port);
    port.edges.push(edge);
    port.passing += attemptsOf(edge.figures) - deniedAttempts(edge.figures);
    if (edge.verdict !== 'denied' && edge.verdict !== 'mixed') port.verdict = worseVerdict(port.verdict, edge.verdict);
  }
  const ranked = [...ports.values()].sort(
    (a, b) =>
      Number(isRefusing(b)) - Number(isRefusing(a)) ||
      powerOfTwo(b.passing) - powerOfTwo(a.passing) ||
      compareText(a.key, b.key),
  );
  const few = ranked.length <= MOST_PORTS + 1 ? ranked : ranked.slice(0, MOST_PORTS);
  const rows = few
    .toSorted((a, b) => a.edges[0].port - b.edges[0].port || compareText(a.key, b.key))
    .flatMap((port) => rowsOf(port, span, layer7));
  const rest = ranked.slice(few.length);
  if (rest.length === 0) return rows;
  return [...rows, ...moreRows(rest, span)];
}

/** What is refused and what passes are never one figure. */
function moreRows(rest: readonly PortRows[], span: Span): MapRow[] {
  const refusing = rest.filter(isRefusing);
  const passing = rest.filter(isPassing);
  const rows: MapRow[] = [];
  if (refusing.length > 0) {
    const title = `+ ${countOf(refusing.length, 'more port')}, refused`;
    const rate = refusedRate(
      refusing.flatMap(({ edges }) => edges),
      span,
    );
    rows.push({ key: MORE_REFUSED_ROW, verdict: 'denied', title, rate, note: '' });
  }
  if (passing.length > 0) {
    const title = `+ ${countOf(passing.length, 'more port')}`;
    const verdict = passing.reduce<EdgeVerdict>((worst, port) => worseVerdict(worst, port.verdict), 'forwarded');
    rows.push({ key: MORE_ROW, verdict, title, rate: passingRate(passing, span), note: '' });
  }
  return rows;
}

function rowsOf(port: PortRows, span: Span, layer7: Layer7): MapRow[] {
  const [first] = port.edges;
  const name = `:${first.port} ${nameOfProtocol(port.edges)}`;
  const refusing = port.edges.filter(({ verdict }) => verdict === 'denied' || verdict === 'mixed');
  const routes =
    layer7.routes.size === 0
      ? []
      : addedRoutes(
          port.edges.flatMap(({ members }) => members.map(({ key }) => key)),
          layer7,
        );
  const rows: MapRow[] = [];
  if (refusing.length > 0) {
    rows.push({
      key: refusedRowKey(first),
      verdict: 'denied',
      title: `${name}, ${refusedWhat(refusing, routes)}`,
      rate: refusedRate(refusing, span),
      note: '',
    });
  }
  if (isPassing(port)) {
    rows.push({ key: port.key, verdict: port.verdict, title: name, rate: passingRate([port], span), note: '' });
  }
  const passing = routes.filter(({ requests, denied }) => requests > denied);
  for (const route of passing.slice(0, MOST_ROUTES)) rows.push(routeRow(port.key, route));
  if (passing.length > MOST_ROUTES) {
    const title = `+ ${passing.length - MOST_ROUTES} more`;
    rows.push({ key: `${port.key} more`, verdict: 'forwarded', title, rate: '', note: '' });
  }
  return rows;
}

function routeRow(port: string, { method, path, requests, denied, statusCodes, p95Ms }: EdgeRoute): MapRow {
  const failed = [...statusCodes].filter(([code]) => code >= 500).reduce((sum, [, count]) => sum + count, 0);
  return {
    key: `${port} ${method} ${path}`,
    verdict: failed > 0 && failed >= requests * FAILING_SHARE ? 'failing' : 'forwarded',
    title: shortTitle(`${plainText(method, 12)} ${path}`, LONGEST_ROUTE),
    rate: `${shortNumber(requests - denied)} in all`,
    note: p95Ms === undefined ? '' : `${rateNumber(p95Ms)} ms`,
  };
}

/** A few 5xx among many requests do not colour a row. */
const FAILING_SHARE = 0.05;

/** `DELETE /cart/{id}` where rules refuse one route, else who is refused. */
function refusedWhat(refusing: readonly GroupedEdge[], routes: readonly EdgeRoute[]): string {
  const refused = routes.filter(({ denied }) => denied > 0);
  if (refusing.every(({ verdict }) => verdict === 'mixed') && refused.length === 1) {
    return shortTitle(`${plainText(refused[0].method, 12)} ${refused[0].path}`, LONGEST_ROUTE);
  }
  const callers = new Set(refusing.map(({ source }) => source.key));
  return callers.size === 1 ? `from ${endTitles(refusing[0].source).short}` : `from ${callers.size} callers`;
}

/** As the labels of these edges say it: each is a rate of the time in which it was refused. */
function refusedRate(refusing: readonly GroupedEdge[], span: Span): string {
  let rate = 0;
  let flows = 0;
  for (const edge of refusing) {
    if (edge.verdict !== 'denied' && edge.verdict !== 'mixed') continue;
    const trouble = troubleOf(edge, span, span);
    rate += trouble?.perMinute ?? 0;
    flows += perMinute(edge.figures.dropped, span, trouble?.sinceMs ?? edge.firstSeenMs);
  }
  // Packets that are sent again belong to an attempt that was counted when it was made.
  return rate > 0 ? `${rateNumber(rate)} /min` : `${rateNumber(flows)} flows/min`;
}

/** Each edge is told of the time in which it was. */
function passingRate(ports: readonly PortRows[], span: Span): string {
  let rate = 0;
  for (const { edges } of ports) {
    for (const { figures, firstSeenMs } of edges) {
      rate += perMinute(attemptsOf(figures) - deniedAttempts(figures), span, firstSeenMs);
    }
  }
  return `${rateNumber(rate)} /min`;
}

function isRefusing({ edges }: PortRows): boolean {
  return edges.some(({ verdict }) => verdict === 'denied' || verdict === 'mixed');
}

function isPassing({ edges, passing }: PortRows): boolean {
  return passing > 0 || edges.some(({ verdict }) => verdict !== 'denied');
}

function nameOfProtocol(edges: readonly GroupedEdge[]): string {
  if (edges.some(({ figures }) => figures.httpRequests > 0)) return 'HTTP';
  if (edges.some(({ figures }) => figures.dnsQuestions > 0)) return 'DNS';
  return protocolName(edges[0].protocol);
}
