import { countOf, wholeNumber } from '../base/numbers.ts';
import type { FlowSort } from './store/flow-columns.ts';
import { flowColumn } from './store/flow-columns.ts';
import type { FlowTable, FollowState } from './store/flow-messages.ts';

type PastFollowing = FollowState & { readonly kind: 'past' };

/** How many flows there are, in which order, and what is not among them. */
export function FlowsFoot({ table }: { readonly table: FlowTable | undefined }) {
  if (table === undefined) return <div className="table-foot" />;
  return (
    <div className="table-foot">
      <span>
        {countOf(table.total, 'flow')}, {orderWords(table.sort)}
        {table.unsorted > 0 && ` · ${wholeNumber(table.unsorted)} still to be sorted`}
        {absences(table).map((text) => ` · ${text}`)}
        <span className="hint wide-only"> · flows are events: one denied packet is two of them</span>
      </span>
      <span className="table-keys" aria-hidden="true">
        ↑ ↓ move · Enter opens · f filters for the cell · x against it
      </span>
    </div>
  );
}

function orderWords(sort: FlowSort): string {
  if (sort === undefined) return 'newest first';
  return `by ${flowColumn(sort.column).name.toLowerCase()}`;
}

/** What matched and is not in the table, and why. */
function absences(table: FlowTable): readonly string[] {
  const { gone, leftOut, missed, sampledOneIn, following } = table;
  if (following.kind === 'past') return pastAbsences(table, following);
  const absent: string[] = [];
  if (sampledOneIn > 1) absent.push(`a sample: the server keeps 1 of ${sampledOneIn}`);
  if (leftOut > 0) absent.push(`${wholeNumber(leftOut)} not sent, more came than the table takes`);
  if (missed > 0) absent.push(`up to ${wholeNumber(missed)} missed: the server forgot them first`);
  if (gone > 0) absent.push(`${wholeNumber(gone)} older ones left`);
  return absent;
}

/** Flows that passed are written down as a sample, and denied ones up to a cap of each edge and minute. */
function pastAbsences(
  { leftOut, sampledOneIn }: FlowTable,
  { missingSeconds, state }: PastFollowing,
): readonly string[] {
  const absent: string[] = [];
  if (sampledOneIn > 1) absent.push(`a sample: 1 of up to ${wholeNumber(sampledOneIn)} flows that passed`);
  if (leftOut > 0) absent.push(`of ${wholeNumber(leftOut)} denied or failed ones above the cap only a sample`);
  if (missingSeconds > 0) absent.push(`${wholeNumber(missingSeconds)} s of the range are missing`);
  if (state.kind === 'done' && state.isCut) absent.push('only the newest: the range has more');
  return absent;
}
