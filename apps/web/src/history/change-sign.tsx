import { ChangeGlyph, type ChangeGlyphName } from '../base/change-glyph.tsx';
import { VerdictGlyph } from '../base/glyphs.tsx';
import { trendOf, type ChangeKind, type EdgeChange } from '../view/edge-change.ts';

/** What became of one edge. A change into trouble has the sign of the trouble, and a rate goes up or down. */
export function ChangeSign({ change }: { readonly change: EdgeChange }) {
  const { kind, after } = change;
  if (kind === 'newly-denied' || kind === 'newly-audited') return <VerdictGlyph name={after?.verdict ?? 'denied'} />;
  const trend = kind === 'appeared' || kind === 'vanished' || kind === 'healed' ? undefined : trendOf(change);
  return trend === undefined ? <KindSign kind={kind} /> : <ChangeGlyph name={trend} />;
}

/** Of all edges of one kind. */
export function KindSign({ kind }: { readonly kind: ChangeKind }) {
  if (kind === 'newly-denied') return <VerdictGlyph name="denied" />;
  if (kind === 'newly-audited') return <VerdictGlyph name="audited" />;
  return <ChangeGlyph name={GLYPHS[kind]} />;
}

const GLYPHS: Readonly<Record<Exclude<ChangeKind, 'newly-denied' | 'newly-audited'>, ChangeGlyphName>> = {
  worse: 'worse',
  slower: 'up',
  appeared: 'appeared',
  vanished: 'vanished',
  rate: 'rate',
  faster: 'down',
  better: 'better',
  healed: 'healed',
  same: 'rate',
};
