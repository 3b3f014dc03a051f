import { useQuery } from '@tanstack/react-query';
import { apiUrl } from '../base/api-url.ts';
import { anchorGroups, parseAnchors, type AnchorGroup } from './policy-anchors.ts';
import { readJson } from './use-compare.ts';

/** How far back one looks for the change that did it. */
const SINCE = '-7d';

/** When policies changed in the last week, newest first. Undefined until it is known. */
export function useAnchors(): readonly AnchorGroup[] | undefined {
  const { data } = useQuery({
    queryKey: ['anchors'],
    queryFn: async ({ signal }) =>
      anchorGroups(parseAnchors(await readJson(apiUrl('anchors', { since: SINCE }).href, signal))),
    staleTime: 10_000,
  });
  return data;
}
