/** How well was listened in one step of time. Steps in which nobody did are not told. */
export interface HeardStep {
  /** Second since 1970. */
  readonly at: number;
  /** Seconds of the step that some batch tells about. */
  readonly coveredSeconds: number;
  /** Events that nodes and relays said they lost. */
  readonly lostEvents: number;
  /** Seconds of all nodes that were known, and those of them in which a node was not heard. */
  readonly nodeSeconds: number;
  readonly missingNodeSeconds: number;
  /** So many nodes were not heard at the worst moment. */
  readonly nodesMissing: number;
}

/** What was heard of one node in a range. '' is nobody in particular. */
export interface NodeHeard {
  readonly node: string;
  /** In which it was known to a relay, and those of them in which it was not heard. */
  readonly seconds: number;
  readonly missingSeconds: number;
  /** Messages that arrived: received = counted + duplicate + undecodable + dropped. */
  readonly received: number;
  readonly counted: number;
  readonly duplicate: number;
  readonly undecodable: number;
  /** By this server, which had too much to do. */
  readonly dropped: number;
  /** Events that it said it lost, by LostEventSource of Hubble. */
  readonly lost: ReadonlyMap<number, number>;
}

/** The second, and the figures in the order of HeardStep. */
export type HeardRow = readonly [
  at: number,
  coveredSeconds: number,
  lostEvents: number,
  nodeSeconds: number,
  missingNodeSeconds: number,
  nodesMissing: number,
];

/** Rows that lie in steps, put together. */
export function heardSteps(rows: Iterable<HeardRow>, stepSeconds: number): readonly HeardStep[] {
  const steps = new Map<number, HeardStep>();
  for (const [second, coveredSeconds, lostEvents, nodeSeconds, missingNodeSeconds, nodesMissing] of rows) {
    const at = second - (second % stepSeconds);
    const before = steps.get(at);
    steps.set(at, {
      at,
      coveredSeconds: coveredSeconds + (before?.coveredSeconds ?? 0),
      lostEvents: lostEvents + (before?.lostEvents ?? 0),
      nodeSeconds: nodeSeconds + (before?.nodeSeconds ?? 0),
      missingNodeSeconds: missingNodeSeconds + (before?.missingNodeSeconds ?? 0),
      nodesMissing: Math.max(nodesMissing, before?.nodesMissing ?? 0),
    });
  }
  return [...steps.values()].toSorted((a, b) => a.at - b.at);
}

/** Out of keys and sums of HEARD, those of single nodes. */
export function nodesOf(rows: readonly (readonly unknown[])[]): readonly NodeHeard[] {
  return rows
    .filter(([ofAll]) => Number(ofAll) === 0)
    .map(([, node, , ...sums]) => {
      const [seconds = 0, missingSeconds = 0, , , received = 0, ...became] = sums.slice(0, 9).map(Number);
      const [counted = 0, duplicate = 0, undecodable = 0, dropped = 0] = became;
      const lost = Object.entries(sums[9] as Readonly<Record<string, unknown>>);
      return {
        node: String(node),
        seconds,
        missingSeconds,
        received,
        counted,
        duplicate,
        undecodable,
        dropped,
        lost: new Map(lost.map(([source, events]) => [Number(source), Number(events)])),
      };
    })
    .toSorted((a, b) => (a.node < b.node ? -1 : 1));
}
