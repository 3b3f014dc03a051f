import { expect, test } from 'vitest';
import { DISTURBED, FLOWS, SCENARIOS } from './plans.ts';
import { exactnessLine } from './exactness-line.ts';
import { runExactness } from './run-exactness.ts';

test.each(SCENARIOS)(
  '[PROOF-1] [PROOF-16] every number of scenario %s is the number that was sent, its requests and questions, too',
  async (scenario) => {
    const result = await runExactness({ scenario, flows: FLOWS });
    console.info(exactnessLine('undisturbed', result));
    expect(result.mistakes).toEqual([]);
    expect(result.flows).toBe(FLOWS);
    // There was something to compare.
    expect(Math.min(result.requests, result.questions)).toBeGreaterThan(2000);
    expect(result.quantileError).toBeGreaterThan(0);
  },
);

test.each(['incident', 'dns'] as const)(
  '[PROOF-17] every sum of an edge is exact in a hostile %s',
  async (scenario) => {
    const flows = FLOWS / 10;
    const result = await runExactness({ scenario, flows, isHostile: true });
    console.info(exactnessLine('every text an attack', result));
    expect(result.mistakes).toEqual([]);
    expect(result.flows).toBe(flows);
  },
);

test.each(DISTURBED)('[PROOF-2] every number of scenario $scenario stays exact: $title', async ({ title, ...plan }) => {
  const result = await runExactness({ ...plan, flows: FLOWS });
  console.info(exactnessLine(title, result));
  expect(result.mistakes).toEqual([]);
  expect(result.flows).toBe(FLOWS);
  // The disturbances did happen.
  expect(result.restarts).toBeGreaterThanOrEqual(plan.restarts ?? 0);
  expect(result.duplicate).toBeGreaterThan((plan.faults?.duplicateShare ?? 0) * 0.5 * FLOWS - 1);
  expect(result.undecodable).toBeGreaterThan((plan.faults?.malformedShare ?? 0) * 0.5 * FLOWS - 1);
  expect(result.lost).toBeGreaterThan((plan.faults?.lostFloodPerSecond ?? 0) * 0.5 - 1);
});
