import { create, toBinary } from '@bufbuild/protobuf';
import { timestampFromMs, type Timestamp } from '@bufbuild/protobuf/wkt';
import { FlowSchema, type Flow, type LostEvent } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { NodeStatusEventSchema, type NodeState } from '@orrery/proto/relay/relay_pb';
import { fastEncoder } from './fast-encoder.ts';
import { WireWriter } from './wire-writer.ts';

/** Field numbers of observer.GetFlowsResponse. */
const FLOW = 1;
const NODE_NAME = 1000;
const TIME = 1001;

const encodeFlow = fastEncoder(FlowSchema);
const writer = new WireWriter();
const stampWriter = new WireWriter();

/** The encoded response, and where in it the flow is. */
export interface FlowBytes {
  readonly bytes: Uint8Array;
  readonly flowFrom: number;
  readonly flowTo: number;
}

/** A response around a flow. Name and time of the envelope repeat those of the flow, present or not. */
export function flowResponse(flow: Flow, unknownFields: Uint8Array | undefined): FlowBytes {
  const encoded = encodeFlow(flow);
  const inner = unknownFields === undefined ? encoded : Buffer.concat([encoded, unknownFields]);
  writer.bytes(FLOW, inner);
  const flowTo = writer.length;
  if (flow.nodeName !== '') writer.bytes(NODE_NAME, nameBytes(flow.nodeName));
  if (flow.time !== undefined) writer.bytes(TIME, stampBytes(flow.time));
  return { bytes: writer.finish(), flowFrom: flowTo - inner.length, flowTo };
}

export function lostResponse(lost: LostEvent, nodeName: string, timeMs: number): Uint8Array {
  return toBinary(
    GetFlowsResponseSchema,
    create(GetFlowsResponseSchema, {
      responseTypes: { case: 'lostEvents', value: lost },
      nodeName,
      time: timestampFromMs(timeMs),
    }),
  );
}

export function nodeStatusResponse(
  state: NodeState,
  nodeNames: readonly string[],
  message: string,
  relayName: string,
  timeMs: number,
): Uint8Array {
  const status = create(NodeStatusEventSchema, { stateChange: state, nodeNames: [...nodeNames], message });
  return toBinary(
    GetFlowsResponseSchema,
    create(GetFlowsResponseSchema, {
      responseTypes: { case: 'nodeStatus', value: status },
      nodeName: relayName,
      time: timestampFromMs(timeMs),
    }),
  );
}

/** Milliseconds with the nanoseconds as fraction. Equal stamps give equal numbers, later ones no smaller ones. */
export function stampMs(stamp: Timestamp): number {
  return Number(stamp.seconds) * 1000 + stamp.nanos / 1e6;
}

function stampBytes(stamp: Timestamp): Uint8Array {
  stampWriter.uint(1, Number(stamp.seconds));
  stampWriter.uint(2, stamp.nanos);
  return stampWriter.finish();
}

/** Node names are few; bounded all the same, as recordings are input. */
const MAX_NAMES = 4096;
const names = new Map<string, Uint8Array>();

function nameBytes(name: string): Uint8Array {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (names.size >= MAX_NAMES) names.clear();
  const bytes = Buffer.from(name);
  names.set(name, bytes);
  return bytes;
}
