import type { ReactNode } from 'react';

/** Signs that say what became of something, without a colour. */
export type ChangeGlyphName = 'appeared' | 'vanished' | 'up' | 'down' | 'healed' | 'better' | 'worse' | 'rate';

const SHAPES: Readonly<Record<ChangeGlyphName, ReactNode>> = {
  appeared: (
    <>
      <circle cx="8" cy="8" r="5.9" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M5.4 8h5.2M8 5.4v5.2" className="glyph-line" />
    </>
  ),
  vanished: (
    <>
      <circle cx="8" cy="8" r="5.9" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.6 2" />
      <path d="M5.4 8h5.2" className="glyph-line" />
    </>
  ),
  up: <path d="M8 3.4 13.2 12H2.8z" fill="currentColor" />,
  down: <path d="M8 12.6 2.8 4h10.4z" fill="currentColor" />,
  healed: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="m5 8.3 2.1 2.1L11 6.2" className="glyph-line" />
    </>
  ),
  better: <path d="M8 2.6v10.8M3.8 9.2 8 13.4l4.2-4.2" className="glyph-line" />,
  rate: <path d="M5 2.6 8.4 7.4H1.6zM11 13.4 7.6 8.6h6.8z" fill="currentColor" />,
  worse: <path d="M8 13.4V2.6M3.8 6.8 8 2.6l4.2 4.2" className="glyph-line" />,
};

export function ChangeGlyph({ name }: { name: ChangeGlyphName }) {
  return (
    <svg className="glyph" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}
