import { History_Disk, type History } from '@orrery/proto/orrery/live/v1/live_pb';
import { clockTime } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { windowText } from '../view/time-window.ts';
import { useLive } from './use-live.ts';

/** A line that says when the history is not, or not all, written down; nothing while it is. */
export function HistoryNote() {
  const history = useLive(({ graph }) => graph?.status?.history);
  const words = history === undefined ? '' : historyTrouble(history);
  if (words === '') return null;
  return (
    <p className="strip-note" role="status">
      {words}
    </p>
  );
}

/** '' while all is well. */
export function historyTrouble(history: History): string {
  const { isAway, awayBecause, awaySinceMs, disk, waitingBatches, givenUpBatches } = history;
  if (disk === History_Disk.FULL) {
    return 'The disk of the history is full: nothing is written down until there is room. What is live goes on.';
  }
  if (isAway) {
    const since = awaySinceMs > 0 ? ` since ${clockTime(awaySinceMs)}` : '';
    const why = awayBecause === '' ? '' : `: ${plainText(awayBecause, 200).replace(/[.\s]+$/, '')}`;
    const lost = givenUpBatches > 0 ? `, ${timeOf(givenUpBatches)} were given up` : '';
    const waits = waitingBatches > 0 ? ` ${timeOf(waitingBatches)} wait to be written${lost}.` : '';
    return `The history is not being written${since}${why}.${waits} What is live goes on.`;
  }
  if (disk === History_Disk.LOW) {
    return 'The disk of the history is nearly full: single flows are not written down. Figures are.';
  }
  return '';
}

/** Each batch holds ten seconds. */
function timeOf(batches: number): string {
  return windowText(batches * 10);
}
