import type { EndSubject, FieldName, FlowSubject, Subject } from './ast.ts';

/** Which end of a flow a field asks about. `flow` asks about none. */
export type End = 'either' | 'source' | 'destination' | 'flow';

export interface Field {
  readonly name: FieldName;
  readonly subject: Subject;
  readonly end: End;
  /** What people may write, for completion. */
  readonly example: string;
}

/** Every field of the language, ends first. The names are the flags of `hubble observe`; `policy`, `dns-query` and `reply` have none. */
export const FIELDS: readonly Field[] = [...endFields(), ...flowFields()];

const BY_NAME = new Map<string, Field>(FIELDS.map((field) => [field.name, field]));

export const FIELD_NAMES: readonly FieldName[] = FIELDS.map((field) => field.name);

export function fieldNamed(name: string): Field | undefined {
  return BY_NAME.get(name);
}

/** For names that come from a parsed query. */
export function fieldOf(name: FieldName): Field {
  return BY_NAME.get(name)!;
}

function endFields(): Field[] {
  const examples: Readonly<Record<EndSubject, string>> = {
    namespace: 'shop',
    pod: 'shop/cart',
    workload: 'Deployment/cart',
    service: 'shop/cart',
    label: 'app=cart',
    identity: 'world',
    ip: '10.0.0.0/8',
    port: '8080',
    fqdn: '*.example.com',
    cluster: 'kind-kind',
  };
  return (Object.keys(examples) as EndSubject[]).flatMap((subject): Field[] => {
    const example = examples[subject];
    return [
      { name: subject, subject, end: 'either', example },
      { name: `from-${subject}`, subject, end: 'source', example },
      { name: `to-${subject}`, subject, end: 'destination', example },
    ];
  });
}

function flowFields(): Field[] {
  const examples: Readonly<Record<FlowSubject, string>> = {
    verdict: 'DROPPED,AUDIT',
    'drop-reason-desc': 'POLICY_DENIED',
    type: 'trace:to-endpoint',
    protocol: 'tcp',
    'traffic-direction': 'egress',
    'tcp-flags': 'SYN+ACK',
    'snat-ip': '10.0.0.7',
    'ip-version': 'v6',
    encrypted: 'true',
    reply: 'false',
    interface: 'eth0',
    'node-name': 'kind-*',
    'node-label': 'kubernetes.io/arch=arm64',
    'http-status': '5+',
    'http-method': 'GET',
    'http-path': '/api/.*',
    'http-url': 'example[.]com',
    'http-header': 'X-Request-Id:42',
    'dns-query': '[.]svc[.]',
    'trace-id': '4bf92f3577b34da6a3ce929d0e0e4736',
    'ip-trace-id': '42',
    uuid: '6f1c2b7e-0000-4a1b-9c00-000000000011',
    policy: 'shop/allow-dns',
  };
  return (Object.keys(examples) as FlowSubject[]).map((subject) => ({
    name: subject,
    subject,
    end: 'flow',
    example: examples[subject],
  }));
}
