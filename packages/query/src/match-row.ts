import type { Query, Subject, Term } from './ast.ts';
import { type Clause, clausesOf } from './clauses.ts';
import { type Answer, compileClauses, FLOW_ONLY, inOrder } from './compile-clauses.ts';
import type { EdgeFacts } from './edge-facts.ts';
import { edgeTest } from './edge-tests.ts';
import { l4Numbers } from './enums.ts';
import { wordTest } from './pattern.ts';
import { patternTest, statusTest } from './value-tests.ts';

/** A row of the HTTP table: a method and a templated path on an edge. */
export interface HttpRowFacts {
  readonly edge: EdgeFacts;
  readonly method: string;
  readonly path: string;
  /** Paths as they were seen, before templating. */
  readonly rawPaths: readonly string[];
  readonly statusCodes: Iterable<number>;
}

/** A row of the DNS table: a name and a type asked on an edge. */
export interface DnsRowFacts {
  readonly edge: EdgeFacts;
  /** Without the trailing dot. */
  readonly name: string;
}

export interface RowFilter<Row> {
  readonly matches: (row: Row) => boolean;
  /** As of EdgeFilter. Verdicts are here as well: a row does not tell its requests apart by them. */
  readonly notApplied: readonly Term[];
  readonly partlyApplied: readonly Term[];
}

export function httpRowFilter(query: Query): RowFilter<HttpRowFacts> {
  return rowFilter(query, 'http', httpTest);
}

export function dnsRowFilter(query: Query): RowFilter<DnsRowFacts> {
  return rowFilter(query, 'dns', dnsTest);
}

type OwnTest<Row> = (subject: Subject | 'word', values: readonly string[]) => Answer<Row>;

function rowFilter<Row extends { readonly edge: EdgeFacts }>(
  query: Query,
  protocol: string,
  own: OwnTest<Row>,
): RowFilter<Row> {
  const compile = (clause: Clause): Answer<Row> => {
    if (clause.kind === 'field' && clause.field.subject === 'protocol') {
      return protocolTest(clause.values, protocol);
    }
    const ownAnswer = own(clause.kind === 'word' ? 'word' : clause.field.subject, clause.values);
    const edgeAnswer = edgeTest(clause);
    if (ownAnswer.grain === 'flow') return ofEdge(edgeAnswer);
    if (edgeAnswer.grain === 'flow') return ownAnswer;
    return {
      grain: edgeAnswer.grain,
      test: (row) => ownAnswer.test(row) || edgeAnswer.test(row.edge),
    };
  };
  const { required, excluded } = clausesOf(query);
  const musts = compileClauses(required, compile);
  const mustNots = compileClauses(excluded, compile);
  const verdicts = query.terms.filter((term) => term.kind === 'field' && term.field === 'verdict');
  return {
    matches: (row) => musts.tests.every((test) => test(row)) && !mustNots.tests.some((test) => test(row)),
    notApplied: inOrder([...verdicts, ...musts.notApplied, ...mustNots.notApplied]),
    partlyApplied: inOrder([...musts.partlyApplied, ...mustNots.partlyApplied]),
  };
}

function ofEdge<Row extends { readonly edge: EdgeFacts }>(answer: Answer<EdgeFacts>): Answer<Row> {
  if (answer.grain === 'flow') return FLOW_ONLY;
  return { grain: answer.grain, test: (row) => answer.test(row.edge) };
}

/** Every row of a table is of one L7 protocol. */
function protocolTest<Row extends { readonly edge: EdgeFacts }>(values: readonly string[], own: string): Answer<Row> {
  const wanted = new Set(values.flatMap(l4Numbers));
  const isOwn = values.includes(own);
  return { grain: 'edge', test: (row) => isOwn || wanted.has(row.edge.protocol) };
}

/** A path fits if the templated one does, or one of those that were seen. */
function httpTest(subject: Subject | 'word', values: readonly string[]): Answer<HttpRowFacts> {
  switch (subject) {
    case 'http-method': {
      const wanted = new Set(values);
      return { grain: 'edge', test: ({ method }) => wanted.has(method.toUpperCase()) };
    }
    case 'http-path': {
      const test = patternTest(values);
      return { grain: 'part', test: ({ path, rawPaths }) => test(path) || rawPaths.some(test) };
    }
    case 'http-status': {
      const test = statusTest(values);
      return {
        grain: 'part',
        test: ({ statusCodes }) => {
          for (const code of statusCodes) if (test(code)) return true;
          return false;
        },
      };
    }
    default:
      return FLOW_ONLY;
  }
}

/** Queries are matched with their trailing dot, as they stand in flows. */
function dnsTest(subject: Subject | 'word', values: readonly string[]): Answer<DnsRowFacts> {
  switch (subject) {
    case 'dns-query': {
      const test = patternTest(values);
      return { grain: 'edge', test: ({ name }) => test(`${name}.`) };
    }
    case 'word': {
      const test = wordTest(values);
      return { grain: 'edge', test: ({ name }) => test(name) };
    }
    default:
      return FLOW_ONLY;
  }
}
