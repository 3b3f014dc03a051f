import { create, toBinary } from '@bufbuild/protobuf';
import { FlowBatchSchema } from '@orrery/proto/orrery/live/v1/flows_pb';
import type { KeptFlow } from '../aggregate/graph-view.ts';

/**
 * Flows as the `flows` of a FlowBatch, encoded once for all pages that get them. As the bytes of protobuf messages may
 * be joined, any run of them and a head make a batch:
 *
 *     bytes  [ flow 17 | flow 19 | flow 20 | ... ]        batch = flows 19, 20 ++ head
 *     ends             ▲         ▲         ▲
 */
export interface FlowRun {
  readonly bytes: Uint8Array;
  /** Where each flow ends. */
  readonly ends: readonly number[];
  /** Of each flow: it is one of so many. */
  readonly oneIns: readonly number[];
  readonly numbers: readonly number[];
}

/** All of a batch but its flows. */
export interface BatchHead {
  readonly leftOut: number;
  readonly missed: number;
  readonly lookedAt: number;
  readonly sampledOneIn: number;
  readonly isBacklog: boolean;
  readonly timeMs: number;
  readonly epoch: number;
  readonly query: string;
}

export function encodeHead(head: BatchHead): Uint8Array {
  return toBinary(FlowBatchSchema, create(FlowBatchSchema, head));
}

export function encodeFlows(flows: readonly KeptFlow[]): FlowRun {
  let size = 0;
  for (const { bytes } of flows) size += encodedBytes(bytes.length);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const ends: number[] = [];
  let at = 0;
  for (const flow of flows) {
    const response = flow.bytes;
    bytes[at++] = FLOWS;
    at = writeVarint(bytes, at, bodyBytes(response.length));
    bytes[at++] = NUMBER;
    view.setFloat64(at, flow.number, true);
    at += 8;
    bytes[at++] = RESPONSE;
    at = writeVarint(bytes, at, response.length);
    bytes.set(response, at);
    at += response.length;
    ends.push(at);
  }
  return { bytes, ends, oneIns: flows.map(({ oneIn }) => oneIn), numbers: flows.map(({ number }) => number) };
}

/** Bytes that a flow of so many bytes takes in a batch. */
export function encodedBytes(responseBytes: number): number {
  const body = bodyBytes(responseBytes);
  return 1 + varintBytes(body) + body;
}

/** Half-open ranges of flows that fit into batches of so many bytes each, from `from` on. */
export function* batchesOf({ ends }: FlowRun, from: number, batchBytes: number): Generator<readonly [number, number]> {
  let first = from;
  for (let flow = from; flow < ends.length; flow += 1) {
    const startsAt = first === 0 ? 0 : ends[first - 1];
    if (flow > first && ends[flow] - startsAt > batchBytes) {
      yield [first, flow];
      first = flow;
    }
  }
  if (first < ends.length) yield [first, ends.length];
}

/** Tags: FlowBatch.flows, KeptFlow.number, KeptFlow.response. */
const FLOWS = 0x0a;
const NUMBER = 0x09;
const RESPONSE = 0x12;

function bodyBytes(responseBytes: number): number {
  return 9 + 1 + varintBytes(responseBytes) + responseBytes;
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes += 1;
  return bytes;
}

function writeVarint(bytes: Uint8Array, from: number, value: number): number {
  let at = from;
  let rest = value;
  while (rest > 127) {
    bytes[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
}
