import { status } from '@grpc/grpc-js';
import type { Flow } from '@orrery/proto/flow/flow_pb';
import type { GetFlowsRequest } from '@orrery/proto/observer/observer_pb';
import { compileFilters } from '../filter/compile-filters.ts';
import { compileFieldMask } from '../filter/field-mask.ts';
import { RpcError } from '../transport/rpc-error.ts';
import { stampMs } from './response-bytes.ts';

/** A GetFlowsRequest as an agent understands it. */
export interface FlowQuery {
  /** Of matching flows; 0 is no limit. */
  readonly number: number;
  readonly first: boolean;
  readonly follow: boolean;
  readonly sinceMs: number | undefined;
  readonly untilMs: number | undefined;
  /** Undefined when every flow matches: then nothing has to be decoded. */
  readonly matches: ((flow: Flow) => boolean) | undefined;
  readonly mask: ((flow: Flow) => Flow) | undefined;
}

/** Throws the RpcError with which an agent refuses the request. */
export function flowQueryFrom(request: GetFlowsRequest): FlowQuery {
  if (request.first && request.follow) {
    throw new RpcError(status.INVALID_ARGUMENT, 'first cannot be specified with follow');
  }
  const paths = request.fieldMask?.paths ?? [];
  return {
    number: Number(request.number),
    first: request.first,
    follow: request.follow,
    sinceMs: request.since === undefined ? undefined : stampMs(request.since),
    untilMs: request.until === undefined ? undefined : stampMs(request.until),
    mask: paths.length === 0 ? undefined : compileFieldMask(paths),
    matches: compileFilters(request.whitelist, request.blacklist),
  };
}
