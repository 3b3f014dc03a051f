import { placeAt, type StripScale } from '../view/brush.ts';
import type { AnchorGroup } from './policy-anchors.ts';
import { useAnchors } from './use-anchors.ts';

/** The newest; more than this would hide the bars. */
const MOST_MARKS = 60;
/** px: what the words beside a mark take. */
const WORDS_WIDTH = 84;

/** Where policies changed, as lines over the bars; the menu that compares has them in words. */
export function AnchorMarks({ scale }: { readonly scale: StripScale }) {
  const marks = (useAnchors() ?? [])
    .map((group) => ({ group, place: Math.round(placeAt(scale, group.atMs)) }))
    .filter(({ place }) => place >= 0 && place <= scale.width)
    .slice(0, MOST_MARKS);
  return (
    <svg className="anchor-marks" width={scale.width} height={46} aria-hidden="true">
      {marks.map(({ group, place }, at) => {
        // Newest first: what stands to the right of a mark came before it in the list.
        const room = (marks[at - 1]?.place ?? scale.width) - place;
        return (
          <g key={group.atMs} transform={`translate(${place} 0)`}>
            <path className="anchor-line" d="M.5 7V46" />
            <path className="anchor-head" d="M.5 0 4 3.5.5 7-3 3.5z" />
            {room > WORDS_WIDTH && (
              <text className="anchor-words" x="7" y="14">
                {wordsOf(group)}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** Short and without names, which do not fit. */
function wordsOf({ anchors }: AnchorGroup): string {
  const [first] = anchors;
  if (first === undefined) return '';
  if (anchors.length > 1) return `${anchors.length} policies`;
  if (first.isNew) return 'new policy';
  return first.revision > 0 ? `revision ${first.revision}` : 'policy changed';
}
