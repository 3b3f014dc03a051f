import { plainText } from '../../base/plain-text.ts';
import { clockTime, countOf, wholeNumber } from '../../base/numbers.ts';
import { revisionStatements } from './changed-policy.ts';
import type { Denial } from './denial.ts';
import type { EdgeEvidence, HttpRoute } from './evidence.ts';
import type { Finding } from './finding.ts';
import { isOf, passOf, type Pass } from './http-pass.ts';
import { endPiece, gateOf, onPort, type Gate } from './gate.ts';
import { answerProof, pathCondition, proof, sideCondition, type Conditions } from './proof.ts';
import { redirectStatements } from './redirect.ts';
import { inTheLast, seenStatement } from './seen.ts';
import { code, fact, hint, inference, listed, say, words, type Piece, type Statement } from './statement.ts';

const MOST_ROUTES = 3;
const LISTED_ROUTES = 2;
const MOST_METHODS = 4;
const LONGEST_PATH = 80;

/** Requests that the proxy refused, in connections that pass. */
export function httpRefusal(evidence: EdgeEvidence, denial: Denial): Finding {
  const { edge, http = [] } = evidence;
  const gate = gateOf(edge, denial);
  const refused = http.filter(({ denied }) => denied > 0);
  return {
    kind: 'refused',
    title: title(evidence, denial, refused),
    statements: [
      seenStatement(evidence, denial, { noun: 'request', done: 'refused', label: 'refused requests' }),
      ...refused.slice(0, MOST_ROUTES).map((route) => routeStatement(evidence, denial, route)),
      ...restStatement(refused.slice(MOST_ROUTES)),
      ...proxyStatements(evidence, denial, refused),
      ...redirectStatements(evidence, denial, 'HTTP'),
      ...revisionStatements(evidence, denial),
      ...ownStatements(evidence, http),
      ...(gate === undefined ? [] : whatToDo(evidence, denial, gate, refused)),
    ],
    denial,
  };
}

function title(evidence: EdgeEvidence, denial: Denial, refused: readonly HttpRoute[]): readonly Piece[] {
  const counted = [...new Set(refused.map(({ method }) => method))];
  const methods = counted.length > 0 ? counted : keptMethods(denial);
  if (methods.length === 0) return say`Some requests are refused by the policy proxy. Connections pass.`;
  const passing = (evidence.http ?? []).filter((route) =>
    route.denied === 0 ? route.requests > 0 : passOf(evidence, denial, route) === 'meanwhile',
  );
  const isSome = passing.some(({ method }) => methods.includes(method));
  const others = [...new Set(passing.map(({ method }) => method))].filter((method) => !methods.includes(method));
  const done = words(refused.length > 0 && refused.every(({ isGrpc }) => isGrpc) ? 'refused' : 'answered 403');
  const rest =
    others.length === 0
      ? []
      : say` ${listed(others.map(code), MOST_METHODS)} ${words(others.length === 1 ? 'passes' : 'pass')}.`;
  const [only] = refused;
  const isOne = isSome && refused.length === 1;
  const what = isOne ? routePiece(only) : listed(methods.map(code), MOST_METHODS);
  if (isSome && (!isOne || passing.includes(only))) {
    return say`Some ${what} requests are ${done} by the policy proxy.${rest}`;
  }
  return say`${what} ${words(isOne || methods.length === 1 ? 'is' : 'are')} ${done} by the policy proxy.${rest}`;
}

/** Methods of refused requests that are kept, where nothing was counted. */
function keptMethods({ facts }: Denial): readonly string[] {
  return [...new Set(facts.flatMap(({ http }) => (http === undefined ? [] : http.method)))];
}

function routeStatement({ edge, ...window }: EdgeEvidence, { side, facts }: Denial, route: HttpRoute): Statement {
  const { requests, denied } = route;
  const counted = `${wholeNumber(denied)} of ${countOf(requests, 'request')} refused`;
  return fact(
    say`${routePiece(route)}: ${words(counted)}${inTheLast(window)}.`,
    proof(
      edge,
      'them',
      { verdict: ['DROPPED'], type: ['l7'], ...sideCondition(side), ...routeCondition(route) },
      facts.filter(({ http }) => http !== undefined && isOf(route, http)),
    ),
  );
}

