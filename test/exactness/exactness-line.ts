import type { ExactnessResult } from './run-exactness.ts';

export function exactnessLine(title: string, result: ExactnessResult): string {
  const { scenario, flows, seconds, pairs, received, duplicate, undecodable, lost, restarts, mistakes } = result;
  const { requests, questions, quantileError } = result;
  return (
    `exactness ${scenario} (${title}): ${flows} flows, ${pairs} edges, ${seconds} s; received ${received}, ` +
    `duplicate ${duplicate}, undecodable ${undecodable}, lost ${lost}, reconnects ${restarts}; ${requests} requests, ` +
    `${questions} questions, quantiles off by ${(quantileError * 100).toFixed(2)} % at most: ${mistakes.length} mistakes`
  );
}
