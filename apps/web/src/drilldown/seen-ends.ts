import { listMember, member, numberMember, textMember } from '../base/json-member.ts';
import type { KeptFlow } from '../layer7/kept-flow.ts';
import type { End } from '../view/grouped-graph.ts';

/** What single flows tell of an end beyond what the graph knows. Every text is hostile; of very many only some are kept. */
export interface SeenEnd {
  /** `namespace/pod` */
  readonly pods: readonly string[];
  /** Where its endpoints run: the node that told of an endpoint of its own. */
  readonly nodes: readonly string[];
  readonly addresses: readonly string[];
  readonly services: readonly string[];
}

const MOST = 200;
/** From here on identity numbers belong to one node. */
const FIRST_LOCAL_IDENTITY = 16_777_216;

export function seenEnd(flows: readonly KeptFlow[], end: End): SeenEnd {
  const isOf = matcher(end);
  const seen = {
    pods: new Set<string>(),
    nodes: new Set<string>(),
    addresses: new Set<string>(),
    services: new Set<string>(),
  };
  const add = (set: Set<string>, text: string): void => {
    if (text !== '' && set.size < MOST) set.add(text);
  };
  for (const { json, node } of flows) {
    const flow = member(json, 'flow');
    for (const side of ['source', 'destination'] as const) {
      if (!isOf(flow, side)) continue;
      const endpoint = member(flow, side);
      const pod = textMember(endpoint, 'pod_name');
      const namespace = textMember(endpoint, 'namespace');
      add(seen.pods, pod === '' || namespace === '' ? pod : `${namespace}/${pod}`);
      if (numberMember(endpoint, 'ID') > 0) add(seen.nodes, node);
      add(seen.addresses, textMember(member(flow, 'IP'), side));
      add(seen.services, textMember(member(flow, `${side}_service`), 'name'));
    }
  }
  const listed = (set: Set<string>): readonly string[] => [...set].sort();
  return {
    pods: listed(seen.pods),
    nodes: listed(seen.nodes),
    addresses: listed(seen.addresses),
    services: listed(seen.services),
  };
}

/** Replies come the other way: which side is meant is told by who stands there. */
function matcher({ vertices }: End): (flow: unknown, side: 'source' | 'destination') => boolean {
  const identities = new Set(
    vertices.map(({ identity }) => identity).filter((id) => id > 0 && id < FIRST_LOCAL_IDENTITY),
  );
  const keys = new Set(vertices.map(({ key }) => key));
  const addresses = new Set(vertices.map(({ ip }) => ip).filter((ip) => ip !== ''));
  const isOutside = vertices.every(({ namespace }) => namespace === '');
  return (flow, side) => {
    const endpoint = member(flow, side);
    if (addresses.has(textMember(member(flow, 'IP'), side))) return true;
    if (
      listMember(endpoint, 'labels').some((label) => typeof label === 'string' && keys.has(label.replace(/\.$/, '')))
    ) {
      return true;
    }
    const names = listMember(flow, `${side}_names`);
    if (names.some((name) => typeof name === 'string' && keys.has(`fqdn:${name.replace(/\.$/, '')}`))) return true;
    return identities.has(numberMember(endpoint, 'identity')) && !(isOutside && addresses.size > 0);
  };
}
