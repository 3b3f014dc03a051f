import { status } from '@grpc/grpc-js';
import type { Flow, FlowFilter } from '@orrery/proto/flow/flow_pb';
import { RpcError } from '../transport/rpc-error.ts';

export type FlowTest = (flow: Flow) => boolean;

/**
 * The tests that some fields of a filter ask for: one for each field with values. All of them have to pass; a
 * test passes when one of the values of its field does. Throws an RpcError for values that make no sense.
 */
export type FilterFamily = (filter: FlowFilter) => FlowTest[];

/** Nothing for a field without values. */
export function fieldTest<V>(values: readonly V[], compile: (value: V) => FlowTest): FlowTest[] {
  if (values.length === 0) return [];
  const tests = values.map(compile);
  return [(flow) => tests.some((test) => test(flow))];
}

/** Agents answer bad filters with code Unknown. */
export function badFilter(message: string): RpcError {
  return new RpcError(status.UNKNOWN, message);
}
