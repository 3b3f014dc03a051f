import { fromJson, type JsonObject } from '@bufbuild/protobuf';
import type { Flow } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { member } from '../base/json-member.ts';
import type { FlowJson } from './store/flow-messages.ts';

/** The flow that JSON tells of; undefined for what is none. Extensions are of types that nobody here knows. */
export function flowOfJson(json: FlowJson): Flow | undefined {
  const given = member(json, 'flow');
  if (typeof given !== 'object' || given === null) return undefined;
  const { extensions: _, ...flow } = given as JsonObject;
  try {
    const response = fromJson(GetFlowsResponseSchema, { flow }, { ignoreUnknownFields: true });
    return response.responseTypes.case === 'flow' ? response.responseTypes.value : undefined;
  } catch {
    return undefined; // its JSON is shown as it came
  }
}
