import { MAX_PATTERN_CHARACTERS, type FieldName, type Query, type Term } from '@orrery/query/ast';
import { formatQuery } from '@orrery/query/print';
import { askedBy, betweenEnds } from '../../view/edge-query.ts';
import type { End, GroupedEdge } from '../../view/grouped-graph.ts';
import { OTHER_NAMES } from './evidence.ts';
import type { FlowFact, Side } from './flow-fact.ts';
import type { Proof } from './statement.ts';

/** Further conditions, beside the ends and the port of the edge. */
export type Conditions = Partial<Readonly<Record<FieldName, readonly string[]>>>;

/** Flows from the source to the destination, of which these are kept. */
export function proof(edge: GroupedEdge, label: string, conditions: Conditions, kept: readonly FlowFact[] = []): Proof {
  return proofOf(betweenEnds(edge), label, conditions, kept);
}

/** Flows from the destination back to the source: answers are sent the other way than what they answer. */
export function answerProof(
  edge: GroupedEdge,
  label: string,
  conditions: Conditions,
  kept: readonly FlowFact[] = [],
): Proof {
  const { source, destination, port } = edge;
  const back = betweenEnds({ ...edge, source: destination, destination: source, port: 0 });
  const service: Conditions = port === 0 ? {} : { 'from-port': [String(port)] };
  return proofOf(back, label, { ...service, ...conditions }, kept);
}

/** What an end asked for, of whomever. */
export function questionProof(client: End, label: string, conditions: Conditions): Proof {
  return proofOf(askedBy(client), label, conditions, []);
}

function proofOf(ends: Query, label: string, conditions: Conditions, kept: readonly FlowFact[]): Proof {
  const terms = Object.entries(conditions).map(([field, values]) => term(field as FieldName, values));
  return {
    query: formatQuery({ terms: [...ends.terms, ...terms] }),
    label,
    newest: kept.find(({ uuid }) => uuid !== '')?.uuid ?? '',
  };
}

/** As the filter language writes the side that decided. */
export function sideCondition(side: Side | undefined): Conditions {
  if (side === undefined) return {};
  return { 'traffic-direction': [side === 'source' ? 'egress' : 'ingress'] };
}

/** The paths that a template stands for: `^/cart/[^/]+$`. Nothing where that is more than a query may hold. */
export function pathCondition(template: string): Conditions {
  const parts = template.split(/\{[^{}]*\}/).map(escaped);
  return patternCondition('http-path', `^${parts.join('[^/]+')}$`);
}

/** Questions for a name, with the dot that Hubble ends it with. */
export function nameCondition(name: string): Conditions {
  return name === OTHER_NAMES ? {} : patternCondition('dns-query', `^${escaped(name)}\\.?$`);
}

/** The same, with whatever domain of a search list behind it. */
export function searchedCondition(name: string): Conditions {
  return patternCondition('dns-query', `^${escaped(name)}\\.`);
}

function patternCondition(field: 'http-path' | 'dns-query', pattern: string): Conditions {
  return pattern.length > MAX_PATTERN_CHARACTERS ? {} : { [field]: [pattern] };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

function term(field: FieldName, values: readonly string[]): Term {
  const texts = values.map((text) => ({ text, from: 0, to: 0 }));
  return { kind: 'field', field, negated: false, values: texts, from: 0, to: 0 };
}
