import { VerdictGlyph } from '../base/glyphs.tsx';
import { plainText } from '../base/plain-text.ts';
import { Text } from '../base/text.tsx';
import { protocolName, spokenProtocol } from '../view/edge.ts';
import { rateText, troubleAt, type EdgeMoment } from '../view/edge-moment.ts';
import { fullName } from '../view/end-name.ts';
import { VERDICT_WORDS } from '../view/edge-verdict.ts';
import type { GroupedEdge } from '../view/grouped-graph.ts';

interface EdgeLinksProps {
  readonly edges: readonly GroupedEdge[];
  /** Which end names a line; `port` where both are known. */
  readonly names: 'source' | 'destination' | 'port';
  readonly moment: EdgeMoment;
  readonly onSelectEdge: (key: string, how: 'pointer' | 'keyboard') => void;
}

const MAX_LINES = 60;

/** Edges as lines: verdict, who or whom, rate, why. A click goes to the edge. */
export function EdgeLinks({ edges, names, moment, onSelectEdge }: EdgeLinksProps) {
  return (
    <>
      <ul className="edge-links">
        {edges.slice(0, MAX_LINES).map((edge) => (
          <EdgeLink key={edge.key} edge={edge} names={names} moment={moment} onSelectEdge={onSelectEdge} />
        ))}
      </ul>
      {edges.length > MAX_LINES && (
        <p className="hint">{edges.length - MAX_LINES} more, quieter ones; the table has all.</p>
      )}
    </>
  );
}

function EdgeLink({
  edge,
  names,
  moment,
  onSelectEdge,
}: Omit<EdgeLinksProps, 'edges'> & { readonly edge: GroupedEdge }) {
  const { source, destination, port, verdict } = edge;
  const name = names === 'port' ? fullName(source.name) : fullName(edge[names].name);
  const place = port > 0 ? `:${port}` : '';
  const reason = troubleAt(edge, moment)?.reason;
  const rate = rateText(edge, moment);
  const spoken = `${VERDICT_WORDS[verdict]}: ${plainText(fullName(source.name))} to ${plainText(fullName(destination.name))}${place}`;
  return (
    <li>
      <button
        type="button"
        aria-label={`${spoken}, ${rate.replace(/ ?\/min/, ' per minute')}`}
        onClick={({ detail }) => onSelectEdge(edge.key, detail === 0 ? 'keyboard' : 'pointer')}
      >
        <VerdictGlyph name={verdict} />
        <span className="edge-link-name">
          <Text limit={60}>{name}</Text>
          {names === 'port' && (
            <>
              <span className="hint"> → </span>
              <Text limit={60}>{destination.name.name}</Text>
            </>
          )}
          <span className="quiet">{names === 'source' ? ` to ${place || protocolName(edge.protocol)}` : place}</span>
        </span>
        <span className={`edge-link-rate verdict-${verdict}`}>{rate}</span>
        <span className="edge-link-why">{reason ?? spokenProtocol(edge)}</span>
      </button>
    </li>
  );
}
