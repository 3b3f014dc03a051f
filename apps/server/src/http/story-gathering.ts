import { connectionOf, isAnswer, isSameConnection, questionOf, requestIdOf } from '@orrery/flow/connection';
import type { Connection } from '@orrery/flow/connection';
import type { Flow } from '@orrery/proto/flow/flow_pb';
import type { KeptFlow } from '../aggregate/graph-view.ts';
import type { PastFlow } from '../history/past-flows.ts';

/** What a flow that is kept tells before it is decoded. */
export type FlowBytes = Pick<KeptFlow, 'number' | 'timeMs' | 'bytes'>;

/** A flow of a story; its bytes are a copy. */
export interface StoryFlow {
  readonly number: number;
  readonly timeMs: number;
  readonly bytes: Uint8Array;
  readonly flow: Flow;
  /** How it was written down, when it is out of the history; its number only says its order then. */
  readonly past?: Pick<PastFlow, 'kept' | 'oneIn'>;
}

/** What belongs to a connection lies so close in time to any of its flows. */
const REACH_MS = 120_000;
/** A connection that is silent for longer is another one that has the same ports. */
const MAX_GAP_MS = 60_000;
/** An answer of DNS is used for so long at most, whatever its TTL says, and as long as connections reach at least. */
const MAX_DNS_AGE_MS = 600_000;
const MAX_FLOWS = 200;
/** Answers that gave the address: the newest before the flow. */
const MAX_ANSWERS = 4;
/** Names by which questions are looked for. */
const MAX_NAMES = 8;
/** Held while more is looked at: of a connection those closest in time, of look-ups the first that were met. */
const MAX_HELD = 1000;
const MAX_HELD_LOOK_UPS = 500;

/**
 * What was found so far of the story of one flow: the flows of its connection, and how its client came to know the
 * address of the server. Bytes that cannot belong are told before they are decoded.
 */
export class StoryGathering {
  readonly #of: StoryFlow;
  readonly #connection: Connection | undefined;
  readonly #requestId: string;
  readonly #question: string;
  readonly #clientIp: Buffer;
  readonly #serverIp: Buffer;
  readonly #idBytes: Buffer;
  readonly #seen = new Set<number>();
  /** The newest flows, their evidence and the history may each have the same flow. */
  readonly #uuids = new Set<string>();
  #flows: StoryFlow[];
  #isCut = false;
  /** Answers of DNS that gave the client the address of the server, and questions of the client for their names. */
  readonly #answers: StoryFlow[] = [];
  readonly #questions: StoryFlow[] = [];
  readonly #names = new Map<string, Buffer>();

  constructor(of: StoryFlow) {
    this.#of = of;
    this.#flows = [of];
    this.#add(of);
    this.#connection = connectionOf(of.flow);
    this.#requestId = requestIdOf(of.flow);
    this.#question = questionOf(of.flow);
    this.#clientIp = Buffer.from(this.#connection?.client.ip ?? '');
    this.#serverIp = Buffer.from(this.#connection?.server.ip ?? '');
    this.#idBytes = Buffer.from(this.#requestId);
  }

