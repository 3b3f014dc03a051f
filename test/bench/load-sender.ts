import { create, toBinary } from '@bufbuild/protobuf';
import { LostEventSource, Verdict } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import type { LoadCluster } from './load-cluster.ts';
import type { LoadConnection } from './load-connection.ts';
import type { LoadFlows } from './load-flows.ts';
import { MarkerFlows } from './load-markers.ts';
import type { LoadLedger, LoadOrder, LoadProgress } from './load-protocol.ts';
import { FRAME_HEADER_BYTES, PREFIX_BYTES } from './load-templates.ts';

const CHUNK_BYTES = 128 * 1024;
/** What an HTTP/2 peer takes at least. */
const MAX_FRAME_BYTES = 16_384;
/** Chunks in flight to the kernel; with none free we wait. */
const CHUNKS = 8;
const PACE_MS = 5;
/** Flows of a node that wait for a slow client in lossy mode, as in the ring of its agent; what is older is lost. */
const RING_FLOWS = 4095;
/** As agents coalesce them. */
const LOST_REPORT_MS = 1000;

/** Sends what the order says on the newest stream, as fast as the client's windows allow. */
export class LoadSender {
  readonly #cluster: LoadCluster;
  readonly #flows: LoadFlows;
  readonly #markers: MarkerFlows;
  readonly #freeChunks = Array.from({ length: CHUNKS }, () => Buffer.allocUnsafeSlow(CHUNK_BYTES));
  readonly #lostByNode: Float64Array;
  readonly #unreportedByNode: Float64Array;
  #target: { readonly connection: LoadConnection; readonly streamId: number } | undefined;
  #order: LoadOrder = { kind: 'idle' };
  #orderedAtMs = 0;
  /** Sent or lost since the order; below zero while flows wait that happened before it. */
  #accounted = 0;
  /** How fast those happened. */
  #waitingPerSecond = 1;
  #sent = 0;
  #sentBytes = 0;
  #lost = 0;
  #unreported = 0;
  #nextReportMs = 0;
  #isScheduled = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(cluster: LoadCluster, flows: LoadFlows) {
    this.#cluster = cluster;
    this.#flows = flows;
    this.#markers = new MarkerFlows(cluster);
    this.#lostByNode = new Float64Array(cluster.nodes.length);
    this.#unreportedByNode = new Float64Array(cluster.nodes.length);
  }

  attach(connection: LoadConnection, streamId: number): void {
    this.#target = { connection, streamId };
    connection.onRoom = () => this.#schedule();
    this.#schedule();
  }

  detach(streamId: number, connection: LoadConnection): void {
    if (this.#target?.connection === connection && this.#target.streamId === streamId) this.#target = undefined;
  }

  obey(order: LoadOrder): void {
    const waiting = this.#order.kind === 'paced' && order.kind === 'paced' ? this.#due() : 0;
    if (this.#order.kind === 'paced') this.#waitingPerSecond = this.#order.flowsPerSecond;
    this.#order = order;
    this.#orderedAtMs = performance.now();
    this.#accounted = -waiting;
    clearInterval(this.#timer);
    if (order.kind === 'paced') this.#timer = setInterval(() => this.#pump(), PACE_MS);
    this.#markers.restart(order.kind === 'paced' ? order.markerIntervalMs : undefined, this.#orderedAtMs);
    this.#schedule();
  }

  progress(): Omit<LoadProgress, 'streams'> {
    const isEndless = this.#order.kind !== 'idle' && this.#accounted < (this.#order.flows ?? Infinity);
    return { sent: this.#sent, lost: this.#lost, isDone: !isEndless && this.#unreported === 0 };
  }

  ledger(): LoadLedger {
    const nodes = this.#cluster.nodes.map(({ name, index }) => ({
      name,
      sent: this.#flows.sentByNode[index] + this.#markers.sentByNode(index),
      lost: this.#lostByNode[index],
    }));
    const rows = [...this.#flows.counted(), ...this.#markers.counted(Verdict[Verdict.FORWARDED])];
    return { rows, nodes, sentBytes: this.#sentBytes, markers: this.#markers.all };
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    const due = this.#due();
    const written = this.#send(due);
    if (this.#order.kind !== 'paced') {
      if (written > 0) this.#schedule();
    } else if (this.#order.isLossy) {
      this.#lose(this.#due() - RING_FLOWS * this.#cluster.nodes.length);
      if (written > 0) this.#schedule();
    }
  }

  /** Flows that should have been sent by now and are not. */
  #due(): number {
    const order = this.#order;
    if (order.kind === 'idle') return 0;
    const ordered = order.flows ?? Infinity;
    if (order.kind === 'flat-out') return ordered - this.#accounted;
    const elapsedMs = performance.now() - this.#orderedAtMs;
    return Math.min(ordered, Math.floor((elapsedMs * order.flowsPerSecond) / 1000)) - this.#accounted;
  }

  /** Fills chunks until nothing is due or there is no room. Returns how many flows went out. */
  #send(due: number): number {
    const target = this.#target;
    if (target === undefined) return 0;
    const { connection, streamId } = target;
    const maxMessage = Math.max(this.#flows.maxMessageBytes, this.#markers.maxMessageBytes);
    const nowMs = Date.now();
    this.#flows.setTime(this.#flowTimeMs(nowMs));
    const isPacked = this.#order.kind === 'flat-out' && this.#order.framing === 'packed';
    let written = 0;
    while (this.#freeChunks.length > 0) {
      const room = connection.room;
      const chunk = this.#freeChunks.pop()!;
      let end = 0;
      let frames = 0;
      const hasRoom = () => end + maxMessage <= CHUNK_BYTES && end + maxMessage - frames * FRAME_HEADER_BYTES <= room;
      while (hasRoom() && this.#markers.isDue(performance.now())) {
        end = this.#markers.write(chunk, end, streamId, Date.now());
        frames++;
        this.#sent++;
      }
      while (hasRoom() && this.#isReportDue(nowMs)) {
        end = this.#writeReport(chunk, end, streamId, nowMs);
        frames++;
      }
      let frameStart = end;
      while (written < due && hasRoom()) {
        const template = this.#flows.draw();
        const next = this.#flows.write(template, chunk, end, streamId);
        this.#flows.advance();
        written++;
        this.#sentBytes += next - end - PREFIX_BYTES;
        const packedBytes = next - frameStart - 2 * FRAME_HEADER_BYTES;
        if (isPacked && end > frameStart && packedBytes <= MAX_FRAME_BYTES) {
          chunk.copyWithin(end, end + FRAME_HEADER_BYTES, next);
          chunk.writeUIntBE(packedBytes, frameStart, 3);
          end = next - FRAME_HEADER_BYTES;
        } else {
          frameStart = end;
          end = next;
          frames++;
        }
      }
      if (frames === 0) {
        this.#freeChunks.push(chunk);
        break;
      }
      const payloadBytes = end - frames * FRAME_HEADER_BYTES;
      connection.sendRaw(chunk.subarray(0, end), payloadBytes, () => {
        this.#freeChunks.push(chunk);
        this.#schedule();
      });
      // Let the socket's events in between.
      if (written >= 512) break;
    }
    this.#accounted += written;
    this.#sent += written;
    return written;
  }

  /** When the next flow happened: what waits in a ring gets old. */
  #flowTimeMs(nowMs: number): number {
    const order = this.#order;
    if (order.kind !== 'paced') return nowMs;
    const perSecond = this.#accounted < 0 ? this.#waitingPerSecond : order.flowsPerSecond;
    const ageMs = performance.now() - this.#orderedAtMs - (this.#accounted * 1000) / perSecond;
    return nowMs - Math.max(0, ageMs);
  }

  #lose(count: number): void {
    for (let left = count; left > 0; left--) {
      const node = this.#flows.nodeOf(this.#flows.draw());
      this.#flows.advance();
      this.#lostByNode[node]++;
      this.#unreportedByNode[node]++;
      this.#lost++;
      this.#unreported++;
      this.#accounted++;
    }
  }

  #isReportDue(nowMs: number): boolean {
    if (this.#unreported === 0) return false;
    if (nowMs < this.#nextReportMs) return false;
    return true;
  }

  /** One LostEvent of one node. After the last node the next round is a second away. */
  #writeReport(out: Buffer, at: number, streamId: number, nowMs: number): number {
    const node = this.#unreportedByNode.findIndex((count) => count > 0);
    const count = this.#unreportedByNode[node];
    this.#unreportedByNode[node] = 0;
    this.#unreported -= count;
    if (this.#unreported === 0) this.#nextReportMs = nowMs + LOST_REPORT_MS;
    const time = { seconds: BigInt(Math.floor(nowMs / 1000)), nanos: (nowMs % 1000) * 1_000_000 };
    const lost = {
      source: LostEventSource.HUBBLE_RING_BUFFER,
      numEventsLost: BigInt(count),
      first: time,
      last: time,
    };
    const message = toBinary(
      GetFlowsResponseSchema,
      create(GetFlowsResponseSchema, {
        nodeName: this.#cluster.nodes[node].name,
        time,
        responseTypes: { case: 'lostEvents', value: lost },
      }),
    );
    out.fill(0, at, at + PREFIX_BYTES);
    out.writeUIntBE(message.length + 5, at, 3);
    out.writeUInt32BE(streamId, at + 5);
    out.writeUInt32BE(message.length, at + FRAME_HEADER_BYTES + 1);
    out.set(message, at + PREFIX_BYTES);
    return at + PREFIX_BYTES + message.length;
  }
}
