import { FIELDS } from '../fields.ts';
import type { Subject } from '../ast.ts';
import type { Dice } from './seeded.ts';

/** Values as people may write them, of which many fit the flows of `randomFlow`. */
export const VALUES: Readonly<Record<Subject, readonly string[]>> = {
  namespace: ['shop', 'kube-system', 'pay'],
  pod: ['cart', 'shop/cart', '/cart-1', 'shop/', 'pay/', 'shop/cart-1', 'coredns', 'kube-system/core'],
  workload: ['cart', 'Deployment/cart', 'deployment/', 'DaemonSet/coredns', 'StatefulSet/cart'],
  service: ['cart', 'shop/cart', 'shop/', 'pay/api'],
  label: [
    'app=cart',
    'k8s:app=cart',
    '"app in (cart,api)"',
    '!app',
    'reserved:world',
    'app!=cart',
    '"app,tier=web"',
    'k8s:tier',
  ],
  identity: ['world', 'host', '24009', '0x7c85', '2', '16777300'],
  ip: ['10.0.0.1', '10.0.0.0/8', '10.0.0.0/30', '2001:DB8::1', '2001:db8::/32', '1.1.1.1', '0.0.0.0/0'],
  port: ['80', '53', '8080', '0080'],
  fqdn: ['*.example.com', 'api.example.com.', 'one.*', '*'],
  cluster: ['kind', 'other'],
  verdict: ['FORWARDED', 'dropped', 'audit', 'ERROR'],
  'drop-reason-desc': ['POLICY_DENIED', 'policy_deny', '206', '133', 'DROP_REASON_UNKNOWN'],
  type: ['l7', 'drop', 'trace', 'trace:to-endpoint', 'drop:133', 'policy-verdict', '4'],
  protocol: ['tcp', 'UDP', 'icmp', 'icmpv6', 'http', 'dns', 'sctp'],
  'traffic-direction': ['ingress', 'EGRESS'],
  'tcp-flags': ['SYN', 'SYN+ACK', 'ack', '"SYN,ACK"', 'FIN'],
  'snat-ip': ['10.0.0.9', '10.0.0.0/8'],
  'ip-version': ['4', 'v6', 'none', 'IPv4'],
  encrypted: ['true', 'false'],
  reply: ['true', 'false'],
  interface: ['eth0', 'lxc1'],
  'node-name': ['node-1', 'kind/*', 'default/', 'kind/node-2', 'node-*'],
  'node-label': ['arch=arm64', '!arch', 'arch'],
  'http-status': ['200', '5+', '40+', '4xx'],
  'http-method': ['get', 'POST'],
  'http-path': ['/cart', '^/cart/[0-9]+$', '"\\\\d{1,3}"', 'a.b'],
  'http-url': ['http://cart', 'q=1'],
  'http-header': ['x-request-id:42', 'Accept', ':scheme:http', 'X-Request-Id'],
  'dns-query': ['example', '[.]svc[.]', '^one'],
  'trace-id': ['4BF9', 'abcd'],
  'ip-trace-id': ['42', '18446744073709551615'],
  uuid: ['u-1', 'u-2', 'u-3'],
  policy: ['allow-dns', 'shop/allow-dns', 'deny-all'],
};

const WORDS = ['cart', 'SHOP', '"a b"', 'example', '"say \\"hi\\""', 'core', '"x:y"', 'a,b'];

export interface QueryShape {
  readonly maxTerms: number;
  readonly negate: boolean;
  readonly words: boolean;
}

export function randomQuery(dice: Dice, shape: QueryShape): string {
  const terms = Array.from({ length: 1 + dice.below(shape.maxTerms) }, () => {
    const sign = shape.negate && dice.once(4) ? '-' : '';
    if (shape.words && dice.once(8)) return sign + dice.pick(WORDS);
    const field = dice.pick(FIELDS);
    const values = Array.from({ length: 1 + (dice.once(3) ? 1 : 0) }, () => dice.pick(VALUES[field.subject]));
    return `${sign}${field.name}:${values.join(',')}`;
  });
  return terms.join(dice.once(5) ? '  \n' : ' ');
}
