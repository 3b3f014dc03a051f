import { useId, useRef, useState } from 'react';
import { Icon } from '../base/glyphs.tsx';
import { clockTime } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { aroundMoment, earlierRanges, rangeToCompare, type RangePair } from '../view/compare-ranges.ts';
import type { PastRange } from '../view/past-range.ts';
import { dayText, rangeText } from '../view/time-window.ts';
import type { View } from '../view/url-state.ts';
import { anchorText } from './anchor-text.ts';
import type { AnchorGroup } from './policy-anchors.ts';
import { useAnchors } from './use-anchors.ts';
import { useHistory } from './use-history.ts';

interface CompareEntranceProps {
  readonly view: View;
  readonly go: (change: Partial<View>, how: 'push') => void;
  /** `Compare` where nothing is compared yet. */
  readonly label?: string;
}

/** More changes than this are chosen from the strip of time. */
const MOST_ANCHORS = 8;

/** A button, and what a range can be compared with: an earlier stretch of time, or what was before a policy changed. */
export function CompareEntrance({ view, go, label = 'Compare' }: CompareEntranceProps) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const [openedMs, setOpenedMs] = useState<number>();
  const choose = (pair: RangePair | undefined): void => {
    menu.current?.hidePopover();
    if (pair !== undefined) go(pair, 'push');
  };
  return (
    <span className="compare-entrance">
      <button type="button" className="flat-button" popoverTarget={id} aria-haspopup="dialog">
        <Icon name="compare" />
        {label}
      </button>
      <div
        id={id}
        ref={menu}
        popover="auto"
        role="dialog"
        aria-label="Compare with"
        className="compare-menu panel"
        onToggle={({ newState }) => setOpenedMs(newState === 'open' ? Date.now() : undefined)}
      >
        {openedMs !== undefined && (
          <Choices range={rangeToCompare(view.range, openedMs)} nowMs={openedMs} onChoose={choose} />
        )}
      </div>
    </span>
  );
}

interface ChoicesProps {
  readonly range: PastRange;
  readonly nowMs: number;
  readonly onChoose: (pair: RangePair | undefined) => void;
}

function Choices({ range, nowMs, onChoose }: ChoicesProps) {
  const groups = useAnchors();
  const told = useHistory(undefined, true);
  const beginsMs = told.kind === 'told' ? told.answer.extent?.fromMs : undefined;
  const lengthMs = range.toMs - range.fromMs;
  return (
    <>
      <h3>
        Compare <span className="quiet">{rangeText(range.fromMs, range.toMs, nowMs)}</span> with
      </h3>
      <ul>
        {earlierRanges(range).map(({ name, before }, place) => (
          <li key={name}>
            <button
              type="button"
              className="compare-choice"
              // The first is what most want.
              autoFocus={place === 0}
              aria-disabled={isBefore(before, beginsMs)}
              onClick={() => isBefore(before, beginsMs) || onChoose({ range, before })}
            >
              <span>{name}</span>
              <span className="hint">
                {isBefore(before, beginsMs)
                  ? 'before the history begins'
                  : rangeText(before.fromMs, before.toMs, nowMs)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <h3>Or what was before and after a policy changed</h3>
      {groups === undefined && <p className="hint">Reading what changed</p>}
      {groups?.length === 0 && (
        <p className="hint">No flow named a new policy, or another revision of one, in the last 7 days.</p>
      )}
      <ul>
        {groups?.slice(0, MOST_ANCHORS).map((group) => (
          <li key={group.atMs}>
            <button
              type="button"
              className="compare-choice"
              onClick={() => onChoose(aroundMoment(group.atMs, lengthMs, nowMs))}
            >
              <bdi title={namesOf(group)}>{anchorText(group)}</bdi>
              <span className="hint">{momentText(group.atMs, nowMs)}</span>
            </button>
          </li>
        ))}
      </ul>
      {groups !== undefined && groups.length > MOST_ANCHORS && (
        <p className="hint">{groups.length - MOST_ANCHORS} earlier ones: choose their time in the strip.</p>
      )}
    </>
  );
}

/** Nothing of it is in the history. */
function isBefore({ toMs }: PastRange, beginsMs: number | undefined): boolean {
  return beginsMs !== undefined && toMs <= beginsMs;
}

function namesOf({ anchors }: AnchorGroup): string {
  return anchors.map(({ kind, policy }) => plainText(`${kind} ${policy}`, 80)).join(', ');
}

/** `14:03:20`, with its day where that is not today. */
function momentText(ms: number, nowMs: number): string {
  const day = dayText(ms);
  return day === dayText(nowMs) ? clockTime(ms) : `${day} ${clockTime(ms)}`;
}
