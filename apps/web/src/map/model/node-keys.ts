/** Key of the node that stands for the quiet workloads of a region. */
export function quietKey(region: string): string {
  return `quiet:${region}`;
}
