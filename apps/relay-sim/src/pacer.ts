import { create } from '@bufbuild/protobuf';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';
import { LostEventSchema, LostEventSource } from '@orrery/proto/flow/flow_pb';
import type { Agent } from './agent/agent.ts';
import { stampMs } from './agent/response-bytes.ts';
import type { Faults } from './faults/faults.ts';
import type { LiveStreams } from './live-streams.ts';
import type { PeerPool } from './relay/peer-pool.ts';
import type { EventSource, SimEvent } from './sim-event.ts';

export interface PaceOptions {
  /** `real-time`: as the events' times say. `flat-out`: as fast as the clients take them, with times of now. */
  readonly pace: 'real-time' | 'flat-out';
  /** Stop after this many flows; flows start when the first follow stream comes. Undefined: start now, never stop. */
  readonly total: number | undefined;
  readonly tickMs: number;
}

/** Flows written between two looks at the clients; fewer if a ring is smaller. */
const SLICE = 128;
/** Time of the source that the first step of `flat-out` asks for. */
const FLAT_OUT_STEP_MS = 10;
/** A source that has nothing for longer is looked at again later. */
const FLAT_OUT_PATIENCE_MS = 60_000;
/** A relay looks for new peers every two seconds. */
const UNREAD_PATIENCE_MS = 3000;
/** How long `flat-out` runs before others get their turn. */
const FLAT_OUT_TURN_MS = 5;

/** Lost events written at a time. */
const FLOOD_SLICE = 1024;

const FLOOD_SOURCES = [
  LostEventSource.PERF_EVENT_RING_BUFFER,
  LostEventSource.OBSERVER_EVENTS_QUEUE,
  LostEventSource.HUBBLE_RING_BUFFER,
] as const;

/** Takes events from the source at a pace and writes them into the rings of their nodes. */
export class Pacer {
  readonly #source: EventSource;
  readonly #agents: readonly Agent[];
  readonly #pool: PeerPool;
  readonly #live: LiveStreams;
  readonly #faults: Faults;
  readonly #options: PaceOptions;
  readonly #timer: NodeJS.Timeout;
  /** Never more than a ring holds, so that a client that keeps up is not overtaken by one burst. */
  readonly #slice: number;
  readonly #originMs: number;
  readonly #onTotal: () => void;
  /** When every node was last read by somebody. */
  #allReadMs = performance.now();
  #startedMs: number | undefined;
  #sourceMs: number;
  #batch: Iterator<SimEvent> | undefined;
  #arrival = 0;
  #flows = 0;
  #lastStampMs = 0;
  #floodOwed = 0;
  #floodCount = 0;
  #floodedMs: number;
  #isFloodsTurn = false;
  #turnPlanned = false;
  #stopped = false;
  #totalTold = false;

  /** `originMs` is the time at which the source begins. `onTotal` is called once all flows were handed to clients. */
  constructor(
    parts: {
      readonly source: EventSource;
      readonly originMs: number;
      readonly agents: readonly Agent[];
      readonly pool: PeerPool;
      readonly live: LiveStreams;
      readonly faults: Faults;
      readonly onTotal: () => void;
    },
    options: PaceOptions,
  ) {
    this.#source = parts.source;
    this.#originMs = parts.originMs;
    this.#sourceMs = parts.originMs;
    this.#agents = parts.agents;
    this.#pool = parts.pool;
    this.#live = parts.live;
    this.#faults = parts.faults;
    this.#onTotal = parts.onTotal;
    this.#options = options;
    this.#slice = Math.min(SLICE, ...this.#agents.map((agent) => agent.ring.capacity));
    this.#floodedMs = Date.now();
    this.#live.onProgress(() => this.#planTurn());
    this.#timer = setInterval(() => this.#tick(), options.tickMs);
  }

