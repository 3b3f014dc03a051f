import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { History_Disk } from '@orrery/proto/orrery/live/v1/live_pb';
import { Intake } from './aggregate/intake.ts';
import { RawPicker } from './aggregate/raw-picker.ts';
import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import type { Config, RelayTarget } from './config.ts';
import { captureBounds, type CaptureReport } from './evidence/capture.ts';
import { History } from './history/history.ts';
import { Replay } from './history/replay.ts';
import type { OpenStore } from './history/open-store.ts';
import type { PastStatus } from './history/past-store.ts';
import { createHttpServer } from './http/create-http-server.ts';
import type { CaptureDoor } from './http/http-deps.ts';
import type { OpenedCapture } from './opened-capture.ts';
import { OverloadGuard } from './overload-guard.ts';
import { FlowPublisher } from './publish/flow-publisher.ts';
import { LivePublisher } from './publish/live-publisher.ts';
import { heardNodes, silentSinceMs } from './publish/node-count.ts';
import type { StatusOf } from './publish/status-report.ts';
import type { SourceStatus } from './relay/source-status.ts';
import { RelaySource, runSources } from './relay/source.ts';
import type { FlowSink } from './relay/source.ts';

export interface PipelineOptions {
  readonly config: Config;
  readonly relays: readonly RelayTarget[];
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly version: string;
  readonly webRoot: string;
  /** Where history is written. */
  readonly store: OpenStore;
  /** A recording that was taken in instead of a relay, with the clock of its flows. */
  readonly opened?: OpenedCapture | undefined;
  /** Recordings that pages bring. */
  readonly captures?: CaptureDoor | undefined;
}

export interface Rooms {
  readonly intake: Intake;
  readonly sources: readonly RelaySource[];
  readonly publisher: LivePublisher;
  readonly flows: FlowPublisher;
  readonly server: Server;
  readonly guard: OverloadGuard;
  readonly tickMs: number;
  readonly history: History;
  readonly clock: Clock;
  readonly log: Log;
}

const STEP_MS = 250;
/** How often pages that follow single flows are told of new ones. */
const FLOW_TICK_MS = 125;
/** A node whose clock is further behind is not waited for when a stream resumes. */
const MAX_LAG_MS = 120_000;

export function buildRooms(options: PipelineOptions): Rooms {
  const { config, log, random, opened } = options;
  const clock = opened?.clock ?? options.clock;
  const intake = opened?.intake ?? intakeOf(config, random);
  const guard = new OverloadGuard();
  const statuses = (): readonly SourceStatus[] => sources.map((source) => source.status);
  const replays = options.relays.map(() => new Replay());
  const history = opened?.history ?? historyOf(options.store, intake, { statuses, replays }, clock, log);
  const environment = { clock, log: log.component('relay'), random, readBuffer: intake.readBuffer };
  const sources = options.relays.map(
    (relay, index) =>
      new RelaySource(
        sourceOptions(relay, config),
        sinkInto(intake, guard, clock, history, replays[index] ?? new Replay()),
        environment,
      ),
  );
  const publisher = new LivePublisher({
    graph: intake.graph,
    ledger: intake.ledger,
    statusOf: () => ({
      sources: statuses(),
      isSimulated: config.relays.length === 0 && opened === undefined,
      opened: opened && openedInit(opened.report),
      history: historyInit(history.status(), config.store.kind === 'memory'),
    }),
    version: options.version,
  });
  const flows = new FlowPublisher({
    graph: intake.graph,
    kept: intake.graph,
    epoch: clock.nowMs(),
    onFollowed: (isFollowed) => intake.graph.keepAll(isFollowed),
  });
  const server = createHttpServer({
    graph: intake.graph,
    l7: intake.graph,
    kept: intake.graph,
    ledger: intake.ledger,
    sources: statuses,
    live: publisher,
    past: history,
    flows,
    config,
    clock,
    log: log.component('http'),
    version: options.version,
    webRoot: options.webRoot,
    opened: opened?.report,
    captures: options.captures,
  });
  return { intake, sources, publisher, flows, server, guard, tickMs: 1000 / config.tickHz, history, clock, log };
}

export function intakeOf(config: Pick<Config, 'maxEdges' | 'keptFlowsBytes'>, random: () => number): Intake {
  const { maxEdges, keptFlowsBytes } = config;
  return new Intake({ maxEdges, keptFlowsBytes, seed: Math.floor(random() * 2 ** 32) });
}

/** Runs until `signal` aborts: flows come in by themselves, and ticks send out what became of them. */
export async function runPipeline(rooms: Rooms, signal: AbortSignal): Promise<void> {
  const busyShare = busyShareMeter();
  try {
    await rooms.history.begin(signal);
    await Promise.all([
      rooms.history.run(signal),
      runSources(rooms.sources, signal),
      every(rooms.tickMs, () => rooms.publisher.tick(rooms.clock.nowMs()), rooms.clock, signal),
      every(FLOW_TICK_MS, () => rooms.flows.tick(rooms.clock.nowMs()), rooms.clock, signal),
      every(STEP_MS, () => passTime(rooms, busyShare()), rooms.clock, signal),
    ]);
  } finally {
    await Promise.all([rooms.publisher.close(), rooms.flows.close()]);
    rooms.server.close();
    rooms.server.closeAllConnections();
  }
}