function restStatement(routes: readonly HttpRoute[]): readonly Statement[] {
  if (routes.length === 0) return [];
  const denied = routes.reduce((sum, route) => sum + route.denied, 0);
  return [fact(say`${words(`${countOf(denied, 'request')} to ${countOf(routes.length, 'other path')} refused.`)}`)];
}

/** That it was the proxy, and what the client was told. */
function proxyStatements(
  { edge, flows }: EdgeEvidence,
  { facts }: Denial,
  refused: readonly HttpRoute[],
): readonly Statement[] {
  const ids = new Set(facts.flatMap(({ http }) => (http === undefined || http.requestId === '' ? [] : http.requestId)));
  const told = flows.filter(({ http }) => http !== undefined && http.code === 403 && ids.has(http.requestId));
  const ended = fact(
    say`The verdict of these requests is DROPPED: they ended at the proxy, and the application did not see them.`,
  );
  if (told.length > 0) {
    return [
      ended,
      fact(
        say`The 403 that went back has the id of the refused request: it is the proxy's, and not the application's.`,
        answerProof(edge, 'the 403', { 'http-status': ['403'] }, told),
      ),
    ];
  }
  if (refused.length > 0 && refused.every(({ isGrpc }) => isGrpc)) return [ended];
  return [ended, inference(say`A 403 that the client sees for them is the proxy's, and not the application's.`)];
}

/** The same status, said by the application. */
function ownStatements({ edge, ...window }: EdgeEvidence, http: readonly HttpRoute[]): readonly Statement[] {
  const own = http.reduce((sum, { codes }) => sum + (codes.get('403') ?? 0), 0);
  if (own === 0) return [];
  return [
    fact(
      say`${words(countOf(own, 'other request'))} got a 403 from the application itself${inTheLast(window)}: the proxy let them through.`,
      answerProof(edge, 'answers 403', { 'http-status': ['403'] }),
    ),
  ];
}

function whatToDo(
  evidence: EdgeEvidence,
  denial: Denial,
  gate: Gate,
  refused: readonly HttpRoute[],
): readonly Statement[] {
  if (refused.length === 0) return [];
  const { edge } = evidence;
  const of = (pass: Pass): readonly Piece[] =>
    refused.filter((route) => passOf(evidence, denial, route) === pass).map(routePiece);
  const [before, meanwhile] = [of('before'), of('meanwhile')];
  const unfit = [...of('none'), ...before];
  return [
    ...(unfit.length > 0
      ? [inference(say`A request passes if one HTTP rule fits it. None fits ${listed(unfit, LISTED_ROUTES)}.`)]
      : []),
    ...(before.length > 0
      ? [
          inference(
            say`Those of ${listed(before, LISTED_ROUTES)} that passed did so probably before ${words(clockTime(denial.firstSeenMs))}, when the first was refused.`,
          ),
        ]
      : []),
    ...(meanwhile.length > 0
      ? [
          inference(
            say`Some ${listed(meanwhile, LISTED_ROUTES)} requests pass: rules may ask for a whole path, a host or headers, too.`,
          ),
        ]
      : []),
    hint(
      say`To allow it, an HTTP rule for ${words(gate.rule)} of ${endPiece(gate.guarded)}${onPort(edge)} that applies to ${endPiece(gate.other)} must fit it.`,
    ),
  ];
}

export function routePiece({ method, path }: HttpRoute): Piece {
  const shown = method === '' ? 'other requests' : `${plainText(method, 20)} ${plainText(path, LONGEST_PATH)}`;
  return code(shown);
}

/** Nothing for what is counted without a name. */
export function routeCondition({ method, path }: HttpRoute): Conditions {
  if (method === '') return {};
  return { 'http-method': [method], ...pathCondition(path) };
}
