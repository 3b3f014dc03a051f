import type { FlowFilter } from '@orrery/proto/flow/flow_pb';
import { clusterFilters, identityFilters, podFilters, serviceFilters, workloadFilters } from './endpoint-filters.ts';
import { eventFilters } from './event-filters.ts';
import { badFilter, type FilterFamily, type FlowTest } from './flow-test.ts';
import { httpFilters } from './http-filters.ts';
import { ipFilters } from './ip-filters.ts';
import { labelFilters } from './label-filters.ts';
import { dnsFilters, nodeFilters } from './name-filters.ts';
import { transportFilters } from './transport-filters.ts';

const FAMILIES: readonly FilterFamily[] = [
  eventFilters,
  ipFilters,
  podFilters,
  serviceFilters,
  workloadFilters,
  identityFilters,
  clusterFilters,
  labelFilters,
  dnsFilters,
  nodeFilters,
  transportFilters,
  httpFilters,
  celFilters,
];

/**
 * A flow passes when one filter of the whitelist matches, or there is none, and no filter of the blacklist does.
 * Undefined when there are no filters at all. Throws the RpcError with which an agent refuses a bad filter.
 */
export function compileFilters(
  whitelist: readonly FlowFilter[],
  blacklist: readonly FlowFilter[],
): FlowTest | undefined {
  if (whitelist.length === 0 && blacklist.length === 0) return undefined;
  const allowed = whitelist.map(compileFilter);
  const denied = blacklist.map(compileFilter);
  return (flow) => (allowed.length === 0 || allowed.some((test) => test(flow))) && !denied.some((test) => test(flow));
}

/** An empty filter matches every flow. */
function compileFilter(filter: FlowFilter): FlowTest {
  const tests = FAMILIES.flatMap((family) => family(filter));
  return (flow) => tests.every((test) => test(flow));
}

function celFilters(filter: FlowFilter): FlowTest[] {
  if ((filter.experimental?.celExpression.length ?? 0) === 0) return [];
  throw badFilter('cel_expression is not evaluated by this simulated agent');
}
