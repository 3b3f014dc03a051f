import { clone, create, createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import type { DescMessage } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  file_google_protobuf_any,
  file_google_protobuf_field_mask,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
} from '@bufbuild/protobuf/wkt';
import type { FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { file_flow_flow } from '@orrery/proto/flow/flow_pb';
import { file_observer_observer, GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import type { GetFlowsResponse } from '@orrery/proto/observer/observer_pb';
import { file_relay_relay } from '@orrery/proto/relay/relay_pb';

/** The text that the reader takes, per message; endpoints and policies are taken whole. */
const TAKEN: ReadonlyMap<string, readonly string[]> = new Map([
  ['GetFlowsResponse', ['node_name']],
  ['Flow', ['uuid', 'node_name', 'source_names', 'destination_names']],
  ['IP', ['source', 'destination']],
  ['HTTP', ['method', 'url', 'protocol']],
  ['HTTPHeader', ['key', 'value']],
  ['DNS', ['query', 'ips', 'qtypes']],
  ['Endpoint', ['cluster_name', 'namespace', 'labels', 'pod_name']],
  ['Workload', ['name', 'kind']],
  ['Policy', ['name', 'namespace', 'labels', 'kind']],
  ['LostEvent', []],
  ['NodeStatusEvent', ['node_names', 'message']],
]);

/** protobuf-es with the whole schema; undefined when it refuses. */
export function oracle(bytes: Uint8Array): GetFlowsResponse | undefined {
  return decode(GetFlowsResponseSchema, bytes);
}

/** protobuf-es with a schema in which text that is not taken may be any bytes. */
export function lenientOracle(bytes: Uint8Array): GetFlowsResponse | undefined {
  return decode(LENIENT, bytes);
}

const LENIENT = lenientSchema() as typeof GetFlowsResponseSchema;

function decode(schema: typeof GetFlowsResponseSchema, bytes: Uint8Array): GetFlowsResponse | undefined {
  try {
    return fromBinary(schema, bytes);
  } catch {
    return undefined;
  }
}

function lenientSchema(): DescMessage {
  const file = [
    file_google_protobuf_any,
    file_google_protobuf_timestamp,
    file_google_protobuf_wrappers,
    file_google_protobuf_field_mask,
    file_flow_flow,
    file_relay_relay,
    file_observer_observer,
  ].map((it) => lenient(it.proto));
  const registry = createFileRegistry(create(FileDescriptorSetSchema, { file }));
  return registry.getMessage('observer.GetFlowsResponse')!;
}

function lenient(file: FileDescriptorProto): FileDescriptorProto {
  const copy = clone(FileDescriptorProtoSchema, file);
  if (file.package === 'google.protobuf') return copy;
  for (const message of copy.messageType.flatMap((it) => [it, ...it.nestedType])) {
    const taken = TAKEN.get(message.name) ?? [];
    for (const field of message.field) {
      const isText = field.type === FieldDescriptorProto_Type.STRING;
      if (isText && !taken.includes(field.name)) field.type = FieldDescriptorProto_Type.BYTES;
    }
  }
  return copy;
}
