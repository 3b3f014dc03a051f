import type { Subject } from './ast.ts';
import type { Clause } from './clauses.ts';
import { type Answer, FLOW_ONLY } from './compile-clauses.ts';
import type { EdgeFacts, EndpointFacts } from './edge-facts.ts';
import { dropReasonNumber, FIRST_LOCAL_IDENTITY, identityNumber, l4Numbers } from './enums.ts';
import { wordTest } from './pattern.ts';
import { splitNamespacedName } from './split-value.ts';
import { addressTest, globTest, identitySet, labelTest, numberSet, policyTest, workloadTest } from './value-tests.ts';

export function edgeTest(clause: Clause): Answer<EdgeFacts> {
  if (clause.kind === 'word') return { grain: 'part', test: edgeWordTest(clause.values) };
  const { field, values } = clause;
  if (field.end === 'flow') return wholeEdgeTest(field.subject, values);
  if (field.subject === 'port') return portTest(field.end, values);
  const answer = endpointTest(field.subject, values);
  if (answer.grain === 'flow') return FLOW_ONLY;
  const { grain, test } = answer;
  switch (field.end) {
    case 'source':
      return { grain, test: (edge) => test(edge.source) };
    case 'destination':
      return { grain, test: (edge) => test(edge.destination) };
    case 'either':
      return { grain, test: (edge) => test(edge.source) || test(edge.destination) };
  }
}

function wholeEdgeTest(subject: Subject, values: readonly string[]): Answer<EdgeFacts> {
  switch (subject) {
    case 'protocol': {
      if (values.some((value) => l4Numbers(value).length === 0)) return FLOW_ONLY;
      const wanted = new Set(values.flatMap(l4Numbers));
      return { grain: 'edge', test: (edge) => wanted.has(edge.protocol) };
    }
    case 'policy': {
      const test = policyTest(values);
      return { grain: 'part', test: (edge) => edge.policies.some(test) };
    }
    case 'drop-reason-desc': {
      const wanted = new Set(values.map(dropReasonNumber));
      return { grain: 'part', test: (edge) => edge.dropReasons.some((reason) => wanted.has(reason)) };
    }
    default:
      return FLOW_ONLY;
  }
}

const HAS_PORTS: ReadonlySet<number> = new Set(['tcp', 'udp', 'sctp'].flatMap(l4Numbers));

/** The port of an edge is the server's; that of the client is another one with every connection. */
function portTest(end: 'either' | 'source' | 'destination', values: readonly string[]): Answer<EdgeFacts> {
  if (end === 'source') return FLOW_ONLY;
  const wanted = numberSet(values);
  return {
    grain: 'edge',
    test: (edge) => HAS_PORTS.has(edge.protocol) && wanted.has(edge.port),
  };
}

function endpointTest(subject: Subject, values: readonly string[]): Answer<EndpointFacts> {
  switch (subject) {
    case 'namespace': {
      const wanted = new Set(values);
      return { grain: 'edge', test: ({ namespace }) => wanted.has(namespace) };
    }
    case 'pod': {
      const names = values.map(splitNamespacedName);
      if (names.some(({ prefix }) => prefix !== '')) return FLOW_ONLY;
      const wanted = new Set(names.map(({ namespace }) => namespace));
      return { grain: 'edge', test: ({ namespace }) => wanted.has(namespace) };
    }
    case 'workload': {
      const test = workloadTest(values);
      return {
        grain: 'edge',
        test: ({ workload, workloadKind }) => workload !== '' && test(workloadKind, workload),
      };
    }
    case 'label': {
      const test = labelTest(values);
      return { grain: 'edge', test: ({ labels }) => test(labels) };
    }
    case 'identity': {
      if (values.some((value) => identityNumber(value) >= FIRST_LOCAL_IDENTITY)) return FLOW_ONLY;
      const wanted = identitySet(values);
      return { grain: 'edge', test: ({ identity }) => wanted.has(identity) };
    }
    case 'ip': {
      const test = addressTest(values);
      return { grain: 'part', test: ({ ip }) => test(ip) };
    }
    case 'fqdn': {
      const test = globTest(values);
      return { grain: 'edge', test: ({ names }) => test(names) };
    }
    case 'cluster': {
      const wanted = new Set(values);
      return { grain: 'edge', test: ({ cluster }) => wanted.has(cluster) };
    }
    default:
      return FLOW_ONLY;
  }
}

/** Pod names are not known of an edge. */
function edgeWordTest(words: readonly string[]): (edge: EdgeFacts) => boolean {
  const test = wordTest(words);
  return ({ source, destination }) =>
    [source, destination].some(
      ({ namespace, workload, names }) => test(namespace) || test(workload) || names.some(test),
    );
}
