import { memo } from 'react';
import { VerdictGlyph, type GlyphName } from '../base/glyphs.tsx';
import { plainText } from '../base/plain-text.ts';
import type { TroubleKind } from '../view/trouble.ts';
import { pairWords } from '../view/pair-words.ts';
import { sinceWords } from '../view/since-words.ts';
import { barsPath } from '../view/trend-bars.ts';
import { placeWords, rateWords, spokenTrouble } from './row-words.ts';
import type { SettledTrouble } from './settle-troubles.ts';

export const GLYPH_OF: Readonly<Record<TroubleKind, GlyphName>> = {
  denied: 'denied',
  mixed: 'mixed',
  audited: 'audited',
  'dns-failing': 'unanswered',
  'dns-timeout': 'unanswered',
  'http-5xx': 'failing',
  dropped: 'failing',
  new: 'new',
};

/** What the glyph says. */
const KIND_WORDS: Readonly<Record<TroubleKind, string>> = {
  denied: 'Denied',
  mixed: 'Denied in part',
  audited: 'Audit',
  'dns-failing': 'Failing',
  'dns-timeout': 'Failing',
  'http-5xx': 'Failing',
  dropped: 'Failing',
  new: 'New',
};

interface TroubleRowProps {
  readonly row: SettledTrouble;
  /** Attempts per step of the last 15 minutes; undefined while not known. */
  readonly bars: readonly number[] | undefined;
  readonly timeMs: number;
  readonly isStale: boolean;
  readonly isSelected: boolean;
  readonly isCursor: boolean;
  readonly onOpen: (key: string) => void;
}

const BARS = { width: 36, height: 14 };

/** Who to whom, where, how much, why and since when. */
export const TroubleRow = memo(function TroubleRow(props: TroubleRowProps) {
  const { row, bars, timeMs, isStale, isSelected, isCursor, onOpen } = props;
  const { trouble, isOver } = row;
  const { key, edge, kind, reason, policies, sinceMs } = trouble;
  const names = pairWords({ source: edge.source.name, destination: edge.destination.name, port: edge.port });
  const spoken = spokenTrouble(trouble, timeMs);
  const was = isStale || isOver ? 'was ' : '';
  const [policy] = policies;
  return (
    <li
      id={rowId(key)}
      role="option"
      aria-selected={isSelected}
      title={spoken}
      className="trouble"
      data-kind={kind}
      data-cursor={isCursor}
      data-over={isOver}
      onClick={() => onOpen(key)}
    >
      <VerdictGlyph name={GLYPH_OF[kind]} />
      <span className="visually-hidden">{KIND_WORDS[kind]}: </span>
      <p className="trouble-pair">
        <bdi>{names.source}</bdi> → <bdi>{names.destination}</bdi>
        {names.place}
        {(edge.source.name.isInferred || edge.destination.name.isInferred) && ' ~'}
      </p>
      <p className="trouble-figures">
        <bdi className="trouble-place">{placeWords(edge)}</bdi>
        {!isStale && (
          <svg className="trouble-bars" width={BARS.width} height={BARS.height} aria-hidden="true">
            {bars !== undefined && (
              <>
                <path className="trouble-axis" d={`M0 ${BARS.height - 0.5}h${BARS.width}`} />
                <path d={barsPath(bars, BARS.width, BARS.height - 1)} />
              </>
            )}
          </svg>
        )}
        <span className="trouble-rate">
          {was !== '' && <span className="was">{was}</span>}
          {rateWords(trouble)}
        </span>
      </p>
      <p className="trouble-why">
        <bdi>{policy === undefined ? reason : `${reason}, ${plainText(policy, 60)}`}</bdi>
        {isOver ? (
          <span className="trouble-since">over</span>
        ) : (
          sinceMs !== undefined && (
            <span className="trouble-since">
              {kind === 'new' ? 'first seen' : 'since'} {sinceWords(sinceMs, timeMs)}
            </span>
          )
        )}
      </p>
    </li>
  );
});

/** Keys hold what others chose, which is fine for an id. */
export const rowId = (key: string): string => `trouble ${key}`.replaceAll(/\s/g, '_');
