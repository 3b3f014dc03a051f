import { Text } from '../base/text.tsx';
import { fullName } from '../view/end-name.ts';
import type { GroupedEdge } from '../view/grouped-graph.ts';

interface EdgeButtonProps {
  /** Undefined for an edge that the picture does not show: it is silent, or the filter hides it. */
  readonly edge: GroupedEdge | undefined;
  /** Names of both ends by their keys, where there is no edge. */
  readonly otherwise: string;
  /** What is known where it stands is left out. */
  readonly without?: 'source' | 'destination' | undefined;
  readonly onSelectEdge: (key: string, how: 'pointer' | 'keyboard') => void;
}

/** From and to; a click selects the edge. */
export function EdgeButton({ edge, otherwise, without, onSelectEdge }: EdgeButtonProps) {
  if (edge === undefined) return <Text className="hint">{otherwise}</Text>;
  const { key, source, destination, port } = edge;
  return (
    <button
      type="button"
      className="l7-edge-button"
      onClick={(event) => {
        event.stopPropagation();
        onSelectEdge(key, event.detail === 0 ? 'keyboard' : 'pointer');
      }}
    >
      {without === 'source' ? <span className="hint">to</span> : <Text limit={48}>{fullName(source.name)}</Text>}{' '}
      {without === undefined && <span className="hint">→</span>}
      {without === 'destination' && <span className="hint">calls it on</span>}{' '}
      {without !== 'destination' && <Text limit={48}>{fullName(destination.name)}</Text>}
      {port > 0 && <span className="quiet">:{port}</span>}
    </button>
  );
}
