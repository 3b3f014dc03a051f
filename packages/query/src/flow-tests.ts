import { type Flow, type HTTP, type Policy, type TCPFlags, TrafficDirection } from '@orrery/proto/flow/flow_pb';
import type { Subject } from './ast.ts';
import { DROPPED, dropReasonNumber, IP_VERSIONS, VERDICTS } from './enums.ts';
import { parseEventType } from './event-type.ts';
import { splitHeader } from './split-value.ts';
import { urlPath } from './url-path.ts';
import { addressTest, labelTest, nodeNameTest, patternTest, policyTest, statusTest } from './value-tests.ts';

/** Whether a flow as a whole has one of the values. */
export function flowTest(subject: Subject, values: readonly string[]): (flow: Flow) => boolean {
  const wanted = new Set(values);
  switch (subject) {
    case 'verdict': {
      const numbers = new Set(values.map((value) => VERDICTS.indexOf(value)));
      return (flow) => numbers.has(flow.verdict);
    }
    case 'drop-reason-desc': {
      const numbers = new Set(values.map(dropReasonNumber));
      return (flow) => (flow.verdict as number) === DROPPED && numbers.has(flow.dropReasonDesc || flow.dropReason);
    }
    case 'type':
      return eventTypeTest(values);
    case 'protocol':
      return (flow) => wantsProtocol(wanted, flow);
    case 'traffic-direction':
      return ({ trafficDirection }) =>
        (trafficDirection === TrafficDirection.INGRESS && wanted.has('ingress')) ||
        (trafficDirection === TrafficDirection.EGRESS && wanted.has('egress'));
    case 'tcp-flags': {
      const sets = values.map((value) => value.split('+') as TcpFlagName[]);
      return ({ l4 }) => {
        const flags = l4?.protocol.case === 'TCP' ? l4.protocol.value.flags : undefined;
        return flags !== undefined && sets.some((set) => set.every((flag) => flags[flag]));
      };
    }
    case 'snat-ip': {
      const test = addressTest(values);
      return (flow) => test(flow.IP?.sourceXlated ?? '');
    }
    case 'ip-version': {
      const numbers = new Set(values.map((value) => IP_VERSIONS.indexOf(value)));
      return (flow) => numbers.has(flow.IP?.ipVersion ?? 0);
    }
    case 'encrypted':
      return (flow) => wanted.has(String(flow.IP?.encrypted ?? false));
    case 'reply':
      return ({ isReply, verdict }) => {
        const isKnown = isReply !== undefined || (verdict as number) === DROPPED;
        return isKnown && wanted.has(String(isReply ?? false));
      };
    case 'interface':
      return (flow) => flow.interface !== undefined && wanted.has(flow.interface.name);
    case 'node-name': {
      const test = nodeNameTest(values);
      return (flow) => test(flow.nodeName);
    }
    case 'node-label': {
      const test = labelTest(values);
      return (flow) => test(flow.nodeLabels);
    }
    case 'http-status':
    case 'http-method':
    case 'http-path':
    case 'http-url':
    case 'http-header': {
      const test = httpTest(subject, values);
      return ({ l7 }) => l7?.record.case === 'http' && test(l7.record.value);
    }
    case 'dns-query': {
      const test = patternTest(values);
      return ({ l7 }) => l7?.record.case === 'dns' && test(l7.record.value.query);
    }
    case 'trace-id':
      return (flow) => wanted.has(flow.traceContext?.parent?.traceId ?? '');
    case 'ip-trace-id':
      return (flow) => wanted.has(String(flow.ipTraceId?.traceId ?? ''));
    case 'uuid':
      return (flow) => wanted.has(flow.uuid);
    case 'policy': {
      const test = policyTest(values);
      return (flow) => policiesOf(flow).some((policy) => test(policyName(policy)));
    }
    default:
      throw new Error(`${subject} is about the ends of a flow`);
  }
}

type TcpFlagName = Exclude<keyof TCPFlags, `$${string}`>;

function eventTypeTest(values: readonly string[]): (flow: Flow) => boolean {
  const types = values.flatMap((value) => parseEventType(value) ?? []);
  return ({ eventType }) =>
    eventType !== undefined &&
    types.some(
      ({ type, subType }) => type === eventType.type && (subType === undefined || subType === eventType.subType),
    );
}

function wantsProtocol(wanted: ReadonlySet<string>, { l4, l7 }: Flow): boolean {
  const l4Case = l4?.protocol.case;
  if (l4Case !== undefined) {
    if (wanted.has(l4Case.toLowerCase())) return true;
    if (wanted.has('icmp') && (l4Case === 'ICMPv4' || l4Case === 'ICMPv6')) return true;
  }
  const l7Case = l7?.record.case;
  return l7Case !== undefined && wanted.has(l7Case);
}

function httpTest(subject: Subject, values: readonly string[]): (http: HTTP) => boolean {
  switch (subject) {
    case 'http-status': {
      const test = statusTest(values);
      return ({ code }) => test(code);
    }
    case 'http-method': {
      const wanted = new Set(values);
      return ({ method }) => wanted.has(method.toUpperCase());
    }
    case 'http-path': {
      const test = patternTest(values);
      return ({ url }) => {
        const path = urlPath(url);
        return path !== undefined && test(path);
      };
    }
    case 'http-url': {
      const test = patternTest(values);
      return ({ url }) => url !== '' && test(url);
    }
    default: {
      const wanted = values.map(splitHeader);
      return ({ headers }) =>
        headers.some((header) =>
          wanted.some(({ key, value }) => key === header.key && (value === '' || value === header.value)),
        );
    }
  }
}

function policiesOf(flow: Flow): readonly Policy[] {
  return [...flow.egressAllowedBy, ...flow.ingressAllowedBy, ...flow.egressDeniedBy, ...flow.ingressDeniedBy];
}

function policyName({ namespace, name }: Policy): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
