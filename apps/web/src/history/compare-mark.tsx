import { placeAt, type StripScale } from '../view/brush.ts';
import type { PastRange } from '../view/past-range.ts';

/** Where the range lies that is compared with; nothing where it is not in the strip. */
export function CompareMark({ range, scale }: { readonly range: PastRange; readonly scale: StripScale }) {
  const edge = (ms: number): number => Math.max(0, Math.min(scale.width, placeAt(scale, ms)));
  const [from, to] = [edge(range.fromMs), edge(range.toMs)];
  if (to - from < 1) return null;
  return (
    <div className="compare-mark" style={{ left: from, width: to - from }} aria-hidden="true">
      {to - from > 44 && <span>before</span>}
    </div>
  );
}
