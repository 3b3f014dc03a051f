import type { Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import { Text } from '../base/text.tsx';
import { endName, KIND_WORDS } from '../view/end-name.ts';

interface EdgeEndsProps {
  readonly source: Vertex | undefined;
  readonly destination: Vertex | undefined;
}

/** Both ends beside each other. */
export function EdgeEnds({ source, destination }: EdgeEndsProps) {
  const ends = [source, destination];
  return (
    <table className="ends">
      <thead>
        <tr>
          <td />
          <th scope="col">Source</th>
          <th scope="col">Destination</th>
        </tr>
      </thead>
      <tbody>
        <Line name="Name" values={ends.map((end) => endName(end).name)} />
        <Line name="Namespace" values={ends.map((end) => end?.namespace ?? '')} />
        <Line name="Kind" values={ends.map(kindOf)} />
        <Line
          name="Identity"
          values={ends.map((end) => (end === undefined || end.identity === 0 ? '' : String(end.identity)))}
        />
        <Line name="Address" values={ends.map((end) => end?.ip ?? '')} />
        <Line name="Labels" values={ends.map((end) => telling(end?.labels ?? []))} />
      </tbody>
    </table>
  );
}

function Line({ name, values }: { name: string; values: readonly string[] }) {
  if (values.every((value) => value === '')) return null;
  return (
    <tr>
      <th scope="row">{name}</th>
      {values.map((value, i) => (
        // The two cells are source and destination, always in this order.
        // oxlint-disable-next-line react/no-array-index-key
        <td key={i}>{value === '' ? <span className="hint">–</span> : <Text limit={160}>{value}</Text>}</td>
      ))}
    </tr>
  );
}

function kindOf(end: Vertex | undefined): string {
  if (end === undefined) return '';
  return end.workloadKind === '' ? KIND_WORDS[end.kind] : end.workloadKind;
}

/** Labels that Cilium adds to every pod of a namespace say nothing about this one. */
function telling(labels: readonly string[]): string {
  const own = labels.filter((label) => !label.startsWith('k8s:io.cilium.') && !label.startsWith('k8s:io.kubernetes.'));
  return own.map((label) => label.replace(/^k8s:/, '')).join(', ');
}
