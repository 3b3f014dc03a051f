import type { VertexIndex } from '../graph-view.ts';
import { VertexTable } from '../vertex-table.ts';

/** A table with a bound, and the row of an identity at an address. */
export function vertexTableFor(maxVertices: number): {
  table: VertexTable;
  of: (identity: number, address: string) => VertexIndex;
} {
  const table = new VertexTable(maxVertices);
  const node = { name: 'n1', cluster: 'default', row: -1 };
  const endpoint = {
    cluster: 'kind',
    namespace: '',
    labels: [],
    podName: '',
    workload: '',
    workloadKind: '',
    vertex: -1,
  };
  return { table, of: (identity, address) => table.of({ ...endpoint, identity }, node, () => address) };
}
