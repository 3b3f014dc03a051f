import type { Endpoint, Flow, FlowFilter, Workload } from '@orrery/proto/flow/flow_pb';
import { badFilter, fieldTest, type FlowTest } from './flow-test.ts';

/** A thing with a namespace and a name: a pod or a service. */
interface Named {
  readonly namespace: string;
  readonly name: string;
}

export function podFilters(filter: FlowFilter): FlowTest[] {
  return [
    ...fieldTest(filter.sourcePod, (value) => nameTest(value, 'pod', (flow) => podOf(flow.source))),
    ...fieldTest(filter.destinationPod, (value) => nameTest(value, 'pod', (flow) => podOf(flow.destination))),
  ];
}

export function serviceFilters(filter: FlowFilter): FlowTest[] {
  return [
    ...fieldTest(filter.sourceService, (value) => nameTest(value, 'service', (flow) => flow.sourceService)),
    ...fieldTest(filter.destinationService, (value) => nameTest(value, 'service', (flow) => flow.destinationService)),
  ];
}

export function workloadFilters(filter: FlowFilter): FlowTest[] {
  return [
    ...fieldTest(filter.sourceWorkload, (wanted) => (flow) => hasWorkload(flow.source, wanted)),
    ...fieldTest(filter.destinationWorkload, (wanted) => (flow) => hasWorkload(flow.destination, wanted)),
  ];
}

export function identityFilters(filter: FlowFilter): FlowTest[] {
  return [
    ...fieldTest(filter.sourceIdentity, (wanted) => (flow) => flow.source?.identity === wanted),
    ...fieldTest(filter.destinationIdentity, (wanted) => (flow) => flow.destination?.identity === wanted),
  ];
}

/** Exact: no globs, whatever the help text of the CLI says. */
export function clusterFilters(filter: FlowFilter): FlowTest[] {
  return [
    ...fieldTest(filter.sourceClusterName, (value) => clusterTest(value, (flow) => flow.source)),
    ...fieldTest(filter.destinationClusterName, (value) => clusterTest(value, (flow) => flow.destination)),
  ];
}

/**
 * `namespace/prefix`; `prefix` alone is in namespace default, `namespace/` any name, `/prefix` any namespace,
 * `/` anything that has a namespace.
 */
function nameTest(value: string, what: string, of: (flow: Flow) => Named | undefined): FlowTest {
  if (value === '') throw badFilter(`invalid ${what} filter, must be [namespace/][<${what}-name>]`);
  const slash = value.indexOf('/');
  const namespace = slash < 0 ? 'default' : value.slice(0, slash);
  const prefix = value.slice(slash + 1);
  return (flow) => {
    const named = of(flow);
    if (named === undefined) return false;
    if (namespace !== '' && named.namespace !== namespace) return false;
    if (namespace === '' && prefix === '') return named.namespace !== '';
    return named.name.startsWith(prefix);
  };
}

function clusterTest(value: string, of: (flow: Flow) => Endpoint | undefined): FlowTest {
  if (value === '') throw badFilter('invalid cluster name filter, must not be empty');
  return (flow) => of(flow)?.clusterName === value;
}

function podOf(endpoint: Endpoint | undefined): Named | undefined {
  if (endpoint === undefined) return undefined;
  return { namespace: endpoint.namespace, name: endpoint.podName };
}

/** An empty name or kind stands for any. */
function hasWorkload(endpoint: Endpoint | undefined, wanted: Workload): boolean {
  return (endpoint?.workloads ?? []).some(
    ({ name, kind }) => (wanted.name === '' || wanted.name === name) && (wanted.kind === '' || wanted.kind === kind),
  );
}
