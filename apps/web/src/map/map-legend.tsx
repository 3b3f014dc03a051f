import { VerdictGlyph } from '../base/glyphs.tsx';
import type { EdgeVerdict } from '../view/edge-verdict.ts';
import { ChangeLegend } from './change-legend.tsx';
import { DASHES } from './paint/line-ends.ts';

const LINES: readonly { readonly name: EdgeVerdict; readonly words: string }[] = [
  { name: 'forwarded', words: 'Forwarded' },
  { name: 'denied', words: 'Denied: a bar, nothing gets past it' },
  { name: 'mixed', words: 'Mixed: the red part is refused' },
  { name: 'audited', words: 'Audit: passes, would be denied' },
  { name: 'failing', words: 'Failing: allowed, but not answered well' },
];

/** What the lines mean, each by stroke, dash, end and sign; where two ranges are compared, what changed as well. */
export function Legend({ isCompared }: { readonly isCompared: boolean }) {
  return (
    <div className="map-legend">
      {isCompared && <ChangeLegend />}
      <ul>
        {LINES.map(({ name, words }) => (
          <li key={name}>
            <Sample name={name} />
            <VerdictGlyph name={name} />
            {words}
          </li>
        ))}
      </ul>
      <p className="hint">Wider is more attempts per minute. Paler has been quiet for most of the window.</p>
      <p className="hint">Callers are left, callees right. Drag a card to pin it, double-click to let it go.</p>
    </div>
  );
}

function Sample({ name }: { readonly name: EdgeVerdict }) {
  const dash = name === 'mixed' ? '9 9' : DASHES[name].join(' ');
  return (
    <svg className={`glyph verdict-${name}`} width="44" height="14" viewBox="0 0 44 14" aria-hidden="true">
      {name === 'mixed' && <path className="map-legend-base" d="M1 7H40" />}
      <path className="map-legend-line" d={name === 'denied' ? 'M1 7H36' : 'M1 7H40'} strokeDasharray={dash} />
      <path className="map-legend-end" d={name === 'denied' ? 'M39 1.5v11' : 'M35.5 3 40 7l-4.5 4'} />
    </svg>
  );
}
