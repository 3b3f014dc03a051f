import type { EdgeFacts, EndpointFacts } from '../edge-facts.ts';

export function endpoint(facts: Partial<EndpointFacts>): EndpointFacts {
  return {
    cluster: '',
    namespace: '',
    workload: '',
    workloadKind: '',
    identity: 0,
    labels: [],
    names: [],
    ip: '',
    kind: 'unknown',
    ...facts,
  };
}

export const FRONTEND = endpoint({
  cluster: 'kind',
  namespace: 'shop',
  workload: 'frontend',
  workloadKind: 'Deployment',
  identity: 24_009,
  labels: ['k8s:app=frontend'],
  kind: 'workload',
});

/** frontend -> cart:8080, some of it denied. */
export const TO_CART: EdgeFacts = {
  source: FRONTEND,
  destination: endpoint({
    cluster: 'kind',
    namespace: 'pay',
    workload: 'cart',
    workloadKind: 'StatefulSet',
    identity: 31_877,
    labels: ['k8s:app=cart'],
    kind: 'workload',
  }),
  port: 8080,
  protocol: 1,
  policies: ['pay/allow-shop', 'cluster-wide'],
  dropReasons: [133],
};

/** frontend -> 1.1.1.1:53 */
export const TO_WORLD: EdgeFacts = {
  source: FRONTEND,
  destination: endpoint({
    identity: 2,
    labels: ['reserved:world'],
    names: ['one.one.one.one'],
    ip: '1.1.1.1',
    kind: 'world',
  }),
  port: 53,
  protocol: 2,
  policies: [],
  dropReasons: [],
};

/** frontend -> cart, ping. */
export const PING: EdgeFacts = { ...TO_CART, port: 0, protocol: 3, policies: [], dropReasons: [] };
