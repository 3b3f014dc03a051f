import { countOf, wholeNumber } from '../../base/numbers.ts';
import { dnsFailures } from './dns-failing.ts';
import type { EdgeEvidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { routeCondition, routePiece } from './http-refusal.ts';
import { answerProof, proof } from './proof.ts';
import { inTheLast } from './seen.ts';
import { fact, inference, listed, say, words } from './statement.ts';

const MOST_ROWS = 4;
const MOST_CODES = 3;
/** Of the application it is no failure, but it looks like policy. */
const FORBIDDEN = '403';

/** What policy let through, and what came of it all the same. Where requests are refused, each 403 is told there. */
export function failures(evidence: EdgeEvidence, isRefused: boolean): readonly Finding[] {
  return [...httpFailures(evidence, isRefused), ...dnsFailures(evidence), ...errorFlows(evidence)];
}

function httpFailures({ edge, http = [], ...window }: EdgeEvidence, isRefused: boolean): readonly Finding[] {
  const failed = http
    .map((route) => ({
      route,
      codes: [...route.codes].filter(([status]) => isFailure(status) || (status === FORBIDDEN && !isRefused)),
    }))
    .filter(({ codes }) => codes.length > 0)
    .map(({ route, codes }) => ({ route, codes, count: codes.reduce((sum, [, count]) => sum + count, 0) }))
    .sort((a, b) => b.count - a.count);
  if (failed.length === 0) return [];
  const codes = [...new Set(failed.flatMap((row) => row.codes.map(([status]) => status)))].sort();
  return [
    {
      kind: 'failing',
      title: say`Answered HTTP ${listed(codes.map(words), MOST_CODES)}. Policy let it through.`,
      statements: [
        ...failed.slice(0, MOST_ROWS).map(({ route, codes: own, count }) =>
          fact(
            say`${routePiece(route)}: ${words(`${wholeNumber(count)} of ${countOf(route.requests, 'request')}`)} answered ${listed(
              own.map(([status]) => words(status)),
              MOST_CODES,
            )}${inTheLast(window)}.`,
            answerProof(edge, 'these answers', {
              'http-status': own.map(([status]) => status),
              ...routeCondition(route),
            }),
          ),
        ),
        inference(
          say`These requests have no verdict DROPPED, so no policy refused them. The application answered, or a proxy before it${words(codes.some(isFailure) ? ' that could not reach it' : '')}.`,
        ),
      ],
    },
  ];
}

function isFailure(status: string): boolean {
  return /^5\d\d$/.test(status);
}

function errorFlows({ edge, flows, ...window }: EdgeEvidence): readonly Finding[] {
  const { error } = edge.figures;
  if (error === 0) return [];
  return [
    {
      kind: 'failing',
      title: say`The proxy could not handle some of it.`,
      statements: [
        fact(
          say`${words(countOf(error, 'flow'))} with verdict ERROR${inTheLast(window)}.`,
          proof(
            edge,
            'these flows',
            { verdict: ['ERROR'] },
            flows.filter(({ verdict }) => verdict === 'ERROR'),
          ),
        ),
        inference(say`ERROR is the verdict of a proxy that failed, and of no policy.`),
      ],
    },
  ];
}
