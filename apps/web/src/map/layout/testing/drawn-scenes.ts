/** Maps to look at and to prove things on: what the layout has to do well. */
export const SHOP = `
  callers ingress host nodes
  callees api.stripe.com api.risk.example hooks.chat.example smtp.mail.example s3.objects.example 203.0.113.0 kube-apiserver
  platform: gateway/L queue flags/S mailer/S
  shop: frontend/L catalog/L cart checkout recommend search/S
  payments: api/L fraud ledger payouts/S webhooks/S
  identity: auth/L users/S sessions
  data: redis/L orders-db
  kube-system: coredns/L hubble-relay/S metrics-server/S
  observability: prometheus otel loki grafana/S
  ingress -> gateway 4096
  host -> frontend 64
  host -> hubble-relay 8
  nodes -> prometheus 32
  gateway -> frontend 2048
  gateway -> api 512
  gateway -> auth 1024
  queue -> mailer 16
  frontend -> cart 1024
  frontend -> catalog 1024
  frontend -> search 256
  frontend -> recommend 128
  frontend -> checkout 128
  frontend -> otel 16
  checkout -> api 128
  checkout -> queue 64
  checkout -> orders-db 64
  search -> catalog 64
  catalog -> redis 64
  recommend -> redis 64
  auth -> users 128
  auth -> sessions 128
  users -> orders-db 16
  sessions -> redis 256
  api -> ledger 64
  api -> fraud 64
  api -> webhooks 32
  ledger -> orders-db 32
  api -> api.stripe.com 64
  webhooks -> hooks.chat.example 16
  mailer -> smtp.mail.example 8
  catalog -> s3.objects.example 16
  prometheus -> loki 8
  otel -> loki 64
  grafana -> prometheus 16
  grafana -> loki 8
  coredns -> kube-apiserver 16
  metrics-server -> kube-apiserver 16
  hubble-relay -> nodes 8
`;

const CALM_ENDS = `
  gateway -> flags 64
  frontend -> api 512
  cart -> redis 512
  recommend -> coredns 64
  payouts -> ledger 32
  fraud -> api.risk.example 16
  payouts -> 203.0.113.0 8
`;

const TROUBLED_ENDS = `
  gateway => flags 64 "14 /min HTTP 503"
  frontend => api 512 "18 of 940 /min|DELETE, L7 rule"
  cart => redis 512 "312 /min denied|policy default deny"
  recommend => coredns 64 "1,840 /min NXDOMAIN"
  payouts => ledger 32 "41 /min audit"
  fraud => api.risk.example 16 "94 /min audit"
  payouts => 203.0.113.0 8 "new 02:58"
`;

export const CALM_SHOP = SHOP + CALM_ENDS;
export const INCIDENT = SHOP + TROUBLED_ENDS;

const NAMES =
  'gateway edge storefront mobile-bff partners campaigns cdn-origin support search reviews content stores pricing loyalty media gifts orders billing shipping returns tax notify geo fleet identity risk treasury kyc backup vault lake stream ml platform observability ci';

/** Forty namespaces, four of them partly open. */
export const COLLAPSED = `
  callers ingress host nodes
  callees stripe.com risk.example chat.example objects.example 184-other-names 12-CIDRs world kube-apiserver
  alone ${NAMES}
  shop: frontend/L cart recommend 61-quiet/S
  payments: api/L fraud ledger payouts/S 37-quiet/S
  data: redis/L 36-quiet/S
  kube-system: coredns/L 21-quiet/S
  ${NAMES.split(' ')
    .flatMap((name, at, all) =>
      [6, 11].slice(0, 1 + (at % 2)).flatMap((step) => {
        const callee = all[at + step + (at % 3)];
        return callee === undefined ? [] : [`${name} -> ${callee} ${8 << (at % 5)}`];
      }),
    )
    .join('\n')}
  ingress -> gateway 4096
  ingress -> edge 512
  host -> support 16
  nodes -> campaigns 16
  gateway -> frontend 1024
  61-quiet -> redis 64
  billing -> stripe.com 16
  stream -> objects.example 16
  ci -> 12-CIDRs 16
  platform -> kube-apiserver 64
  observability -> kube-apiserver 32
  notify -> chat.example 8
  ml -> 184-other-names 8
  geo -> world 4
  37-quiet -> 36-quiet 64
  orders -> 37-quiet 64
  cart => redis 512 "312 /min denied|policy default deny"
  frontend => api 256 "18 of 940 /min|DELETE, L7 rule"
  recommend => coredns 64 "1,840 /min NXDOMAIN"
  payouts => ledger 32 "41 /min audit"
  fraud => risk.example 16 "94 /min audit"
`;

export const NEAR = `
  callers ingress
  callees api.stripe.com kube-apiserver
  platform: gateway/2 flags/1
  shop: frontend/1 catalog/2 cart/3 checkout/1 mobile-bff/1
  payments: api/5 ledger/1 fraud/1
  identity: auth/2 users/1
  data: redis/2 postgres/1 kafka/1
  ingress -> gateway#0 4096
  gateway -> frontend#0 2048
  gateway => flags#0 64 "14 /min HTTP 503"
  frontend -> catalog#0 1024
  frontend -> catalog#1 64
  frontend -> cart#0 1024
  frontend -> cart#1 512
  frontend => api#0 16 "18 of 940 /min|DELETE, L7 rule"
  frontend -> api#1 256
  mobile-bff -> cart#1 64
  mobile-bff -> checkout#0 64
  checkout -> api#2 32
  cart => redis#0 512 "312 /min denied|policy default deny"
  cart -> auth#0 64
  auth -> users#0 32
  auth -> redis#1 128
  users -> postgres#0 16
  api -> ledger#0 32
  api -> fraud#0 32
  ledger -> postgres#0 32
  fraud -> kafka#0 8
  api -> api.stripe.com 16
`;

/** What is left of the shop behind a filter. */
export const FILTERED = `
  callers host
  platform: gateway/L
  identity: auth/L users sessions
  data: orders-db
  kube-system: coredns/S otel prometheus/S
  host -> auth 16
  gateway -> auth 64
  auth -> users 64
  auth -> sessions 64
  auth -> coredns 16
  auth -> otel 16
  users -> orders-db 16
  prometheus -> auth 4
`;