  isNear({ timeMs }: { readonly timeMs: number }): boolean {
    return Math.abs(this.#of.timeMs - timeMs) <= REACH_MS;
  }

  /** Cheap, and false for nearly everything. */
  mayBelong(kept: FlowBytes): boolean {
    const ageMs = this.#of.timeMs - kept.timeMs;
    if (ageMs < -REACH_MS || ageMs > MAX_DNS_AGE_MS || this.#seen.has(kept.number)) return false;
    if (this.#requestId !== '' && bytesInclude(kept, this.#idBytes)) return true;
    if (this.#clientIp.length === 0 || !bytesInclude(kept, this.#clientIp)) return false;
    if (bytesInclude(kept, this.#serverIp)) return true;
    for (const name of this.#names.values()) if (bytesInclude(kept, name)) return true;
    return false;
  }

  look(found: StoryFlow): void {
    if (this.#uuids.has(found.flow.uuid)) return;
    if (this.isNear(found) && this.#isOfConnection(found.flow)) {
      this.#add(found);
      this.#flows.push(found);
      if (this.#flows.length > 2 * MAX_HELD) this.#holdNearest();
    } else if (found.timeMs <= this.#of.timeMs) this.#lookAtDns(found);
  }

  /** In order of time; `firstMs` is of the connection itself, and `isCut` says that there are more than are given. */
  result(): { flows: readonly StoryFlow[]; firstMs: number; isCut: boolean } {
    const run = withoutGaps(this.#flows.toSorted(byTime), this.#of);
    const all = [...this.#lookUps(), ...run].sort(byTime);
    const flows = nearest(all, this.#of);
    return { flows, firstMs: run[0].timeMs, isCut: this.#isCut || flows.length < all.length };
  }

  #holdNearest(): void {
    const distance = ({ timeMs }: StoryFlow) => Math.abs(timeMs - this.#of.timeMs);
    this.#flows = this.#flows.sort((left, right) => distance(left) - distance(right)).slice(0, MAX_HELD);
    if (!this.#flows.includes(this.#of)) this.#flows.push(this.#of);
    this.#isCut = true;
  }

  #isOfConnection(flow: Flow): boolean {
    const { flow: of } = this.#of;
    if (of.socketCookie !== 0n) return flow.socketCookie === of.socketCookie && flow.cgroupId === of.cgroupId;
    const connection = connectionOf(flow);
    if (connection === undefined || this.#connection === undefined) return false;
    const id = requestIdOf(flow);
    if (this.#requestId !== '' && id === this.#requestId) return isSameCall(connection, this.#connection, flow, of);
    if (!isSameConnection(connection, this.#connection)) return false;
    // Many requests and questions may share a connection: of those, only what the flow is about.
    if (flow.l7 === undefined || of.l7 === undefined) return true;
    if (this.#question !== '') return questionOf(flow) === this.#question;
    return this.#requestId === '' || id === '';
  }

  #lookAtDns(found: StoryFlow): void {
    const record = found.flow.l7?.record;
    if (record?.case !== 'dns' || this.#question !== '') return;
    if (this.#questions.length + this.#answers.length >= MAX_HELD_LOOK_UPS) return;
    const asker = connectionOf(found.flow)?.client.ip;
    if (asker === undefined || asker !== this.#connection?.client.ip) return;
    if (!isAnswer(found.flow)) this.#questions.push(found);
    else if (this.#gaveAddress(found)) {
      this.#answers.push(found);
      if (this.#names.size < MAX_NAMES) this.#names.set(record.value.query, Buffer.from(record.value.query));
    } else return;
    this.#add(found);
  }

  #add({ number, flow: { uuid } }: StoryFlow): void {
    this.#seen.add(number);
    if (uuid !== '') this.#uuids.add(uuid);
  }

  #gaveAddress({ flow, timeMs }: StoryFlow): boolean {
    const record = flow.l7?.record;
    if (record?.case !== 'dns' || !record.value.ips.includes(this.#connection?.server.ip ?? '')) return false;
    const usableMs = Math.min(MAX_DNS_AGE_MS, Math.max(REACH_MS, record.value.ttl * 1000));
    return this.#of.timeMs - timeMs <= usableMs;
  }

  /** The newest answers that gave the address, each with its question. */
  #lookUps(): StoryFlow[] {
    const questions = this.#questions.toSorted(byTime);
    const flows = new Set<StoryFlow>();
    for (const answer of this.#answers.toSorted(byTime).slice(-MAX_ANSWERS)) {
      const question = questions.findLast((it) => isQuestionOf(it, answer));
      if (question !== undefined) flows.add(question);
      flows.add(answer);
    }
    return [...flows];
  }
}

export function bytesInclude({ bytes }: Pick<KeptFlow, 'bytes'>, text: Buffer): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text);
}

/** Both proxies of a call tell of it with one X-Request-Id, and calls that it caused may carry it, too. */
function isSameCall(left: Connection, right: Connection, leftFlow: Flow, rightFlow: Flow): boolean {
  if (left.server.port !== right.server.port) return false;
  return left.server.ip === right.server.ip || serverIdentity(leftFlow) === serverIdentity(rightFlow);
}

function serverIdentity(flow: Flow): number | undefined {
  return (isAnswer(flow) ? flow.source : flow.destination)?.identity;
}

function isQuestionOf(question: StoryFlow, answer: StoryFlow): boolean {
  if (question.timeMs > answer.timeMs || questionOf(question.flow) !== questionOf(answer.flow)) return false;
  const [asked, answered] = [connectionOf(question.flow), connectionOf(answer.flow)];
  return asked !== undefined && answered !== undefined && isSameConnection(asked, answered);
}

function byTime(left: StoryFlow, right: StoryFlow): number {
  return left.timeMs - right.timeMs || left.number - right.number;
}

/** The run around a flow in which no pause is too long. */
function withoutGaps(flows: readonly StoryFlow[], of: StoryFlow): readonly StoryFlow[] {
  const at = flows.indexOf(of);
  let first = at;
  while (first > 0 && flows[first].timeMs - flows[first - 1].timeMs <= MAX_GAP_MS) first -= 1;
  let end = at + 1;
  while (end < flows.length && flows[end].timeMs - flows[end - 1].timeMs <= MAX_GAP_MS) end += 1;
  return flows.slice(first, end);
}

/** As many as are answered, those around the flow. */
function nearest(flows: readonly StoryFlow[], of: StoryFlow): readonly StoryFlow[] {
  if (flows.length <= MAX_FLOWS) return flows;
  const first = Math.min(Math.max(0, flows.indexOf(of) - MAX_FLOWS / 2), flows.length - MAX_FLOWS);
  return flows.slice(first, first + MAX_FLOWS);
}
