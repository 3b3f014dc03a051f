import { Text } from '../base/text.tsx';
import { KIND_WORDS } from '../view/end-name.ts';
import type { End } from '../view/grouped-graph.ts';
import { commonLabels } from './common-labels.ts';
import type { SeenEnd } from './seen-ends.ts';

interface EdgeEndsProps {
  readonly source: End;
  readonly destination: End;
  /** What single flows tell of the two. */
  readonly seen: readonly [SeenEnd, SeenEnd];
}

/** Both ends beside each other. */
export function EdgeEnds({ source, destination, seen }: EdgeEndsProps) {
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
        <Line name="Name" values={ends.map((end) => given([end.name.name]))} />
        <Line name="Namespace" values={ends.map((end) => given([end.namespace]))} />
        <Line name="Kind" values={ends.map((end) => given([endKind(end)]))} />
        <Line name="Identity" values={ends.map(({ vertices }) => identityNumbers(vertices))} />
        <Line name="DNS names" values={ends.map(dnsNames)} />
        <Line name="Service" values={seen.map(({ services }) => services)} />
        <Line name="Pods" values={seen.map(({ pods }) => pods.map((pod) => pod.slice(pod.indexOf('/') + 1)))} />
        <Line name="Nodes" values={seen.map(({ nodes }) => nodes.map((node) => node.slice(node.indexOf('/') + 1)))} />
        <Line
          name="Address"
          values={ends.map(({ vertices }, i) =>
            given([...vertices.map(({ ip }) => ip), ...(seen[i]?.addresses ?? [])]),
          )}
        />
        <Line name="Labels" values={ends.map(({ vertices }) => commonLabels(vertices))} />
      </tbody>
    </table>
  );
}

function Line({ name, values }: { name: string; values: readonly (readonly string[])[] }) {
  if (values.every((texts) => texts.length === 0)) return null;
  return (
    <tr>
      <th scope="row">{name}</th>
      {values.map((texts, i) => (
        // The two cells are source and destination, always in this order.
        // oxlint-disable-next-line react/no-array-index-key
        <td key={i}>
          {texts.length === 0 && <span className="hint">–</span>}
          {texts.slice(0, FEW).map((text) => (
            <div key={text}>
              <Text limit={160}>{text}</Text>
            </div>
          ))}
          {texts.length > FEW && <span className="quiet">and {texts.length - FEW} more</span>}
        </td>
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

function identityNumbers(vertices: End['vertices']): readonly string[] {
  return given(vertices.map(({ identity }) => (identity === 0 ? '' : String(identity))));
}

/** Names of what is outside; those that DNS answers told us are marked. */
function dnsNames({ kind, vertices }: End): readonly string[] {
  if (kind !== 'fqdn' && kind !== 'cidr' && kind !== 'world') return [];
  return given(
    vertices.flatMap(({ names, namesInferred }) => names.map((name) => (namesInferred ? `${name} ~` : name))),
  );
}

const FEW = 5;

function given(values: readonly string[]): readonly string[] {
  return [...new Set(values)].filter((value) => value !== '');
}
