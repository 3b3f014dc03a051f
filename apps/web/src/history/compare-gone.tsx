import type { View } from '../view/url-state.ts';

interface CompareGoneProps {
  readonly view: View;
  readonly go: (change: Partial<View>, how: 'push') => void;
}

/** In place of what is known of an edge in the later range, where there is nothing of it. */
export function CompareGone({ view, go }: CompareGoneProps) {
  const { before } = view;
  return (
    <div className="compare-gone">
      <p className="quiet">
        Nothing of it was seen in the later range: nobody tried. Its flows, its policies and why it was what it was are
        in the earlier one.
      </p>
      {before !== undefined && (
        <button type="button" className="button" onClick={() => go({ range: before, before: undefined }, 'push')}>
          Show the earlier range
        </button>
      )}
    </div>
  );
}
