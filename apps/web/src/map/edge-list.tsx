import { countOf, wholeNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { changeRank } from '../view/edge-change.ts';
import { VERDICTS_WORST_FIRST } from '../view/edge-verdict.ts';
import type { MapEdge, MapModel } from './model/map-model.ts';

/** More are in the table. */
const MOST_EDGES = 200;

/** The map in words, for those who do not see it: the worst edges first. */
export function EdgeList({ model }: { readonly model: MapModel }) {
  const edges = worstFirst(model).slice(0, MOST_EDGES);
  const rest = model.edges.size - edges.length;
  return (
    <div className="visually-hidden">
      <p>
        The map shows {countOf(model.edges.size, 'edge')}
        {rest > 0 && `, of which the worst ${wholeNumber(edges.length)} follow; the table has all of them`}.
      </p>
      <ul aria-label="Edges on the map, worst first">
        {edges.map(({ key, spoken }) => (
          <li key={key}>{plainText(spoken, 400)}</li>
        ))}
      </ul>
    </div>
  );
}

function worstFirst({ edges }: MapModel): MapEdge[] {
  const rank = new Map(VERDICTS_WORST_FIRST.map((verdict, index) => [verdict, index]));
  return [...edges.values()].toSorted(
    (a, b) =>
      changePlace(a) - changePlace(b) ||
      (rank.get(a.verdict) ?? 0) - (rank.get(b.verdict) ?? 0) ||
      b.weight - a.weight ||
      (a.key < b.key ? -1 : 1),
  );
}

/** Where two ranges are compared, what changed comes first. */
function changePlace({ change }: MapEdge): number {
  return change === undefined ? 0 : changeRank(change.kind);
}
