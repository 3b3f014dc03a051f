import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { type Flow, FlowSchema } from '@orrery/proto/flow/flow_pb';
import type { Dice } from './seeded.ts';

export type FlowInit = MessageInitShape<typeof FlowSchema>;

export function flowOf(init: FlowInit): Flow {
  return create(FlowSchema, init);
}

/** A flow in which most fields are set, as events of its type would set them. */
export function randomFlow(dice: Dice): Flow {
  const type = dice.pick([1, 4, 5, 129]);
  const verdict = type === 1 ? 2 : dice.pick([1, 2, 3, 4]);
  const dropReason = verdict === 2 ? dice.pick([0, 133, 181, 206]) : 0;
  const isV6 = dice.once(4);
  return flowOf({
    uuid: dice.pick(['u-1', 'u-2', 'u-3', 'u-4']),
    verdict,
    dropReason,
    dropReasonDesc: dropReason,
    IP: dice.once(12)
      ? undefined
      : {
          source: randomAddress(dice, isV6),
          destination: randomAddress(dice, isV6),
          sourceXlated: dice.pick(['', '10.0.0.9', '9.9.9.9']),
          ipVersion: isV6 ? 2 : 1,
          encrypted: dice.once(2),
        },
    l4: dice.once(10) ? undefined : { protocol: randomL4(dice) },
    source: dice.once(15) ? undefined : randomEndpoint(dice),
    destination: dice.once(15) ? undefined : randomEndpoint(dice),
    nodeName: dice.pick(['kind/node-1', 'kind/node-2', 'node-1', 'Odd_1', '']),
    nodeLabels: dice.pick([[], ['arch=arm64', 'os=linux'], ['arch=amd64']]),
    sourceNames: dice.pick([[], ['api.example.com'], ['one.one', 'x_y.example.com']]),
    destinationNames: dice.pick([[], ['api.example.com', 'one.two'], ['UPPER.example.com']]),
    l7: type === 129 ? { record: randomL7(dice) } : undefined,
    eventType: { type, subType: type === 1 ? dropReason : type === 4 ? dice.pick([0, 3]) : 0 },
    sourceService: randomService(dice),
    destinationService: randomService(dice),
    trafficDirection: dice.below(3),
    isReply: dice.pick([true, false, undefined]),
    interface: dice.once(2) ? { name: dice.pick(['eth0', 'lxc1', 'lxc2']) } : undefined,
    traceContext: dice.once(2) ? { parent: { traceId: dice.pick(['4bf9', 'abcd', 'ffff']) } } : undefined,
    ipTraceId: dice.once(2) ? { traceId: dice.pick([42n, 18446744073709551615n, 7n]) } : undefined,
    egressAllowedBy: dice.once(2) ? [{ namespace: 'shop', name: 'allow-dns' }] : [],
    ingressDeniedBy: dice.once(2) ? [{ name: dice.pick(['deny-all', 'allow-dns']) }] : [],
  });
}

function randomAddress(dice: Dice, isV6: boolean): string {
  if (isV6) return dice.pick(['2001:db8::1', '2001:db8::2', 'fe80::1']);
  return dice.pick(['10.0.0.1', '10.0.0.2', '10.9.0.1', '1.1.1.1', '']);
}

type Init<K extends keyof FlowInit> = FlowInit[K];

function randomEndpoint(dice: Dice): Init<'source'> {
  const name = dice.pick(['cart', 'api', 'coredns']);
  const namespace = dice.pick(['shop', 'pay', 'kube-system', '']);
  return {
    namespace,
    podName: namespace ? dice.pick([`${name}-1`, `${name}-2`, name]) : '',
    identity: dice.pick([1, 2, 24_009, 31_877, 16_777_300]),
    clusterName: dice.pick(['kind', 'other', '']),
    labels: dice.pick([
      [],
      ['reserved:world'],
      [`k8s:app=${name}`, 'k8s:tier=web'],
      ['unspec:app=cart', 'k8s:app=api'],
      ['cidr:1.1.1.1/32', 'fqdn:one.one.', 'reserved:world-ipv4'],
    ]),
    workloads: dice.pick([
      [],
      [{ name, kind: 'Deployment' }],
      [
        { name, kind: 'DaemonSet' },
        { name: 'cart', kind: 'Job' },
      ],
    ]),
  };
}

function randomService(dice: Dice): Init<'sourceService'> {
  return dice.once(2) ? { namespace: dice.pick(['shop', 'pay']), name: dice.pick(['cart', 'api']) } : undefined;
}

function randomL4(dice: Dice): NonNullable<Init<'l4'>>['protocol'] {
  const sourcePort = dice.pick([41_234, 80, 53, 0]);
  const destinationPort = dice.pick([80, 53, 8080]);
  const flags = dice.once(4) ? undefined : { SYN: dice.once(2), ACK: dice.once(2), FIN: dice.once(3) };
  return dice.pick([
    { case: 'TCP', value: { sourcePort, destinationPort, flags } },
    { case: 'TCP', value: { sourcePort, destinationPort, flags } },
    { case: 'UDP', value: { sourcePort, destinationPort } },
    { case: 'SCTP', value: { sourcePort, destinationPort } },
    { case: 'ICMPv4', value: { type: 8 } },
    { case: 'ICMPv6', value: { type: 128 } },
  ] as const);
}

function randomL7(dice: Dice): NonNullable<Init<'l7'>>['record'] {
  if (dice.once(3)) {
    return { case: 'dns', value: { query: dice.pick(['one.example.com.', 'api.shop.svc.cluster.local.']) } };
  }
  return {
    case: 'http',
    value: {
      code: dice.pick([0, 200, 404, 403, 503]),
      method: dice.pick(['GET', 'POST', 'get', '']),
      url: dice.pick([
        'http://cart:8080/cart/42?q=1',
        '/cart',
        'http://api',
        '',
        'a%zz',
        '/a%20b',
        'http://h/cart/%zz',
      ]),
      headers: dice.pick([
        [],
        [
          { key: 'X-Request-Id', value: '42' },
          { key: ':scheme', value: 'http' },
        ],
        [
          { key: 'Accept', value: '*/*' },
          { key: 'X-Request-Id', value: '7' },
        ],
      ]),
    },
  };
}
