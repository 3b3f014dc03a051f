import type { FlowFact } from './flow-fact.ts';

/** The first minor release that names policies on audited flows and on default denials. */
const NAMES_MORE = 20;

/** The versions of the agents that told, if all of them are known to name policies of explicit denials only. */
export function namelessVersions(facts: readonly FlowFact[]): readonly string[] {
  const told = [...new Set(facts.map(({ version }) => version))];
  const areOld = told.length > 0 && told.every((version) => isBefore(version, NAMES_MORE));
  return areOld ? [...new Set(told.map(shortVersion))].sort() : [];
}

/** `1.19.4` for `1.19.4+g0123abcd`. */
function shortVersion(version: string): string {
  return /^v?(\d+\.\d+(?:\.\d+)?)/.exec(version)?.[1] ?? '';
}

function isBefore(version: string, minor: number): boolean {
  const [major, told] = shortVersion(version).split('.').map(Number);
  return major === 1 && told !== undefined && told < minor;
}
