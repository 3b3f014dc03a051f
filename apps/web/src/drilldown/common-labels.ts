import type { Vertex } from '@orrery/proto/orrery/live/v1/live_pb';

/** Labels that all of these have. Those that Cilium adds to every pod of a namespace say nothing about this one. */
export function commonLabels(vertices: readonly Vertex[]): readonly string[] {
  const [first, ...others] = vertices.map(({ labels }) => labels);
  if (first === undefined) return [];
  const sets = others.map((labels) => new Set(labels));
  return first
    .filter((label) => !label.startsWith('k8s:io.cilium.') && !label.startsWith('k8s:io.kubernetes.'))
    .filter((label) => sets.every((labels) => labels.has(label)))
    .map((label) => label.replace(/^k8s:/, ''));
}
