/**
 * What a query is. `parseQuery` makes it, everything else reads it.
 *
 *     verdict:DROPPED,AUDIT -pod:shop/cart "checkout"
 *     └─ field term ──────┘ └─ negated ──┘ └─ word ─┘
 *
 * Positive terms of one field are alternatives, different fields must all hold, every word must hold,
 * and each negated term excludes by itself.
 */
export interface Query {
  readonly terms: readonly Term[];
}

export type Term = FieldTerm | WordTerm;

/** Half-open, in UTF-16 units of the text that was parsed. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface FieldTerm extends Range {
  readonly kind: 'field';
  readonly field: FieldName;
  readonly negated: boolean;
  /** Alternatives; at least one. */
  readonly values: readonly Value[];
}

/** Text without a field: looked for in names of namespaces, pods, workloads and DNS. */
export interface WordTerm extends Range {
  readonly kind: 'word';
  readonly negated: boolean;
  /** Alternatives; at least one. */
  readonly values: readonly Value[];
}

export interface Value extends Range {
  /** Without quotes and escapes, in the one spelling that the field prefers. */
  readonly text: string;
}

/** What is known of either end of a flow. `pod` asks for any end, `from-pod` for the source, `to-pod` for the destination. */
export type EndSubject =
  | 'namespace'
  | 'pod'
  | 'workload'
  | 'service'
  | 'label'
  | 'identity'
  | 'ip'
  | 'port'
  | 'fqdn'
  | 'cluster';

/** What is known of the flow as a whole. */
export type FlowSubject =
  | 'verdict'
  | 'drop-reason-desc'
  | 'type'
  | 'protocol'
  | 'traffic-direction'
  | 'tcp-flags'
  | 'snat-ip'
  | 'ip-version'
  | 'encrypted'
  | 'reply'
  | 'interface'
  | 'node-name'
  | 'node-label'
  | 'http-status'
  | 'http-method'
  | 'http-path'
  | 'http-url'
  | 'http-header'
  | 'dns-query'
  | 'trace-id'
  | 'ip-trace-id'
  | 'uuid'
  | 'policy';

export type Subject = EndSubject | FlowSubject;

export type FieldName = EndSubject | `from-${EndSubject}` | `to-${EndSubject}` | FlowSubject;

/** Something wrong with the text of a query: what, where, and what to do about it. */
export interface Problem extends Range {
  readonly message: string;
  /** What may stand in `[from, to)` instead, the likeliest first; often empty. */
  readonly suggestions: readonly string[];
}

export const MAX_QUERY_CHARACTERS = 4_096;
export const MAX_TERMS = 64;
/** Per term. */
export const MAX_VALUES = 64;
export const MAX_PATTERN_CHARACTERS = 512;
/** Steps of the compiled pattern; a match takes time in proportion to them, times the length of the text. */
export const MAX_PATTERN_STEPS = 500;
