import type { Policy } from '@orrery/proto/flow/flow_pb';
import type { Cluster } from '../world/cluster.ts';
import type { Outside, Workload } from '../world/party.ts';
import { grpcCalls, httpCalls, type Route } from './http-routes.ts';
import { both, type Dependency, type ScenarioKit } from './kit.ts';

/** The workloads of the shop and who is outside of it, for scenarios that build on it. */
export interface Shop {
  readonly platform: Readonly<Record<'gateway' | 'flags' | 'queue' | 'mailer', Workload>>;
  readonly shop: Readonly<Record<'frontend' | 'catalog' | 'cart' | 'checkout' | 'recommend' | 'search', Workload>>;
  readonly payments: Readonly<Record<'api' | 'fraud' | 'ledger' | 'payouts' | 'webhooks', Workload>>;
  readonly identity: Readonly<Record<'auth' | 'users' | 'sessions', Workload>>;
  readonly data: Readonly<Record<'redis' | 'orders-db', Workload>>;
  readonly system: Readonly<Record<'coredns' | 'prometheus' | 'otel' | 'loki' | 'metrics-server', Workload>>;
  readonly outside: ShopOutside;
}

export interface ShopOutside {
  readonly stripe: readonly Outside[];
  readonly risk: readonly Outside[];
  readonly chat: readonly Outside[];
  readonly mail: readonly Outside[];
  readonly objects: readonly Outside[];
  readonly models: readonly Outside[];
  readonly bank: readonly Outside[];
  readonly visitors: readonly Outside[];
  readonly crawlers: readonly Outside[];
  /** Cilium's own ingress proxy. */
  readonly ingress: Outside;
}

/** In what the other scenarios differ from a shop where nothing ever breaks. */
export interface ShopChanges {
  /** From then on what the rollout of scenario `incident` forgot is denied. */
  readonly rolloutAtMs?: number;
  /** Whether namespace payments is default-deny in audit mode, with rules that miss some dependencies. */
  readonly isPaymentsAudited?: boolean;
}

/** Everything that audit mode lets through although no rule allows it. */
export const AUDITED_EGRESS: NonNullable<Dependency['gates']> = (_, usual) => ({ ...usual, egress: { kind: 'audit' } });
export const AUDITED_INGRESS: NonNullable<Dependency['gates']> = (_, usual) => ({
  ...usual,
  ingress: { kind: 'audit' },
});

