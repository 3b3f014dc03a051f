import { toBinary } from '@bufbuild/protobuf';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { PLACEHOLDER, type LoadEvent } from './load-events.ts';

/** Room before each message: an HTTP/2 frame header and a gRPC message prefix. */
export const FRAME_HEADER_BYTES = 9;
export const PREFIX_BYTES = FRAME_HEADER_BYTES + 5;
/** An offset that is not there. */
export const ABSENT = -1;
const MAX_PATH_IDS = 2;

/**
 * Encoded events, one after another in `bytes`, each with its frame header and prefix in front:
 *
 *     start                                 start + length
 *     │ DATA frame, 9 │ gRPC prefix, 5 │ GetFlowsResponse │
 *
 * All offsets count from `start`. What lies at them is written anew for each sent flow.
 */
export interface TemplateTable {
  readonly bytes: Buffer;
  readonly start: Int32Array;
  readonly length: Int32Array;
  readonly uuidAt: Int32Array;
  /** Of the flow and of the envelope: seconds at +1, nanos at +7, five bytes each. */
  readonly flowTimeAt: Int32Array;
  readonly envelopeTimeAt: Int32Array;
  /** Three bytes of varint. */
  readonly clientPortAt: Int32Array;
  /** ABSENT where there is none. */
  readonly requestIdAt: Int32Array;
  /** Ten digits; MAX_PATH_IDS places for each template. */
  readonly pathIdAt: Int32Array;
  readonly node: Int32Array;
  /** Row of the ledger. */
  readonly row: Int32Array;
  readonly maxLength: number;
}

export class TemplateTableBuilder {
  readonly #parts: Buffer[] = [];
  readonly #columns = {
    start: [] as number[],
    length: [] as number[],
    uuidAt: [] as number[],
    flowTimeAt: [] as number[],
    envelopeTimeAt: [] as number[],
    clientPortAt: [] as number[],
    requestIdAt: [] as number[],
    pathIdAt: [] as number[],
    node: [] as number[],
    row: [] as number[],
  };
  #end = 0;

  get size(): number {
    return this.#parts.length;
  }

  add(event: LoadEvent, row: number): void {
    const message = toBinary(GetFlowsResponseSchema, event.response);
    const part = Buffer.alloc(PREFIX_BYTES + message.length);
    part.writeUIntBE(message.length + 5, 0, 3);
    part.writeUInt32BE(message.length, FRAME_HEADER_BYTES + 1);
    part.set(message, PREFIX_BYTES);

    const columns = this.#columns;
    columns.start.push(this.#end);
    columns.length.push(part.length);
    columns.uuidAt.push(only(findAll(part, Buffer.from(PLACEHOLDER.uuid)), 1)[0]);
    const times = only(findAll(part, TIME_BYTES), 2);
    columns.flowTimeAt.push(times[0]);
    columns.envelopeTimeAt.push(times[1]);
    columns.clientPortAt.push(only(findAll(part, PORT_BYTES), 1)[0]);
    columns.requestIdAt.push(findAll(part, Buffer.from(PLACEHOLDER.requestId))[0] ?? ABSENT);
    const pathIds = findAll(part, Buffer.from(PLACEHOLDER.pathId));
    for (let place = 0; place < MAX_PATH_IDS; place++) columns.pathIdAt.push(pathIds[place] ?? ABSENT);
    columns.node.push(event.node.index);
    columns.row.push(row);
    this.#parts.push(part);
    this.#end += part.length;
  }

  build(): TemplateTable {
    const columns = this.#columns;
    return {
      bytes: Buffer.concat(this.#parts),
      start: Int32Array.from(columns.start),
      length: Int32Array.from(columns.length),
      uuidAt: Int32Array.from(columns.uuidAt),
      flowTimeAt: Int32Array.from(columns.flowTimeAt),
      envelopeTimeAt: Int32Array.from(columns.envelopeTimeAt),
      clientPortAt: Int32Array.from(columns.clientPortAt),
      requestIdAt: Int32Array.from(columns.requestIdAt),
      pathIdAt: Int32Array.from(columns.pathIdAt),
      node: Int32Array.from(columns.node),
      row: Int32Array.from(columns.row),
      maxLength: columns.length.reduce((a, b) => Math.max(a, b), 0),
    };
  }
}

/** A Timestamp's two fields, both five bytes wide. */
const TIME_BYTES = Buffer.concat([
  Buffer.from([0x08]),
  varint(Number(PLACEHOLDER.seconds)),
  Buffer.from([0x10]),
  varint(PLACEHOLDER.nanos),
]);
const PORT_BYTES = varint(PLACEHOLDER.clientPort);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

function findAll(bytes: Buffer, wanted: Buffer): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) found.push(at);
  return found;
}

function only(found: readonly number[], count: number): readonly number[] {
  if (found.length !== count) throw new Error(`a placeholder occurs ${found.length} times instead of ${count}`);
  return found;
}
