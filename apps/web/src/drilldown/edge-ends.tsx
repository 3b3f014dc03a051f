import { Text } from '../base/text.tsx';
import { KIND_WORDS } from '../view/end-name.ts';
import type { End } from '../view/grouped-graph.ts';
import { commonLabels } from './common-labels.ts';

interface EdgeEndsProps {
  readonly source: End;
  readonly destination: End;
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
        <Line name="Name" values={ends.map((end) => end.name.name)} />
        <Line name="Namespace" values={ends.map((end) => end.namespace)} />
        <Line name="Kind" values={ends.map(endKind)} />
        <Line name="Identity" values={ends.map(identities)} />
        <Line name="Address" values={ends.map(({ vertices }) => few(vertices.map(({ ip }) => ip)))} />
        <Line name="Labels" values={ends.map(({ vertices }) => commonLabels(vertices).join(', '))} />
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

export function endKind({ kind, vertices }: End): string {
  if (kind === 'namespace') return 'namespace';
  const [vertex] = vertices;
  if (vertex === undefined) return '';
  return vertex.workloadKind === '' ? KIND_WORDS[vertex.kind] : vertex.workloadKind;
}

export function identities({ vertices }: End): string {
  return few(vertices.flatMap(({ identity }) => (identity === 0 ? [] : String(identity))));
}

const FEW = 4;

function few(values: readonly string[]): string {
  const given = [...new Set(values)].filter((value) => value !== '');
  return given.length <= FEW ? given.join(', ') : `${given.slice(0, FEW).join(', ')} and ${given.length - FEW} more`;
}
