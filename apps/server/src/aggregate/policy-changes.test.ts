import { expect, test } from 'vitest';
import type { NodeName } from '../decode/endpoint.ts';
import type { PolicyChange } from './policy-change.ts';
import { PolicyChanges } from './policy-changes.ts';
import { setup, type DrawnGraph } from './testing/drawn-graph.ts';
import { flow, START } from './testing/flow-builder.ts';

const CALL = 'shop/cart:41000 -> shop/redis:6379';

/** A verdict by `shop/out` at a revision, seconds after START. */
function verdict(at: number, node: string, revision: number, name = 'out'): Uint8Array {
  const kind = 'CiliumNetworkPolicy';
  const more = { egressAllowedBy: [{ name, namespace: 'shop', kind, revision: BigInt(revision) }] };
  return flow(CALL, { at, node, event: 'verdict', direction: 'egress', isReply: false, flags: 'syn', more });
}

function feed(graph: DrawnGraph, rows: readonly (readonly [number, string, number, string?])[]): void {
  for (const [at, node, revision, name] of rows) graph.feed([verdict(at, node, revision, name)], at);
}

const told = (changes: readonly PolicyChange[]): string[] =>
  changes.map(
    ({ atMs, node, policy, kind, before, revision }) =>
      `${atMs / 1000 - START}s ${node} ${kind} ${policy} ${before}->${revision}`,
  );

test('[API-96] a policy that a node names with a higher revision has changed, node by node', () => {
  const graph = setup();
  feed(graph, [
    [0, 'n1', 41],
    [1, 'n2', 17],
    [2, 'n1', 41],
    [3, 'n1', 42],
    [4, 'n2', 17],
    [5, 'n1', 41],
    [6, 'n1', 42],
    [7, 'n2', 18],
  ]);
  expect(told(graph.intake.graph.takePolicyChanges())).toEqual([
    '3s n1 CiliumNetworkPolicy shop/out 41->42',
    '7s n2 CiliumNetworkPolicy shop/out 17->18',
  ]);
  expect(graph.intake.graph.takePolicyChanges()).toEqual([]);
});

test('[API-96] a policy that is named for the first time is new, but not in the first two minutes', () => {
  const graph = setup();
  feed(graph, [
    [0, 'n1', 41],
    [60, 'n1', 41, 'early'],
    [180, 'n1', 42, 'late'],
    [181, 'n2', 9, 'late'],
  ]);
  expect(told(graph.intake.graph.takePolicyChanges())).toEqual(['180s n1 CiliumNetworkPolicy shop/late 0->42']);
});

test('[API-96] an agent that began anew counts from where it is', () => {
  const graph = setup();
  feed(graph, [
    [0, 'n1', 41],
    [300, 'n1', 3],
    [301, 'n1', 4],
  ]);
  expect(told(graph.intake.graph.takePolicyChanges())).toEqual(['301s n1 CiliumNetworkPolicy shop/out 3->4']);
});

test('[API-96] what is remembered of policies is bounded: at the bound everything is learnt anew, and told when it changes', () => {
  const changes = new PolicyChanges(10);
  const node: NodeName = { name: 'n1', cluster: 'default', row: 0 };
  const note = (policies: readonly number[], revision: number): void => {
    for (const name of policies) {
      const policy = { name: `p${name}`, kind: 'X', key: `X p${name}`, revision, namedBy: undefined };
      changes.note([policy], node, 200_000, 199_000);
    }
  };
  const ten = Array.from({ length: 10 }, (_, i) => i);
  note(ten, 5);
  note([10], 5);
  note([3], 6);
  expect(changes.take()).toEqual([]);
  note([3, 10], 7);
  expect(changes.take().map(({ policy, before, revision }) => `${policy} ${before} ${revision}`)).toEqual([
    'p3 6 7',
    'p10 5 7',
  ]);
  note([10], 8);
  for (let revision = 9; revision < 3_000; revision += 1) note([10], revision);
  expect(changes.take()).toHaveLength(1_000);
});
