import type { NodeStatus, SourceStatus } from '../relay/source-status.ts';

/** Which nodes of all sources we hear. */
export interface NodeCount {
  readonly known: number;
  readonly reporting: number;
  /** By name, in order. A source that never told its nodes stands for one node with its own name. */
  readonly missing: readonly string[];
}

export function countNodes(sources: readonly SourceStatus[]): NodeCount {
  const isHeard = heardNodes(sources);
  const missing = [...isHeard].filter(([, heard]) => !heard).map(([name]) => name);
  return { known: isHeard.size, reporting: isHeard.size - missing.length, missing: missing.toSorted() };
}

/** Every node that some source knows, and whether it is heard. */
export function heardNodes(sources: readonly SourceStatus[]): ReadonlyMap<string, boolean> {
  const isHeard = new Map<string, boolean>();
  for (const source of sources) {
    const isConnected = source.state === 'connected';
    const nodes = source.nodes.filter((node) => node.state !== 'gone');
    if (nodes.length === 0) isHeard.set(source.name, isConnected);
    for (const node of nodes) isHeard.set(node.name, isHeard.get(node.name) === true || (isConnected && reports(node)));
  }
  return isHeard;
}

/**
 * Since when a source is silent that was connected at the look before: silence is noticed some seconds later.
 * Undefined when none is.
 */
export function silentSinceMs(before: readonly SourceStatus[], now: readonly SourceStatus[]): number | undefined {
  const wereConnected = new Set(before.filter(({ state }) => state === 'connected').map(({ name }) => name));
  const since = now.filter(({ name, error }) => error?.code === 'silent' && wereConnected.has(name));
  return since.length === 0 ? undefined : Math.min(...since.map(({ sinceMs }) => sinceMs));
}

/** A node of unknown state was named by the relay and has not been reported ill. */
function reports(node: NodeStatus): boolean {
  return node.state === 'connected' || node.state === 'unknown';
}