  get flows(): number {
    return this.#flows;
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  #tick(): void {
    const nowMs = Date.now();
    this.#flood(nowMs);
    if (this.#mayRun()) {
      this.#startedMs ??= nowMs;
      if (this.#options.pace === 'flat-out') this.#planTurn();
      else this.#writeUntil(nowMs);
    }
    this.#live.pump();
    this.#tellTotal();
  }

  #mayRun(): boolean {
    if (this.#isComplete) return false;
    if (this.#startedMs !== undefined && this.#options.pace === 'real-time') return true;
    const waits = this.#options.total !== undefined || this.#options.pace === 'flat-out';
    return !waits || this.#live.following;
  }

  get #isComplete(): boolean {
    return this.#options.total !== undefined && this.#flows >= this.#options.total;
  }

  #writeUntil(nowMs: number): void {
    const shiftMs = (this.#startedMs ?? nowMs) - this.#originMs;
    let unseen = 0;
    for (const event of this.#source.advance(nowMs - shiftMs)) {
      this.#write(event, event.timeMs + shiftMs, shiftMs, nowMs);
      if (this.#isComplete) return;
      if (++unseen < this.#slice) continue;
      unseen = 0;
      this.#live.pump();
    }
  }

  #planTurn(): void {
    if (this.#turnPlanned || this.#stopped || this.#options.pace !== 'flat-out') return;
    this.#turnPlanned = true;
    setImmediate(() => {
      this.#turnPlanned = false;
      this.#takeTurn();
    });
  }

  /** Writes slices while every client has taken all there is, so that no ring overtakes its readers. */
  #takeTurn(): void {
    const untilMs = performance.now() + FLAT_OUT_TURN_MS;
    while (!this.#stopped && this.#mayRun() && this.#isEveryNodeRead() && this.#live.caughtUp) {
      if (performance.now() > untilMs) {
        this.#planTurn();
        return;
      }
      // By turns, so that neither keeps the other from what the clients take.
      if (this.#isFloodsTurn) this.#flood(Date.now());
      else if (!this.#writeSlice()) return;
      this.#isFloodsTurn = !this.#isFloodsTurn;
      this.#live.pump();
    }
  }

  /** Waits for a relay to ask a new node. One that nobody asks is passed over in the end. */
  #isEveryNodeRead(): boolean {
    const nowMs = performance.now();
    const isEveryRead = this.#pool.list().every((agent) => !agent.up || agent.followed);
    if (isEveryRead || !this.#live.following) this.#allReadMs = nowMs;
    return isEveryRead || nowMs - this.#allReadMs > UNREAD_PATIENCE_MS;
  }

  /** False when the source has nothing for a long time to come. */
  #writeSlice(): boolean {
    const nowMs = Date.now();
    for (let i = this.#slice; i > 0 && !this.#isComplete; i--) {
      const event = this.#nextEvent();
      if (event === undefined) return false;
      this.#lastStampMs = Math.max(nowMs, this.#lastStampMs + 0.001);
      this.#write(event, this.#lastStampMs, this.#lastStampMs - event.timeMs, nowMs);
    }
    return true;
  }

  #nextEvent(): SimEvent | undefined {
    for (let stepMs = FLAT_OUT_STEP_MS; stepMs < FLAT_OUT_PATIENCE_MS; stepMs *= 2) {
      const next = this.#batch?.next();
      if (next !== undefined && next.done !== true) return next.value;
      this.#sourceMs += stepMs;
      this.#batch = this.#source.advance(this.#sourceMs)[Symbol.iterator]();
    }
    return undefined;
  }

  /** `timeMs` is the true time of the event; its flow carries that of its node's clock. */
  #write(event: SimEvent, timeMs: number, shiftMs: number, nowMs: number): void {
    const agent = this.#agents[event.node];
    if (agent === undefined || !agent.up || !this.#pool.has(agent)) return;
    if (this.#options.pace === 'flat-out' && !agent.followed) return;
    const skewMs = shiftMs + (this.#faults.now.clockSkewMs.get(agent.name) ?? 0);
    if (event.kind === 'lost') {
      agent.writeLost(event.lost, timeMs, agent.name, this.#arrival++);
      return;
    }
    if (skewMs !== 0 && event.flow.time !== undefined) event.flow.time = stampAt(stampMs(event.flow.time) + skewMs);
    this.#flows++;
    agent.write(event, this.#arrival++, nowMs);
  }

  /** Waits for the clients too, so that lost events never push unread flows out of a ring. */
  #flood(nowMs: number): void {
    const rate = this.#faults.now.lostFloodPerSecond;
    if (rate === 0 || !this.#live.following) {
      this.#floodedMs = nowMs;
      return;
    }
    this.#floodOwed = Math.min(this.#floodOwed + (rate * (nowMs - this.#floodedMs)) / 1000, rate);
    this.#floodedMs = nowMs;
    if (!this.#live.caughtUp) return;
    for (
      let i = Math.min(FLOOD_SLICE, this.#slice * this.#agents.length);
      i > 0 && this.#floodOwed >= 1;
      i--, this.#floodOwed--
    ) {
      this.#writeFlood(this.#floodCount++, nowMs);
    }
  }

  #writeFlood(count: number, nowMs: number): void {
    const agent = this.#agents[count % this.#agents.length];
    if (agent === undefined || !agent.up || !this.#pool.has(agent)) return;
    const source = FLOOD_SOURCES[count % FLOOD_SOURCES.length] ?? FLOOD_SOURCES[0];
    const lost = create(LostEventSchema, {
      source,
      numEventsLost: 1n,
      ...(source === LostEventSource.PERF_EVENT_RING_BUFFER && { cpu: count % 8 }),
    });
    agent.writeLost(lost, nowMs, count % 4 === 0 ? '' : agent.name, this.#arrival++);
  }

  #tellTotal(): void {
    if (this.#totalTold || !this.#isComplete || !this.#live.following || !this.#live.drained) return;
    this.#totalTold = true;
    this.#onTotal();
  }
}

function stampAt(timeMs: number) {
  const seconds = Math.floor(timeMs / 1000);
  const nanos = Math.min(999_999_999, Math.round((timeMs - seconds * 1000) * 1e6));
  return create(TimestampSchema, { seconds: BigInt(seconds), nanos });
}