/** All dependencies of a shop in which everything works. */
export function addShopTraffic(kit: ScenarioKit, shop: Shop, changes: ShopChanges): void {
  const { random } = kit.world;
  const { platform, shop: front, payments, identity, data, system, outside } = shop;
  const { rolloutAtMs } = changes;
  const audited = (gates: NonNullable<Dependency['gates']>) => (changes.isPaymentsAudited === true ? { gates } : {});
  const depend = (
    weight: number,
    from: Workload,
    to: Workload,
    port: number,
    more: Partial<Pick<Dependency, 'proxies' | 'calls' | 'lastsMs' | 'gates'>> = {},
  ) => kit.depend({ weight, from, to, port, ...more });
  const http = (to: Workload, port: number, agent: string, routes: readonly Route[]) =>
    httpCalls(kit.world, `${to.name}:${port}`, agent, routes);
  const grpc = (to: Workload, port: number, methods: readonly string[], latencyMs: number) =>
    grpcCalls(kit.world, `${to.name}:${port}`, methods, latencyMs);

  depend(10, platform.gateway, front.frontend, 8080, {
    proxies: 'both',
    calls: http(front.frontend, 8080, 'Mozilla/5.0', FRONTEND_ROUTES),
  });
  depend(3, platform.gateway, platform.flags, 8081, {
    proxies: 'client',
    calls: http(platform.flags, 8081, 'gateway/2.4', FLAGS_ROUTES),
  });
  depend(3, platform.gateway, payments.api, 8080, {
    proxies: 'server',
    calls: http(payments.api, 8080, 'gateway/2.4', API_ROUTES),
  });
  depend(4, platform.gateway, identity.auth, 9090, {
    proxies: 'server',
    calls: grpc(identity.auth, 9090, ['identity.v1.Auth/Verify', 'identity.v1.Auth/Refresh'], 3),
  });
  depend(1, platform.queue, platform.mailer, 8025);
  depend(8, front.frontend, front.cart, 8080, {
    proxies: 'server',
    calls: http(front.cart, 8080, 'frontend/1.18', cartRoutes(rolloutAtMs)),
  });
  depend(8, front.frontend, front.catalog, 8080, {
    proxies: 'server',
    calls: http(front.catalog, 8080, 'frontend/1.18', CATALOG_ROUTES),
  });
  depend(4, front.frontend, front.search, 8080);
  depend(3, front.frontend, front.recommend, 9090, {
    proxies: 'client',
    calls: grpc(front.recommend, 9090, ['shop.v1.Recommend/ForBasket', 'shop.v1.Recommend/ForUser'], 9),
  });
  depend(3, front.frontend, front.checkout, 8080, {
    proxies: 'client',
    calls: http(front.checkout, 8080, 'frontend/1.18', CHECKOUT_ROUTES),
  });
  depend(3, front.checkout, payments.api, 8080, {
    proxies: 'both',
    calls: http(payments.api, 8080, 'checkout/0.9', API_ROUTES),
  });
  depend(2, front.checkout, platform.queue, 5672);
  depend(2, front.checkout, data['orders-db'], 5432, { lastsMs: 6000 });
  depend(2, front.search, front.catalog, 8080);
  depend(2, front.catalog, data.redis, 6379);
  depend(7, front.cart, data.redis, 6379, {
    gates: (atMs, usual) =>
      rolloutAtMs !== undefined && atMs >= rolloutAtMs ? { egress: { kind: 'deny', by: [] } } : usual,
  });
  depend(2, front.recommend, data.redis, 6379);
  depend(3, identity.auth, identity.users, 5432);
  depend(3, identity.auth, identity.sessions, 6379);
  depend(1, identity.users, data['orders-db'], 5432, { lastsMs: 9000 });
  depend(2, payments.api, payments.ledger, 9090, {
    proxies: 'server',
    calls: grpc(payments.ledger, 9090, ['payments.v1.Ledger/Append', 'payments.v1.Ledger/Balance'], 5),
  });
  depend(2, payments.api, payments.fraud, 8080);
  depend(1, payments.payouts, payments.ledger, 5432, audited(AUDITED_INGRESS));
  depend(1, payments.api, payments.webhooks, 8080);
  depend(1, payments.ledger, data['orders-db'], 5432, { lastsMs: 7000 });

  kit.dependOutside({ weight: 2, from: payments.api, to: outside.stripe, port: 443 });
  kit.dependOutside({ weight: 1, from: payments.fraud, to: outside.risk, port: 443, ...audited(AUDITED_EGRESS) });
  kit.dependOutside({ weight: 0.7, from: payments.webhooks, to: outside.chat, port: 443 });
  kit.dependOutside({ weight: 0.5, from: platform.mailer, to: outside.mail, port: 587 });
  kit.dependOutside({ weight: 0.7, from: front.catalog, to: outside.objects, port: 443 });
  kit.dependOutside({ weight: 0.4, from: payments.payouts, to: outside.bank, port: 443 });
  kit.add(0.6, (atMs) => {
    const isRefused = rolloutAtMs !== undefined && atMs >= rolloutAtMs;
    if (isRefused) refuseModels(kit, shop, atMs);
    else kit.openOutside({ weight: 0, from: front.recommend, to: outside.models, port: 443 }, atMs);
  });

  const clients = [front.frontend, front.cart, front.checkout, payments.api, identity.auth, platform.gateway];
  const servers = [front.cart, front.catalog, payments.api, identity.users, data.redis, payments.ledger];
  kit.add(8, (atMs) => kit.lookUpService(random.pick(clients), random.pick(servers), atMs));
  kit.add(0.5, (atMs) =>
    kit.lookUpWithSearchList(front.recommend, kit.cluster.spell('features.internal'), { kind: 'nxdomain' }, atMs),
  );

  const probed: readonly (readonly [Workload, number])[] = [
    [front.frontend, 8080],
    [front.cart, 8080],
    [front.catalog, 8080],
    [payments.api, 8080],
    [identity.auth, 9090],
    [data.redis, 6379],
    [system.coredns, 8181],
  ];
  kit.add(5, (atMs) => kit.probe(...random.pick(probed), atMs));
  kit.add(1.5, (atMs) => kit.checkHealth(atMs));

  kit.add(3, (atMs) => kit.comeIn(outside.ingress, platform.gateway, 8080, atMs));
  kit.add(1.5, (atMs) => kit.comeIn(random.pick(outside.visitors), platform.gateway, 8443, atMs));
  kit.add(0.2, (atMs) => kit.callAway(front.search, random.pick(outside.crawlers), 443, atMs));
  kit.add(0.3, (atMs) => kit.sendDatagram(system.coredns, outside.crawlers[0], 53, atMs));
  kit.add(0.1, (atMs) => kit.ping(system.prometheus, outside.crawlers[1], atMs));

  const apiserver = kit.cluster.kubeApiserver();
  const scraped = [front.frontend, front.cart, payments.api, identity.auth, data.redis, system.coredns];
  kit.add(0.5, (atMs) => kit.callAway(system['metrics-server'], apiserver, 6443, atMs));
  kit.add(0.5, (atMs) => kit.callAway(system.coredns, apiserver, 6443, atMs));
  kit.add(0.4, (atMs) => kit.callAway(system.prometheus, random.pick(kit.cluster.hosts), 9100, atMs));
  kit.add(2, (atMs) => kit.open({ weight: 0, from: system.prometheus, to: random.pick(scraped), port: 9153 }, atMs));
  kit.add(2, (atMs) =>
    kit.open({ weight: 0, from: random.pick(scraped.slice(0, 4)), to: system.otel, port: 4317 }, atMs),
  );
  depend(0.5, system.otel, system.loki, 3100);
}

