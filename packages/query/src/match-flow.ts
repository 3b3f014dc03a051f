import type { Flow } from '@orrery/proto/flow/flow_pb';
import type { Query } from './ast.ts';
import { type Clause, clausesOf } from './clauses.ts';
import { endTest } from './flow-end-tests.ts';
import { flowTest } from './flow-tests.ts';
import { wordTest } from './pattern.ts';

/** Compiles a query once; the result is cheap to call and takes time linear in the flow, whatever is in it. */
export function flowMatcher(query: Query): (flow: Flow) => boolean {
  const { required, excluded } = clausesOf(query);
  const musts = required.map(clauseTest);
  const mustNots = excluded.map(clauseTest);
  return (flow) => musts.every((test) => test(flow)) && !mustNots.some((test) => test(flow));
}

function clauseTest(clause: Clause): (flow: Flow) => boolean {
  if (clause.kind === 'word') return flowWordTest(clause.values);
  const { subject, end } = clause.field;
  switch (end) {
    case 'flow':
      return flowTest(subject, clause.values);
    case 'source':
    case 'destination':
      return endTest(subject, clause.values, end);
    case 'either': {
      const source = endTest(subject, clause.values, 'source');
      const destination = endTest(subject, clause.values, 'destination');
      return (flow) => source(flow) || destination(flow);
    }
  }
}

/** Looks into the names of namespaces, pods, workloads and DNS. */
function flowWordTest(words: readonly string[]): (flow: Flow) => boolean {
  const test = wordTest(words);
  return (flow) => {
    for (const end of [flow.source, flow.destination]) {
      if (end && (test(end.namespace) || test(end.podName) || end.workloads.some(({ name }) => test(name)))) {
        return true;
      }
    }
    const record = flow.l7?.record;
    if (record?.case === 'dns' && test(record.value.query)) return true;
    return flow.sourceNames.some(test) || flow.destinationNames.some(test);
  };
}
