import type { ReactNode } from 'react';

/** Signs that say a verdict without its colour. 16 px, beside a word or with a name of their own. */
export type GlyphName = 'denied' | 'mixed' | 'audited' | 'failing' | 'unanswered' | 'new' | 'forwarded';

const VERDICT_SHAPES: Readonly<Record<GlyphName, ReactNode>> = {
  denied: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="currentColor" />
      <path d="M4.6 8h6.8" className="glyph-inside" />
    </>
  ),
  mixed: (
    <>
      <circle cx="8" cy="8" r="5.7" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M8 2.3a5.7 5.7 0 0 0 0 11.4z" fill="currentColor" />
    </>
  ),
  audited: (
    <>
      <path d="M8 .8 15.2 8 8 15.2.8 8z" fill="currentColor" />
      <path d="M8 4.6v4.2M8 10.9v.6" className="glyph-inside" />
    </>
  ),
  failing: (
    <>
      <rect x="1.8" y="1.8" width="12.4" height="12.4" rx="3" fill="currentColor" />
      <path d="M8 4.6v4.2M8 10.9v.6" className="glyph-inside" />
    </>
  ),
  unanswered: (
    <>
      <rect x="1.8" y="1.8" width="12.4" height="12.4" rx="3" fill="currentColor" />
      <path d="M6 6.3a2 2 0 1 1 2.9 1.8c-.6.3-.9.6-.9 1.3M8 11.6v.1" className="glyph-inside glyph-thin" />
    </>
  ),
  new: (
    <>
      <circle cx="8" cy="8" r="5.9" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M5.4 8h5.2M8 5.4v5.2" className="glyph-line" />
    </>
  ),
  forwarded: <path d="M1.8 8h11.4M9.4 4.2 13.2 8l-3.8 3.8" className="glyph-line" />,
};

export function VerdictGlyph({ name }: { name: GlyphName }) {
  return (
    <svg className={`glyph verdict-${name}`} viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      {VERDICT_SHAPES[name]}
    </svg>
  );
}

const ICON_PATHS = {
  search: 'M7 2.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6zM10.6 10.6l3.6 3.6',
  close: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.5 5.5V3a1 1 0 0 1 1-1H13a1 1 0 0 1 1 1v6.5a1 1 0 0 1-1 1h-2.5M3 5.5h6.5a1 1 0 0 1 1 1V13a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V6.5a1 1 0 0 1 1-1z',
  moon: 'M13.4 9.8A5.8 5.8 0 0 1 6.2 2.6a5.8 5.8 0 1 0 7.2 7.2z',
  sun: 'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.2v1.4M8 13.4v1.4M1.2 8h1.4M13.4 8h1.4M3.2 3.2l1 1M11.8 11.8l1 1M12.8 3.2l-1 1M4.2 11.8l-1 1',
  system: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 2.2v11.6M8 5h5M8 8h5.8M8 11h5',
  pause: 'M5 3.2v9.6M11 3.2v9.6',
  play: 'M4.6 3v10l8-5z',
  clock: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 4.8V8l2.2 1.6',
  earlier: 'M9.8 3.6 5.4 8l4.4 4.4',
  later: 'M6.2 3.6 10.6 8l-4.4 4.4',
  compare: 'M2.2 5.2h9.4M8.8 2.4l2.8 2.8-2.8 2.8M13.8 10.8H4.4M7.2 8l-2.8 2.8 2.8 2.8',
  freeze: 'M8 1.8v12.4M2.6 4.9l10.8 6.2M13.4 4.9 2.6 11.1M6.2 2.9 8 4.4l1.8-1.5M6.2 13.1 8 11.6l1.8 1.5',
  download: 'M8 2.2v7.6M4.8 6.8 8 10l3.2-3.2M2.6 13.4h10.8',
  more: 'M3 8h.1M8 8h.1M13 8h.1',
  warning: 'M8 2.4 14.2 13H1.8zM8 6.4v3.2M8 11.3v.1',
  help: 'M5.6 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.8-1.2 1.8M8 12.6v.1',
  check: 'M3 8.5l3.4 3.4L13 4.8',
} as const;
export type IconName = keyof typeof ICON_PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={ICON_PATHS[name]} />
    </svg>
  );
}

/** A planet on its orbit. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <circle cx="12" cy="12" r="3.6" fill="currentColor" />
      <ellipse
        cx="12"
        cy="12"
        rx="10"
        ry="4.6"
        transform="rotate(-24 12 12)"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
      />
      <circle cx="20.4" cy="6.7" r="1.9" fill="currentColor" />
    </svg>
  );
}
