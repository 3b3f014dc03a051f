export interface EndpointFacts {
  readonly cluster: string;
  readonly namespace: string;
  readonly workload: string;
  readonly workloadKind: string;
  readonly identity: number;
  readonly labels: readonly string[];
  readonly names: readonly string[];
  /** '' unless the endpoint is one address of the world. */
  readonly ip: string;
  /** Vertex kind. */
  readonly kind: string;
}

/** An edge goes from client to server, so `from-` and `to-` ask for these ends here. */
export interface EdgeFacts {
  readonly source: EndpointFacts;
  readonly destination: EndpointFacts;
  readonly port: number;
  /** The field number of flow.Layer4. */
  readonly protocol: number;
  /** `namespace/name`, or `name` for clusterwide policies: all that allowed or denied a flow of the edge. */
  readonly policies: readonly string[];
  /** DropReason numbers of the edge's dropped flows. */
  readonly dropReasons: readonly number[];
}
