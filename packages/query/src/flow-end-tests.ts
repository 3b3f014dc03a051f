import type { Flow } from '@orrery/proto/flow/flow_pb';
import type { Subject } from './ast.ts';
import { addressTest, globTest, identitySet, labelTest, nameTest, numberSet, workloadTest } from './value-tests.ts';

/** Whether one end of a flow has one of the values. */
export function endTest(
  subject: Subject,
  values: readonly string[],
  end: 'source' | 'destination',
): (flow: Flow) => boolean {
  const isSource = end === 'source';
  switch (subject) {
    case 'namespace': {
      const wanted = new Set(values);
      return (flow) => {
        const namespace = flow[end]?.namespace;
        return namespace !== undefined && wanted.has(namespace);
      };
    }
    case 'pod': {
      const test = nameTest(values);
      return (flow) => {
        const endpoint = flow[end];
        return endpoint !== undefined && test(endpoint.namespace, endpoint.podName);
      };
    }
    case 'workload': {
      const test = workloadTest(values);
      return (flow) => flow[end]?.workloads.some(({ kind, name }) => test(kind, name)) ?? false;
    }
    case 'service': {
      const test = nameTest(values);
      return (flow) => {
        const service = isSource ? flow.sourceService : flow.destinationService;
        return service !== undefined && test(service.namespace, service.name);
      };
    }
    case 'label': {
      const test = labelTest(values);
      return (flow) => test(flow[end]?.labels ?? []);
    }
    case 'identity': {
      const wanted = identitySet(values);
      return (flow) => {
        const identity = flow[end]?.identity;
        return identity !== undefined && wanted.has(identity);
      };
    }
    case 'ip': {
      const test = addressTest(values);
      return (flow) => test(flow.IP?.[end] ?? '');
    }
    case 'port': {
      const wanted = numberSet(values);
      return (flow) => {
        const port = portOf(flow, isSource);
        return port !== undefined && wanted.has(port);
      };
    }
    case 'fqdn': {
      const test = globTest(values);
      return (flow) => test(isSource ? flow.sourceNames : flow.destinationNames);
    }
    case 'cluster': {
      const wanted = new Set(values);
      return (flow) => wanted.has(flow[end]?.clusterName ?? '');
    }
    default:
      throw new Error(`${subject} is not about an end of a flow`);
  }
}

/** Undefined for protocols without ports. */
function portOf(flow: Flow, isSource: boolean): number | undefined {
  const protocol = flow.l4?.protocol;
  switch (protocol?.case) {
    case 'TCP':
    case 'UDP':
    case 'SCTP':
      return isSource ? protocol.value.sourcePort : protocol.value.destinationPort;
    default:
      return undefined;
  }
}
