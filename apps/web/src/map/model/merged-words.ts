import { countOf, wholeNumber } from '../../base/numbers.ts';
import type { Grouping } from '../../view/grouped-graph.ts';
import type { MergedCounts } from './map-model.ts';

/**
 * What is not drawn one by one, in a few words each, what is worst first. Empty when everything is drawn. `unlabelled` are
 * troubled edges whose label found no room.
 */
export function mergedParts(merged: MergedCounts, grouping: Grouping, unlabelled = 0): readonly string[] {
  const { workloads, shared, inside, folded, traced, light, troubled, outside } = merged;
  return [
    ...some(troubled, 'troubled in the list'),
    ...some(unlabelled, 'without a label'),
    ...(grouping === 'namespace' ? [] : some(workloads, 'grouped')),
    ...some(shared, 'share lines'),
    ...some(inside, 'inside'),
    ...some(folded, 'folded'),
    ...some(light, 'light'),
    ...some(traced, 'only traced'),
    ...some(outside, 'names grouped'),
  ];
}

/** The same as a sentence, with the sum of all edges. */
export function mergedSentence(merged: MergedCounts, grouping: Grouping, unlabelled = 0): string {
  const { edges, drawn, workloads, shared, inside, folded, traced, light, troubled, outside } = merged;
  const parts = [
    `${wholeNumber(drawn)} with a line of their own`,
    ...some(shared, 'that share lines'),
    ...some(inside, 'inside of one node'),
    ...some(folded, 'folded at the card that they end at'),
    ...some(light, 'of little traffic, only in the table'),
    ...some(troubled, 'in trouble, only in list and table'),
    ...some(traced, 'seen only on the way to a service'),
  ];
  const grouped = [
    ...(grouping === 'namespace' || workloads === 0 ? [] : [countOf(workloads, 'workload')]),
    ...(outside === 0 ? [] : [countOf(outside, 'outside name')]),
  ];
  const all = `${countOf(edges, 'edge')}: ${parts.join(', ')}.`;
  const said = grouped.length === 0 ? all : `${all} Grouped: ${grouped.join(', ')}.`;
  if (unlabelled === 0) return said;
  return `${said} ${countOf(unlabelled, 'label')} found no room: the edge has its sign, and the list says why.`;
}

function some(count: number, words: string): readonly string[] {
  return count === 0 ? [] : [`${wholeNumber(count)} ${words}`];
}
