import { ScalarType } from '@bufbuild/protobuf';
import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { IRREGULAR, LENGTH_DELIMITED, VARINT } from './wire-reader.ts';
import type { WireReader } from './wire-reader.ts';

/** The wire form that the schema gives to the fields of a message. */
export class MessageShape {
  /** By field number; nearly all are small. */
  readonly near: (FieldShape | undefined)[] = [];
  readonly far = new Map<number, FieldShape>();

  of(field: number): FieldShape | undefined {
    return field < NEAR ? this.near[field] : this.far.get(field);
  }

  /** The shape of a sub-message. */
  message(field: number): MessageShape {
    return this.of(field)!.message!;
  }
}

interface FieldShape {
  readonly wireType: number;
  readonly message: MessageShape | undefined;
}

const NEAR = 64;
const FIXED_64 = 1;
const FIXED_32 = 5;

/**
 * Steps over a field that is not taken, looking only at its form: the wire types of the schema all the way down, and
 * every length within its parent. That is what decides where the next field begins.
 */
export function stepOver(wire: WireReader, shape: MessageShape, tag: number, end: number): void {
  const field = shape.of(tag >>> 3);
  if (field === undefined) {
    wire.skip(tag, end);
    return;
  }
  if ((tag & 7) !== field.wireType) throw IRREGULAR;
  if (field.wireType === VARINT) {
    wire.varint();
    return;
  }
  if (field.message === undefined) wire.skip(tag, end);
  else stepOverMessage(wire, field.message, end);
}

/** The same for a sub-message whose tag is read already and whose shape is known. */
export function stepOverMessage(wire: WireReader, shape: MessageShape, end: number): void {
  const to = wire.lengthEnd(end);
  while (wire.pos < to) stepOver(wire, shape, wire.tag(), to);
  if (wire.pos !== to) throw IRREGULAR;
}

export const RESPONSE_SHAPE = shapeOf(GetFlowsResponseSchema, new Map());
export const FLOW_SHAPE = RESPONSE_SHAPE.message(1);

function shapeOf(message: DescMessage, known: Map<DescMessage, MessageShape>): MessageShape {
  const before = known.get(message);
  if (before !== undefined) return before;
  const shape = new MessageShape();
  known.set(message, shape);
  for (const field of message.fields) {
    const child = field.message === undefined ? undefined : shapeOf(field.message, known);
    const fieldShape = { wireType: wireTypeOf(field), message: child };
    if (field.number < NEAR) shape.near[field.number] = fieldShape;
    else shape.far.set(field.number, fieldShape);
  }
  return shape;
}

function wireTypeOf(field: DescField): number {
  if (field.fieldKind === 'enum') return VARINT;
  if (field.fieldKind !== 'scalar') return LENGTH_DELIMITED;
  switch (field.scalar) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return LENGTH_DELIMITED;
    case ScalarType.DOUBLE:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return FIXED_64;
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return FIXED_32;
    default:
      return VARINT;
  }
}
