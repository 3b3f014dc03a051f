import { wholeNumber } from '../base/numbers.ts';
import { barsPath } from '../view/trend-bars.ts';
import type { TroubleKind } from '../view/trouble.ts';
import type { RowBars } from './row-bars.ts';

const ROOM = { width: 56, height: 16 };

const WORDS: Readonly<Record<TroubleKind, string>> = {
  denied: 'Denied',
  mixed: 'Denied',
  audited: 'Audited',
  'dns-failing': 'Failed',
  'dns-timeout': 'Unanswered',
  'http-5xx': 'Failed',
  dropped: 'Dropped flows',
  new: 'Attempts',
};

/** A bar a minute, the newest at the right: of what is wrong, or of all attempts where nothing is. */
export function RowBarsPicture({ bars }: { readonly bars: RowBars | undefined }) {
  if (bars === undefined) return null;
  const { kind, figures } = bars;
  const words = `${WORDS[kind]} per minute, last ${figures.length} minutes: at most ${wholeNumber(Math.max(0, ...figures))}`;
  return (
    <svg
      className={kind === 'new' ? 'row-bars' : 'row-bars row-bars-troubled'}
      width={ROOM.width}
      height={ROOM.height}
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      <path className="row-bars-axis" d={`M0 ${ROOM.height - 0.5}h${ROOM.width}`} />
      <path d={barsPath(figures, ROOM.width, ROOM.height - 1)} />
    </svg>
  );
}
