import { ScalarType, toBinary, type DescField, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { BackwardWriter } from './backward-writer.ts';

/** Writes one field, or nothing if it is not set. */
type FieldWriter = (message: Readonly<Record<string, unknown>>) => void;

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;

/**
 * `toBinary` for messages without unknown fields, several times as fast: everything goes into one buffer. A schema
 * is compiled once. Fields that the schema of flows does not use are refused when it is compiled.
 */
export function fastEncoder<T extends DescMessage>(schema: T): (message: MessageShape<T>) => Uint8Array {
  const writer = new BackwardWriter();
  const write = messageWriter(schema, writer, new Map());
  return (message) => {
    if (message.$unknown !== undefined && message.$unknown.length > 0) return toBinary(schema, message);
    write(message);
    return writer.finish();
  };
}

function messageWriter(schema: DescMessage, writer: BackwardWriter, known: Map<DescMessage, FieldWriter>): FieldWriter {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const fields: FieldWriter[] = [];
  const write: FieldWriter = (message) => {
    for (const field of fields) field(message);
  };
  known.set(schema, write);
  const byNumber = schema.fields.toSorted((a, b) => b.number - a.number);
  for (const field of byNumber) fields.push(fieldWriter(field, writer, known));
  return write;
}

function fieldWriter(field: DescField, writer: BackwardWriter, known: Map<DescMessage, FieldWriter>): FieldWriter {
  const { localName, oneof } = field;
  if (oneof !== undefined) {
    const write = valueWriter(field, writer, known, true);
    return (message) => {
      const member = message[oneof.localName] as { readonly case?: string; readonly value?: unknown };
      if (member.case === localName) write(member.value);
    };
  }
  if (field.fieldKind === 'list') {
    const write = valueWriter(field, writer, known, true);
    if (field.packed) throw unsupported(field);
    return (message) => {
      const items = message[localName] as readonly unknown[];
      for (let i = items.length - 1; i >= 0; i--) write(items[i]);
    };
  }
  const write = valueWriter(field, writer, known, false);
  return (message) => {
    const value = message[localName];
    if (value !== undefined) write(value);
  };
}

/** `always` also writes zero and empty values. */
function valueWriter(
  field: DescField,
  writer: BackwardWriter,
  known: Map<DescMessage, FieldWriter>,
  always: boolean,
): (value: unknown) => void {
  const { number } = field;
  switch (field.message === undefined ? field.scalar : undefined) {
    case ScalarType.STRING:
      return (value) => {
        if (value === '' && !always) return;
        writer.text(value as string);
        writer.tag(number, LENGTH);
      };
    case ScalarType.BOOL:
      return (value) => {
        if (value === false && !always) return;
        writer.varint(value === true ? 1 : 0);
        writer.tag(number, VARINT);
      };
    case ScalarType.UINT64:
    case ScalarType.INT64:
      return (value) => {
        if (value === 0n && !always) return;
        writer.bigVarint(value as bigint);
        writer.tag(number, VARINT);
      };
    case ScalarType.DOUBLE:
      return (value) => {
        if (Object.is(value, 0) && !always) return;
        writer.double(value as number);
        writer.tag(number, FIXED64);
      };
    case ScalarType.BYTES:
      return (value) => {
        const bytes = value as Uint8Array;
        if (bytes.length === 0 && !always) return;
        writer.raw(bytes);
        writer.varint(bytes.length);
        writer.tag(number, LENGTH);
      };
    case ScalarType.UINT32:
    case ScalarType.INT32:
      return smallNumber(number, writer, always);
    case undefined:
      return field.message === undefined
        ? smallNumber(number, writer, always)
        : submessageWriter(field.message, number, writer, known);
    default:
      throw unsupported(field);
  }
}

/** Also for enums. */
function smallNumber(field: number, writer: BackwardWriter, always: boolean): (value: unknown) => void {
  return (value) => {
    const small = value as number;
    if (small === 0 && !always) return;
    if (small < 0) writer.bigVarint(BigInt(small));
    else writer.varint(small);
    writer.tag(field, VARINT);
  };
}

function submessageWriter(
  schema: DescMessage,
  number: number,
  writer: BackwardWriter,
  known: Map<DescMessage, FieldWriter>,
): (value: unknown) => void {
  const write = messageWriter(schema, writer, known);
  const isWrapped = isWrapperDesc(schema);
  return (value) => {
    const before = writer.length;
    write(isWrapped ? { value } : (value as Readonly<Record<string, unknown>>));
    writer.varint(writer.length - before);
    writer.tag(number, LENGTH);
  };
}

function unsupported(field: DescField): Error {
  return new Error(`${field.toString()} is of a kind that this encoder does not write`);
}
