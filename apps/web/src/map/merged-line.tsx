import { countOf } from '../base/numbers.ts';
import type { Grouping } from '../view/grouped-graph.ts';
import type { MergedCounts } from './model/map-model.ts';

/** What the map does not draw one by one; nothing when it draws everything. */
export function MergedLine({ merged, grouping }: { readonly merged: MergedCounts; readonly grouping: Grouping }) {
  const { workloads, folded, traced, light, troubled, outside } = merged;
  const parts = [
    troubled > 0 ? `${countOf(troubled, 'troubled edge')} only in list and table` : '',
    workloads > 0 && grouping !== 'namespace' ? `${countOf(workloads, 'workload')} grouped` : '',
    light > 0 ? `${countOf(light, 'light edge')} merged` : '',
    folded > 0 ? `${countOf(folded, 'edge')} folded` : '',
    traced > 0 ? `${countOf(traced, 'edge')} seen only on the way to a service` : '',
    outside > 0 ? `${countOf(outside, 'outside name')} grouped` : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) return null;
  return (
    <p className="map-merged" title={parts.join('\n')}>
      {parts.slice(0, MOST_PARTS).join(' · ')}
      {parts.length > MOST_PARTS && ' …'}
    </p>
  );
}

/** The others are in the title. */
const MOST_PARTS = 2;
