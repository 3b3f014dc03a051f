import type { ExactnessResult } from './run-exactness.ts';

export function exactnessLine(title: string, result: ExactnessResult): string {
  const { scenario, flows, seconds, pairs, received, duplicate, undecodable, lost, restarts, mistakes } = result;
  return (
    `exactness ${scenario} (${title}): ${flows} flows, ${pairs} edges, ${seconds} s; received ${received}, ` +
    `duplicate ${duplicate}, undecodable ${undecodable}, lost ${lost}, reconnects ${restarts}: ${mistakes.length} mistakes`
  );
}
