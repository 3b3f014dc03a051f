import { useEffect, useState, useSyncExternalStore } from 'react';
import { apiUrl } from '../base/api-url.ts';
import { readPageQuery } from '../live/page-query.ts';
import { FlowClient, type FlowsShown } from './flow-client.ts';
import { openFlowWorker } from './open-flow-worker.ts';

/** Of the flows that the server has, so many of the newest are read when the table is opened. */
const BACKLOG = 10_000;

/**
 * Follows the flows of a query for as long as the table is shown. One that cannot be read is not asked for: the filter bar
 * says what is wrong with it.
 */
export function useFlowClient(query: string): { readonly client: FlowClient; readonly shown: FlowsShown } {
  const [client] = useState(() => new FlowClient(openFlowWorker, (work) => void requestAnimationFrame(work)));
  const shown = useSyncExternalStore(client.subscribe, () => client.current);
  useEffect(() => {
    client.follow({ url: followUrl(readPageQuery(query).ok ? query : ''), backlog: BACKLOG });
  }, [client, query]);
  useEffect(() => () => client.close(), [client]);
  return { client, shown };
}

function followUrl(query: string): string {
  const url = apiUrl('flows/follow', { q: query });
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