/** The question that scenario `incident` refuses. */
export function refuseModels(kit: ScenarioKit, shop: Shop, atMs: number): void {
  const name = shop.outside.models[0]?.name ?? '';
  const pod = kit.world.random.pick(shop.shop.recommend.pods);
  kit.lookUp(pod, both(name, { kind: 'refused' }), atMs);
}

/** The workloads, their policies and the peers outside. */
export function addShop(cluster: Cluster, coredns: Workload): Shop {
  const policies = (workload: Workload, ...directions: ('ingress' | 'egress')[]): Workload => {
    for (const direction of directions) workload[direction] = shopPolicy(cluster, workload, direction);
    return workload;
  };
  const add = (namespace: string, name: string, replicas = 1) => cluster.addWorkload(namespace, name, { replicas });
  const database = (namespace: string, name: string) =>
    cluster.addWorkload(namespace, name, { kind: 'StatefulSet', replicas: 1 });
  return {
    platform: {
      gateway: policies(add('platform', 'gateway', 2), 'egress'),
      flags: add('platform', 'flags'),
      queue: add('platform', 'queue'),
      mailer: add('platform', 'mailer'),
    },
    shop: {
      frontend: policies(add('shop', 'frontend', 3), 'egress', 'ingress'),
      catalog: policies(add('shop', 'catalog', 2), 'ingress'),
      cart: policies(add('shop', 'cart', 2), 'egress', 'ingress'),
      checkout: policies(add('shop', 'checkout', 2), 'egress'),
      recommend: policies(add('shop', 'recommend'), 'egress'),
      search: add('shop', 'search'),
    },
    payments: {
      api: policies(add('payments', 'api', 2), 'egress', 'ingress'),
      fraud: policies(add('payments', 'fraud'), 'egress'),
      ledger: policies(add('payments', 'ledger', 2), 'ingress'),
      payouts: policies(add('payments', 'payouts'), 'egress'),
      webhooks: policies(add('payments', 'webhooks'), 'egress'),
    },
    identity: {
      auth: policies(add('identity', 'auth', 2), 'ingress'),
      users: add('identity', 'users'),
      sessions: policies(add('identity', 'sessions'), 'ingress'),
    },
    data: {
      redis: policies(database('data', 'redis'), 'ingress'),
      'orders-db': policies(database('data', 'orders-db'), 'ingress'),
    },
    system: {
      coredns,
      prometheus: add('kube-system', 'prometheus'),
      otel: add('kube-system', 'otel', 2),
      loki: database('kube-system', 'loki'),
      'metrics-server': add('kube-system', 'metrics-server'),
    },
    outside: {
      stripe: cluster.fqdn('api.stripe.example', ['198.51.100.11', '198.51.100.12', '198.51.100.13']),
      risk: cluster.fqdn('api.risk.example', ['198.51.100.31', '198.51.100.32']),
      chat: cluster.fqdn('hooks.chat.example', ['198.51.100.41']),
      mail: cluster.fqdn('smtp.mail.example', ['198.51.100.51', '198.51.100.52']),
      objects: cluster.fqdn('s3.objects.example', ['198.51.100.61', '198.51.100.62', '198.51.100.63']),
      models: cluster.fqdn('models.ml.example', ['198.51.100.71']),
      bank: [cluster.cidr('203.0.113.0/24', '203.0.113.20'), cluster.cidr('203.0.113.0/24', '203.0.113.21')],
      visitors: [7, 19, 44, 90, 133, 201].map((last) => cluster.world(`192.0.2.${last}`)),
      crawlers: [200, 201, 202].map((last) => cluster.world(`198.51.100.${last}`)),
      ingress: cluster.ingress(),
    },
  };
}