function historyOf(
  { store, spool, disk }: OpenStore,
  intake: Intake,
  { statuses, replays }: { readonly statuses: () => readonly SourceStatus[]; readonly replays: readonly Replay[] },
  clock: Clock,
  log: Log,
): History {
  let before: readonly SourceStatus[] = [];
  return new History({
    graph: intake.graph,
    closing: intake.graph,
    raw: new RawPicker(intake.graph),
    store,
    spool,
    diskLevel: () => disk?.level ?? 'enough',
    clock,
    log: log.component('history'),
    ledger: intake.ledger,
    isBehind: (nowMs) => {
      const now = statuses();
      return replays.map((replay, index) => replay.isBehind(now[index]?.state === 'connected', nowMs)).includes(true);
    },
    nodesHeard: () => {
      const now = statuses();
      const silent = silentSinceMs(before, now);
      before = now;
      return { nodes: heardNodes(now), silentSinceMs: silent };
    },
  });
}

function openedInit(report: CaptureReport): NonNullable<StatusOf['opened']> {
  const { file, flows, badLines } = report;
  return { file: basename(file), ...captureBounds(report), flows, badLines };
}

/** What pages are told of the history, beside what it holds. */
function historyInit(status: PastStatus, inMemory: boolean): StatusOf['history'] {
  const { state, why, away_since, disk, set_aside, written_to, waiting_batches, given_up_batches } = status;
  const ms = (time: string | null | undefined): number => (time ? Date.parse(time) : 0);
  return {
    isAway: state === 'away',
    awayBecause: why.slice(0, 300),
    awaySinceMs: ms(away_since),
    writtenToMs: ms(written_to),
    disk: { enough: History_Disk.ENOUGH, low: History_Disk.LOW, full: History_Disk.FULL }[disk],
    waitingBatches: waiting_batches,
    givenUpBatches: given_up_batches,
    setAsideAs: set_aside?.path.slice(0, 300) ?? '',
    setAsideMs: ms(set_aside?.at),
    inMemory,
  };
}

/** Resolves with the port. */
export async function listen(server: Server, { host, port }: Config['listen']): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

function passTime({ intake, guard, clock, log }: Rooms, busyShare: number): void {
  const nowMs = clock.nowMs();
  const before = guard.level;
  guard.step(busyShare, nowMs);
  if (guard.level > before && before === 0) log.warn('flows come faster than they can be counted; shedding');
  if (guard.level === 0 && before > 0) log.info('all flows are counted again');
  intake.advanceTo(nowMs);
}

/** Gives the share of the time since its last call in which our thread was at work. */
function busyShareMeter(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}

/**
 * The one place where messages of a stream enter the graph. A stream that resumes begins with a replay: flows from
 * before the connection are old however fast we are, so they say nothing about overload.
 */
function sinkInto(
  intake: Intake,
  guard: OverloadGuard,
  clock: Clock,
  history: Pick<History, 'wantedFromMs' | 'resumedAt'>,
  replay: Replay,
): FlowSink {
  let lastMessageMs = 0;
  let replayUntilMs = 0;
  /** Read once for all messages that come in one piece; 0 when it has to be read again. */
  let nowMs = 0;
  let isFirst = true;
  const forgetNow = () => {
    nowMs = 0;
  };
  return {
    message(data, from, to) {
      if (nowMs === 0) {
        nowMs = lastMessageMs = clock.nowMs();
        queueMicrotask(forgetNow);
      }
      intake.accept(data, from, to, nowMs, guard.sheds());
      if (isFirst && intake.lastFlowMs > 0) {
        isFirst = false;
        history.resumedAt(intake.lastFlowMs);
      }
      if (replay.isOn) replay.told(intake.lastFlowMs, nowMs);
      if (intake.lastFlowMs >= replayUntilMs) guard.taken(nowMs - intake.lastFlowMs, nowMs);
    },
    resumeFromMs() {
      replay.asked(clock.nowMs());
      if (lastMessageMs === 0) {
        const fromMs = history.wantedFromMs;
        if (fromMs !== undefined) replayUntilMs = clock.nowMs();
        return fromMs;
      }
      const lagMs = Math.min(MAX_LAG_MS, intake.ledger.lagMs(lastMessageMs));
      replayUntilMs = clock.nowMs() - lagMs;
      return lastMessageMs - lagMs;
    },
  };
}

function sourceOptions(relay: RelayTarget, { tls }: Config): ConstructorParameters<typeof RelaySource>[0] {
  const { caCertFiles: caFiles, clientCertFile: certFile, clientKeyFile: keyFile, serverName } = tls;
  return {
    address: relay.name,
    tls: relay.tls ? { caFiles, certFile, keyFile, serverName } : undefined,
    kind: 'unknown',
  };
}

/** Calls `step` once per period. A step that comes late does not make the next ones come sooner. */
async function every(periodMs: number, step: () => void, clock: Clock, signal: AbortSignal): Promise<void> {
  let dueMs = clock.monotonicMs() + periodMs;
  while (!signal.aborted) {
    try {
      await sleep(Math.max(0, dueMs - clock.monotonicMs()), undefined, { signal });
    } catch {
      return;
    }
    step();
    dueMs = Math.max(dueMs + periodMs, clock.monotonicMs());
  }
}
