import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Intake } from './aggregate/intake.ts';
import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import type { Config, RelayTarget } from './config.ts';
import { createHttpServer } from './http/create-http-server.ts';
import { OverloadGuard } from './overload-guard.ts';
import { FlowPublisher } from './publish/flow-publisher.ts';
import { LivePublisher } from './publish/live-publisher.ts';
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
}

export interface Rooms {
  readonly intake: Intake;
  readonly sources: readonly RelaySource[];
  readonly publisher: LivePublisher;
  readonly flows: FlowPublisher;
  readonly server: Server;
  readonly guard: OverloadGuard;
  readonly tickMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

const STEP_MS = 250;
/** How often pages that follow single flows are told of new ones. */
const FLOW_TICK_MS = 125;
/** A node whose clock is further behind is not waited for when a stream resumes. */
const MAX_LAG_MS = 120_000;

export function buildRooms(options: PipelineOptions): Rooms {
  const { config, clock, log, random } = options;
  const intake = new Intake({
    maxEdges: config.maxEdges,
    keptFlowsBytes: config.keptFlowsBytes,
    seed: Math.floor(random() * 2 ** 32),
  });
  const guard = new OverloadGuard();
  const environment = { clock, log: log.component('relay'), random, readBuffer: intake.readBuffer };
  const sources = options.relays.map(
    (relay) => new RelaySource(sourceOptions(relay, config), sinkInto(intake, guard, clock), environment),
  );
  const statuses = () => sources.map((source) => source.status);
  const publisher = new LivePublisher({
    graph: intake.graph,
    ledger: intake.ledger,
    statusOf: () => ({ sources: statuses(), isSimulated: config.relays.length === 0 }),
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
    flows,
    config,
    clock,
    log: log.component('http'),
    version: options.version,
    webRoot: options.webRoot,
  });
  return { intake, sources, publisher, flows, server, guard, tickMs: 1000 / config.tickHz, clock, log };
}

/** Runs until `signal` aborts: flows come in by themselves, and ticks send out what became of them. */
export async function runPipeline(rooms: Rooms, signal: AbortSignal): Promise<void> {
  const busyShare = busyShareMeter();
  try {
    await Promise.all([
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
function sinkInto(intake: Intake, guard: OverloadGuard, clock: Clock): FlowSink {
  let lastMessageMs = 0;
  let replayUntilMs = 0;
  /** Read once for all messages that come in one piece; 0 when it has to be read again. */
  let nowMs = 0;
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
      if (intake.lastFlowMs >= replayUntilMs) guard.taken(nowMs - intake.lastFlowMs, nowMs);
    },
    resumeFromMs() {
      if (lastMessageMs === 0) return undefined;
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
