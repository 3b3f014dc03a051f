import { GROUPINGS, type Grouping } from '../view/grouped-graph.ts';

const WORDS: Readonly<Record<Grouping, string>> = {
  identity: 'Identity',
  workload: 'Workload',
  namespace: 'Namespace',
};

/** What one end stands for. */
export function GroupingSwitch({
  grouping,
  onGrouping,
}: {
  readonly grouping: Grouping;
  readonly onGrouping: (grouping: Grouping) => void;
}) {
  return (
    <div className="segments filter-grouping" role="group" aria-label="Group by">
      {GROUPINGS.map((name) => (
        <button key={name} type="button" aria-pressed={name === grouping} onClick={() => onGrouping(name)}>
          {WORDS[name]}
        </button>
      ))}
    </div>
  );
}