/** Egress is written as Cilium policies, ingress as plain network policies. */
export function shopPolicy(cluster: Cluster, workload: Workload, direction: 'ingress' | 'egress'): Policy {
  const kind = direction === 'egress' || workload.name === 'cart' ? 'CiliumNetworkPolicy' : 'NetworkPolicy';
  return cluster.policy(kind, workload.namespace, `${workload.name}-${direction}`, SHOP_REVISION);
}

/** Of all policies, until one is rolled out. */
const SHOP_REVISION = 41;

function cartRoutes(deniedFromMs: number | undefined): readonly Route[] {
  const remove = { method: 'DELETE', path: '/cart/{id}', weight: 2, latencyMs: 5, code: 204 };
  return [
    { method: 'GET', path: '/cart/{id}', weight: 8, latencyMs: 4, failures: [[404, 0.01]] },
    { method: 'POST', path: '/cart/{id}/items', weight: 3, latencyMs: 8, code: 201 },
    deniedFromMs === undefined ? remove : { ...remove, deniedFromMs },
  ];
}

const FRONTEND_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/', weight: 4, latencyMs: 12 },
  { method: 'GET', path: '/products/{sku}', weight: 6, latencyMs: 15, failures: [[404, 0.02]] },
  { method: 'POST', path: '/session', weight: 1, latencyMs: 20, failures: [[403, 0.05]] },
];
const FLAGS_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/v1/flags', weight: 1, latencyMs: 2, failures: [[503, 0.12]] },
];
const CATALOG_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/items/{sku}', weight: 6, latencyMs: 3, failures: [[404, 0.02]] },
  { method: 'GET', path: '/items?page=2', weight: 2, latencyMs: 9 },
];
const CHECKOUT_ROUTES: readonly Route[] = [
  { method: 'POST', path: '/orders', weight: 2, latencyMs: 45, code: 201, failures: [[503, 0.02]] },
  { method: 'GET', path: '/orders/{uuid}', weight: 2, latencyMs: 10 },
];
const API_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v2/charges',
    weight: 2,
    latencyMs: 80,
    code: 201,
    failures: [
      [402, 0.03],
      [503, 0.01],
    ],
  },
  { method: 'GET', path: '/v2/charges/{uuid}', weight: 3, latencyMs: 14, failures: [[403, 0.01]] },
];
