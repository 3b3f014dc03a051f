/** What is known of one upstream: a relay, or an agent that is read directly. A value; replaced, never changed. */
export interface SourceStatus {
  /** As configured: `host:port`. */
  readonly name: string;
  /** `waiting`: for the next try, or beside an open connection for an answer. */
  readonly state: 'connecting' | 'connected' | 'waiting';
  /** When the state began; while waiting for an answer, when the server was heard last. */
  readonly sinceMs: number;
  /** When the next try is due; set while waiting for it. */
  readonly retryAtMs: number | undefined;
  /** Why it waits; beside a connection, why changed certificates are not used. */
  readonly error: { readonly code: RelayErrorCode; readonly message: string } | undefined;
  /** What the server calls itself; '' until told. */
  readonly version: string;
  readonly reconnects: number;
  /** Our clock at the last stream message or liveness answer; 0 before the first. */
  readonly lastHeardMs: number;
  /** As GetNodes told last; empty for an agent. */
  readonly nodes: readonly NodeStatus[];
  /** As ServerStatus told last. */
  readonly flowsPerSecond: number;
}

export interface NodeStatus {
  readonly name: string;
  readonly state: 'connected' | 'unavailable' | 'gone' | 'error' | 'unknown';
  readonly message: string;
  readonly version: string;
  readonly uptimeMs: number;
  readonly seenFlows: number;
}

export type RelayErrorCode =
  | 'unavailable'
  | 'denied'
  | 'protocol'
  | 'ended'
  | 'silent'
  | 'tls'
  | 'overloaded'
  | 'configuration';
