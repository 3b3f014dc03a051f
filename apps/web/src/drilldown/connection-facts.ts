import { member, textMember } from '../base/json-member.ts';
import { countOf, wholeNumber } from '../base/numbers.ts';
import type { KeptFlow } from '../layer7/kept-flow.ts';
import { deniedAttempts, protocolName, spokenProtocol } from '../view/edge.ts';
import type { GroupedEdge } from '../view/grouped-graph.ts';

/** One thing that is known of the connections of an edge; the words hold no text of others. */
export interface ConnectionFact {
  readonly name: string;
  readonly words: string;
}

/** What is known of how the two talk. What no flow reported is left out, but for encryption, which people look for. */
export function connectionFacts(edge: GroupedEdge, flows: readonly KeptFlow[]): readonly ConnectionFact[] {
  const facts: ConnectionFact[] = [{ name: 'Protocol', words: protocolWords(edge) }];
  const sides = sidesOf(flows);
  if (sides !== '') facts.push({ name: 'Told by', words: sides });
  const retries = retryWords(edge);
  if (retries !== undefined) facts.push({ name: 'Retries', words: retries });
  facts.push({ name: 'Encryption', words: encryptionWords(flows) });
  const authentication = authenticationWords(flows);
  if (authentication !== undefined) facts.push({ name: 'Authentication', words: authentication });
  return facts;
}

function protocolWords(edge: GroupedEdge): string {
  const l4 = protocolName(edge.protocol);
  const spoken = spokenProtocol(edge);
  const words = spoken === '' || spoken === l4 ? l4 : `${spoken} over ${l4}`;
  return edge.port > 0 ? `${words}, port ${edge.port}` : words;
}

/** Which side's agent told of the connection. */
function sidesOf(flows: readonly KeptFlow[]): string {
  const sides = new Set(flows.map(({ direction }) => direction));
  const words = [
    sides.has('egress') ? 'the source (egress)' : '',
    sides.has('ingress') ? 'the destination (ingress)' : '',
  ];
  return words.filter((side) => side !== '').join(' and ');
}

/** Packets that are sent again, and both tellings of each, are flows of one attempt. */
function retryWords({ figures }: GroupedEdge): string | undefined {
  const denied = deniedAttempts(figures);
  if (denied === 0 || figures.dropped <= denied) return undefined;
  const flows = `${wholeNumber(figures.dropped)} flows`;
  return `${flows} dropped of ${wholeNumber(denied)} denied ${denied === 1 ? 'attempt' : 'attempts'}, each counted once`;
}

function encryptionWords(flows: readonly KeptFlow[]): string {
  let encrypted = 0;
  let told = 0;
  for (const { json } of flows) {
    const flow = member(json, 'flow');
    // Only flows that were traced on their way tell of it, and JSON leaves a false out.
    if (textMember(flow, 'trace_observation_point') === '') continue;
    told += 1;
    if (member(member(flow, 'IP'), 'encrypted') === true) encrypted += 1;
  }
  if (encrypted > 0) return `reported by ${wholeNumber(encrypted)} of ${countOf(told, 'kept trace')}`;
  return told === 0 ? 'not told by the kept flows' : `not reported by ${countOf(told, 'kept trace')}`;
}

const AUTHENTICATION: Readonly<Record<string, string>> = {
  SPIRE: 'SPIRE',
  TEST_ALWAYS_FAIL: 'a test that always fails',
};

function authenticationWords(flows: readonly KeptFlow[]): string | undefined {
  const types = new Set(flows.map(({ json }) => textMember(member(json, 'flow'), 'auth_type')));
  const words = [...types].flatMap((type) => AUTHENTICATION[type] ?? []);
  return words.length === 0 ? undefined : `required: ${words.join(', ')}`;
}
