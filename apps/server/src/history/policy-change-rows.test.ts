import { expect, test } from 'vitest';
import type { PolicyChange } from '../aggregate/policy-change.ts';
import { linkBatch } from './batch.ts';
import { MemoryStore } from './memory-store.ts';
import { policyChangeRows } from './policy-change-rows.ts';

const START = 1_790_000_000;

function change(second: number, policy: string): PolicyChange {
  const atMs = (START + second) * 1000 + 0.5;
  return { atMs, node: 'n1', policy, kind: 'CiliumNetworkPolicy', revision: 42, before: 41 };
}

test('[API-97] changes of policies are written with their bucket, and read back by time', async () => {
  const store = new MemoryStore();
  const table = policyChangeRows([change(3, 'shop/out'), change(14, '"quoted"\n\u202e')]);
  if (table === undefined) throw new Error('there is something to write');
  await store.insert(linkBatch({ from: START, to: START + 10, flows: 0, tables: [table] }, 1, ''));
  const named = async (from: number, to: number): Promise<string[]> =>
    (await store.readPolicyChanges({ from: START + from, to: START + to })).map(({ policy }) => policy);
  expect(await named(0, 20)).toEqual(['shop/out', '"quoted"\n\u202e']);
  expect(await named(4, 14)).toEqual([]);
  expect(await store.readPolicyChanges({ from: START, to: START + 10 })).toEqual([
    { ...change(3, 'shop/out'), atMs: START * 1000 + 3001 },
  ]);
  expect(policyChangeRows([])).toBeUndefined();
});
