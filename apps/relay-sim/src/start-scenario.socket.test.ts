import { Verdict } from '@orrery/proto/flow/flow_pb';
import { afterEach, expect, test } from 'vitest';
import { SCENARIO_NAMES } from './scenarios/create-scenario.ts';
import { startScenario } from './start-scenario.ts';
import { TestClient } from './test-client.ts';
import { closeAll, closeLater, sumOf } from './test-setup.ts';

afterEach(closeAll);

test.each(SCENARIO_NAMES.map((name) => [name]))(
  '[SIM-58] flat out, a client of scenario %s receives what the ledger says',
  async (scenario) => {
    const total = 2000;
    const simulator = await startScenario({ scenario, seed: 3, rate: 0, total, relay: { drainMs: 50 } });
    closeLater(() => simulator.stop());
    const client = new TestClient(simulator.addresses[0] ?? '');
    closeLater(() => client.close());
    const stream = client.flows({ follow: true, number: 1n });
    await simulator.whenTotalReached();
    await stream.until(() => stream.uuids.length === total);
    const { ledger } = simulator;
    expect(new Set(stream.uuids).size).toBe(total);
    expect(sumOf(ledger, 'sent')).toBe(total);
    const byVerdict = new Map<string, number>();
    for (const { responseTypes: item } of stream.messages) {
      if (item.case === 'flow') add(byVerdict, Verdict[item.value.verdict], 1);
    }
    const told = new Map<string, number>();
    for (const { verdict, flows } of ledger.toJson().pairs) add(told, verdict, flows);
    expect(told).toEqual(byVerdict);
  },
);

test('[SIM-84] the ledger of a hostile cluster is exact', async () => {
  const total = 1500;
  const simulator = await startScenario({
    scenario: 'incident',
    seed: 3,
    rate: 0,
    total,
    relay: { drainMs: 50 },
    isHostile: true,
    incidentAfterMs: 500,
  });
  closeLater(() => simulator.stop());
  const client = new TestClient(simulator.addresses[0] ?? '');
  closeLater(() => client.close());
  const stream = client.flows({ follow: true, number: 1n });
  await simulator.whenTotalReached();
  await stream.until(() => stream.uuids.length === total);
  const byNode = new Map<string, number>();
  const byVerdict = new Map<string, number>();
  for (const { responseTypes: item } of stream.messages) {
    if (item.case !== 'flow') continue;
    add(byNode, item.value.nodeName, 1);
    add(byVerdict, Verdict[item.value.verdict], 1);
  }
  const { nodes, pairs } = simulator.ledger.toJson();
  expect(new Map(Object.entries(nodes).map(([node, { sent }]) => [node, sent]))).toEqual(byNode);
  const told = new Map<string, number>();
  for (const { verdict, flows } of pairs) add(told, verdict, flows);
  expect(told).toEqual(byVerdict);
});

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
