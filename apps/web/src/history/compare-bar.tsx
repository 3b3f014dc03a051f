import { Icon } from '../base/glyphs.tsx';
import { plainText } from '../base/plain-text.ts';
import { ReadProblem } from '../base/read-problem.tsx';
import { useNow } from '../base/use-now.ts';
import type { PastRange } from '../view/past-range.ts';
import { rangeText } from '../view/time-window.ts';
import type { View } from '../view/url-state.ts';
import { CompareEntrance } from './compare-entrance.tsx';
import { CompareSentence } from './compare-sentence.tsx';
import { anchorText } from './anchor-text.ts';
import type { AnchorGroup } from './policy-anchors.ts';
import { useAnchors } from './use-anchors.ts';
import type { Compared } from './use-compare.ts';

interface CompareBarProps {
  readonly compared: Exclude<Compared, { readonly kind: 'off' }>;
  readonly view: View;
  readonly go: (change: Partial<View>, how: 'push') => void;
}

/** What changed, in one sentence, between which times, and how far that is to be trusted. */
export function CompareBar({ compared, view, go }: CompareBarProps) {
  const nowMs = useNow(60_000);
  const isKnown = compared.kind === 'shown';
  const { before, after } = isKnown ? compared.comparison : { before: view.before, after: view.range };
  const changed = between(useAnchors(), before, after);
  return (
    <section className="compare-bar panel" aria-label="Before and after">
      <div className="compare-said">
        {compared.kind === 'failed' ? (
          <ReadProblem message={compared.why} onRetry={compared.retry} />
        ) : (
          <p className="compare-sentence" role="status">
            {isKnown ? <CompareSentence comparison={compared.comparison} /> : 'Reading both ranges'}
          </p>
        )}
        <p className="compare-ranges hint">
          <RangeWords name="Before" range={before} nowMs={nowMs} />
          <RangeWords name="after" range={after} nowMs={nowMs} />
          {changed !== undefined && (
            <span>
              between them: <bdi className="compare-anchor">{anchorText(changed)}</bdi>
            </span>
          )}
        </p>
        {isKnown && compared.comparison.caveat !== '' && (
          <p className="compare-caveat">
            <Icon name="warning" />
            {plainText(compared.comparison.caveat, 400)}
          </p>
        )}
      </div>
      <CompareEntrance view={view} go={go} label="Compare with" />
      <button
        type="button"
        className="icon-button"
        aria-label="End the comparison"
        title="End the comparison"
        onClick={() => go({ before: undefined }, 'push')}
      >
        <Icon name="close" />
      </button>
    </section>
  );
}

/** Policies that changed after the earlier range and before the later one. */
function between(
  groups: readonly AnchorGroup[] | undefined,
  before: PastRange | undefined,
  after: PastRange | undefined,
): AnchorGroup | undefined {
  if (before === undefined || after === undefined) return undefined;
  return groups?.find(({ atMs }) => atMs >= before.toMs && atMs < after.fromMs);
}

function RangeWords({ name, range, nowMs }: { name: string; range: PastRange | undefined; nowMs: number }) {
  if (range === undefined) return null;
  return (
    <span>
      {name} <strong>{rangeText(range.fromMs, range.toMs, nowMs)}</strong>
    </span>
  );
}
