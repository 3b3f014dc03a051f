import { ChangeGlyph } from '../base/change-glyph.tsx';
import { VerdictGlyph } from '../base/glyphs.tsx';

/** What lines mean on a map of two ranges. */
export function ChangeLegend() {
  return (
    <ul aria-label="From the earlier range to the later one">
      <li>
        <svg className="glyph" width="44" height="14" viewBox="0 0 44 14" aria-hidden="true">
          <path className="map-legend-line" d="M1 7H40" />
          <path className="map-legend-end" d="M35.5 3 40 7l-4.5 4" />
        </svg>
        <ChangeGlyph name="appeared" />
        Appeared
      </li>
      <li>
        <svg className="glyph" width="44" height="14" viewBox="0 0 44 14" aria-hidden="true">
          <path className="map-legend-line" d="M1 7H40" strokeDasharray="1.5 5" strokeLinecap="round" />
          <path className="map-legend-end" d="M35.5 3 40 7l-4.5 4" />
        </svg>
        <ChangeGlyph name="vanished" />
        Vanished: nobody tries any more
      </li>
      <li>
        <svg className="glyph" width="44" height="14" viewBox="0 0 44 14" aria-hidden="true">
          <path className="map-legend-line" d="M1 7H16" />
          <g className="verdict-denied map-legend-denied">
            <path className="map-legend-line" d="M20 7H37" strokeDasharray="6 3" />
            <path className="map-legend-end" d="M40 1.5v11" />
          </g>
          <circle className="map-legend-ring" cx="17" cy="7" r="3.4" />
        </svg>
        <VerdictGlyph name="denied" />
        Another verdict: as it was, then as it is
      </li>
      <li>
        <svg className="glyph" width="44" height="14" viewBox="0 0 44 14" aria-hidden="true">
          <path className="map-legend-line map-legend-wide" d="M1 7H40" />
          <path className="map-legend-end" d="M35.5 3 40 7l-4.5 4" />
        </svg>
        <ChangeGlyph name="up" />
        Clearly more or less of it, or slower
      </li>
      <li>
        <svg className="glyph map-legend-faint" width="44" height="14" viewBox="0 0 44 14" aria-hidden="true">
          <path className="map-legend-line" d="M1 7H40" />
          <path className="map-legend-end" d="M35.5 3 40 7l-4.5 4" />
        </svg>
        <span className="map-legend-none" />
        Faint: as before
      </li>
    </ul>
  );
}
