import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import type { Agent } from 'node:http';

/** Longer than any wait of the server's own, so that it is the server that gives up first and says why. */
const REQUEST_MS = 60_000;
const MAX_CONNECTIONS = 8;

/** A client of the embedded engine, whose agent knows the way. */
export function engineClient(agent: Agent): ClickHouseClient {
  return createClient({ url: 'http://engine', http_agent: agent, ...SHARED });
}

export interface ClusterAccess {
  readonly url: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

/** A client of a ClickHouse server or cluster. */
export function clusterClient({ url, user, password }: ClusterAccess): ClickHouseClient {
  return createClient({
    url,
    keep_alive: { enabled: true, idle_socket_ttl: 2000 },
    ...(user !== undefined && { username: user }),
    ...(password !== undefined && { password }),
    ...SHARED,
  });
}

const SHARED = {
  request_timeout: REQUEST_MS,
  max_open_connections: MAX_CONNECTIONS,
  application: 'orrery',
  // Whoever asks hears of errors, and tells them once.
  log: { level: ClickHouseLogLevel.OFF },
} as const;
