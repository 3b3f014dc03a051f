import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { apiUrl } from '../base/api-url.ts';
import { readPageQuery } from '../live/page-query.ts';
import type { PastRange } from '../view/past-range.ts';
import { FlowClient, type FlowsShown } from './flow-client.ts';
import { rangeParameters } from './range-parameters.ts';
import { openFlowWorker } from './open-flow-worker.ts';

/** Of the flows that the server has, so many of the newest are read when the table is opened. */
const BACKLOG = 10_000;

export interface FollowedFlows {
  readonly client: FlowClient;
  readonly shown: FlowsShown;
  /** Reads a range of the past once more. */
  readonly again: () => void;
}

/**
 * Follows the flows of a query for as long as the table is shown, or reads those of a range of the past. A query that
 * cannot be understood is not asked: the filter bar says what is wrong with it.
 */
export function useFlowClient(query: string, range: PastRange | undefined): FollowedFlows {
  const [client] = useState(() => new FlowClient(openFlowWorker, (work) => void requestAnimationFrame(work)));
  const { fromMs, toMs } = range ?? {};
  const shown = useSyncExternalStore(client.subscribe, () => client.current);
  useEffect(() => {
    const asked = readPageQuery(query).ok ? query : '';
    if (fromMs === undefined || toMs === undefined) client.follow({ url: followUrl(asked), backlog: BACKLOG });
    else client.read(apiUrl('flows', { q: asked, ...rangeParameters({ fromMs, toMs }) }).href);
  }, [client, query, fromMs, toMs]);
  useEffect(() => () => client.close(), [client]);
  const again = useCallback(() => client.readAgain(), [client]);
  return { client, shown, again };
}

function followUrl(query: string): string {
  const url = apiUrl('flows/follow', { q: query });
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
