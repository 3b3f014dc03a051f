import { plainText } from '../../base/plain-text.ts';
import type { End } from '../../view/grouped-graph.ts';
import { compareText } from './map-budget.ts';
import { endTitles, shortTitle } from './node-title.ts';
import type { RegionPlan } from './region-plan.ts';

/** Captions of the cards of one region. Two of one name are told apart by kind, by identity, or by number. */
export function uniqueTitles(ends: readonly End[]): ReadonlyMap<string, string> {
  const titles = new Map(ends.map((end) => [end.key, endTitles(end).short]));
  for (const suffixOf of [kindOf, identityOf, undefined]) {
    const groups = namesakesAmong(titles);
    if (groups.length === 0) break;
    const byKey = new Map(ends.map((end) => [end.key, end]));
    for (const namesakes of groups) {
      for (const [number, key] of namesakes.toSorted(compareText).entries()) {
        const end = byKey.get(key);
        if (end === undefined) continue;
        const suffix = suffixOf === undefined ? ` #${number + 1}` : suffixOf(end);
        if (suffix !== '') titles.set(key, `${endTitles(end).short}${suffix}`);
      }
    }
  }
  return titles;
}

/** Namespaces by name; those that two clusters have, with their cluster. */
export function regionTitles(
  regions: Iterable<Pick<RegionPlan, 'key' | 'cluster' | 'namespace'>>,
): ReadonlyMap<string, string> {
  const all = [...regions];
  const titles = new Map(all.map(({ key, namespace }) => [key, shortTitle(namespace)]));
  for (const namesakes of namesakesAmong(titles)) {
    for (const key of namesakes) {
      const region = all.find((candidate) => candidate.key === key);
      if (region !== undefined) titles.set(key, `${shortTitle(region.namespace)} (${shortTitle(region.cluster)})`);
    }
  }
  return titles;
}

/** Keys that share a title. */
function namesakesAmong(titles: ReadonlyMap<string, string>): string[][] {
  const byTitle = new Map<string, string[]>();
  for (const [key, title] of titles) {
    const known = byTitle.get(title);
    if (known === undefined) byTitle.set(title, [key]);
    else known.push(key);
  }
  return [...byTitle.values()].filter((keys) => keys.length > 1);
}

function kindOf({ vertices }: End): string {
  const kind = vertices[0]?.workloadKind ?? '';
  return kind === '' ? '' : ` (${plainText(kind, 12)})`;
}

function identityOf({ vertices }: End): string {
  const [first] = vertices;
  return vertices.length === 1 && first !== undefined ? ` ${first.identity}` : '';
}
