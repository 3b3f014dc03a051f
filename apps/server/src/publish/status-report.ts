import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  Source_State,
  type HistorySchema,
  type OpenedSchema,
  type SourceSchema,
  type StatusSchema,
} from '@orrery/proto/orrery/live/v1/live_pb';
import type { Conservation, LedgerView } from '../aggregate/graph-view.ts';
import type { SourceStatus } from '../relay/source-status.ts';
import { Coverage } from './coverage.ts';
import { incompleteBecause } from './incomplete-because.ts';
import { countNodes, silentSinceMs, type NodeCount } from './node-count.ts';
import type { WindowFigures } from './window-figures.ts';

export type StatusInit = MessageInitShape<typeof StatusSchema>;

/** Whom the server reads. */
export interface StatusOf {
  readonly sources: readonly SourceStatus[];
  /** It plays its own simulated relay, for it was told of none. */
  readonly isSimulated?: boolean;
  /** How it stands with what is written down; undefined where nothing is. */
  readonly history?: HistoryInit | undefined;
  /** The recording that is shown instead of a cluster. */
  readonly opened?: MessageInitShape<typeof OpenedSchema> | undefined;
}

type HistoryInit = MessageInitShape<typeof HistorySchema>;

/** What a page is told about how far it can trust the picture, apart from what its own query hides. */
export class StatusReport {
  readonly #ledger: LedgerView;
  readonly #statusOf: () => StatusOf;
  readonly #version: string;
  readonly #coverage = new Coverage();
  #sources: readonly SourceStatus[] = [];
  #nodes: NodeCount = { known: 0, reporting: 0, missing: [] };
  #startedSecond = Number.NaN;
  /** When the first source was connected; 0 until then. */
  #listeningSinceMs = 0;
  #visible = '';

  /** `version` is that of this program. */
  constructor(ledger: LedgerView, statusOf: () => StatusOf, version: string) {
    this.#ledger = ledger;
    this.#statusOf = statusOf;
    this.#version = version;
  }

  /** Looks at sources and ledger. Tells whether a source changed or a node came or went since the last look. */
  advance(nowMs: number): boolean {
    const second = Math.floor(nowMs / 1000);
    if (Number.isNaN(this.#startedSecond)) this.#startedSecond = second;
    const before = this.#sources;
    const { sources, history } = this.#statusOf();
    this.#sources = sources;
    if (this.#listeningSinceMs === 0) this.#listeningSinceMs = firstConnectedMs(this.#sources);
    this.#nodes = countNodes(this.#sources);
    const { known, reporting } = this.#nodes;
    this.#coverage.note(second, {
      nodesKnown: known,
      nodesReporting: reporting,
      shedTotal: shedBy(this.#ledger.total()),
      unheardSinceMs: silentSinceMs(before, this.#sources),
    });

    const visible = JSON.stringify([
      this.#sources.map(({ name, state, error, retryAtMs }) => [name, state, error?.message, retryAtMs]),
      known,
      reporting,
      [history?.isAway, history?.disk, history?.setAsideAs],
    ]);
    const isOther = visible !== this.#visible;
    this.#visible = visible;
    return isOther;
  }

  /** Sets, for each step from a second on, how many of the known nodes were missing at its worst moment. */
  setMissingTimeline(from: number, stepSeconds: number, out: Float64Array): void {
    this.#coverage.setMissingTimeline(from, stepSeconds, out);
  }

  describe(nowMs: number, figures: WindowFigures): StatusInit {
    const { isSimulated, history, opened } = this.#statusOf();
    const total = this.#ledger.total();
    const listened = { from: figures.range.from, to: Math.min(figures.range.to, Math.floor(nowMs / 1000) + 1) };
    const meanShare = this.#coverage.meanShare(listened.from, listened.to);
    const shed = this.#coverage.shed(listened.from, listened.to);
    const lost = this.#ledger.lostIn(figures.range);
    const seen = figures.totalFlows;
    const seenShare = seen + lost + shed > 0 ? seen / (seen + lost + shed) : 1;
    return {
      sources: this.#sources.map(sourceInit),
      nodesReporting: this.#nodes.reporting,
      nodesKnown: this.#nodes.known,
      nodesMissing: this.#nodes.missing.slice(0, MISSING_NODES_TOLD).map((name) => name.slice(0, NAME_CHARACTERS)),
      flowsPerSecond: this.#ledger.flowsPerSecond(),
      received: total.received,
      counted: total.counted,
      duplicate: total.duplicate,
      undecodable: total.undecodable,
      dropped: droppedBy(total),
      lost: lostInTotal(this.#ledger),
      listeningSinceMs: this.#listeningSinceMs,
      version: this.#version,
      simulated: isSimulated === true,
      ...(history === undefined ? {} : { history }),
      ...(opened === undefined ? {} : { opened }),
      completeness: meanShare * seenShare,
      incompleteBecause: incompleteBecause({
        sources: this.#sources,
        nodes: this.#nodes,
        ledger: this.#ledger,
        range: listened,
        startedSecond: this.#startedSecond,
        secondsWithGaps: this.#coverage.secondsWithGaps(
          Math.max(listened.from, this.#startedSecond),
          Math.max(listened.to, this.#startedSecond),
        ),
        lost,
        shed,
      }),
    };
  }
}

/** `nodes_known - nodes_reporting` tells how many there are beyond these. */
const MISSING_NODES_TOLD = 20;
/** As long as a DNS name may be. */
const NAME_CHARACTERS = 253;

function sourceInit(source: SourceStatus): MessageInitShape<typeof SourceSchema> {
  return {
    name: source.name.slice(0, NAME_CHARACTERS),
    state: SOURCE_STATES[source.state],
    sinceMs: source.sinceMs,
    retryAtMs: source.retryAtMs ?? 0,
    error: source.error === undefined ? '' : `${source.error.code}: ${source.error.message}`.slice(0, 300),
    version: source.version.slice(0, 100),
  };
}

const SOURCE_STATES: Readonly<Record<SourceStatus['state'], Source_State>> = {
  connecting: Source_State.CONNECTING,
  connected: Source_State.CONNECTED,
  waiting: Source_State.WAITING,
};

function droppedBy({ dropped }: Conservation): number {
  let sum = 0;
  for (const events of dropped.values()) sum += events;
  return sum;
}

function firstConnectedMs(sources: readonly SourceStatus[]): number {
  const connected = sources.filter(({ state }) => state === 'connected').map(({ sinceMs }) => sinceMs);
  return connected.length === 0 ? 0 : Math.min(...connected);
}

function shedBy(total: Conservation): number {
  return droppedBy(total) + total.undecodable;
}

function lostInTotal(ledger: LedgerView): number {
  let sum = 0;
  for (const { bySource } of ledger.lost().values()) for (const events of bySource.values()) sum += events;
  return sum;
}
