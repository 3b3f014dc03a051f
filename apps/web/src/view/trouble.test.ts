import { expect, test } from 'vitest';
import { NO_LAYER_7, type EdgeRoute } from './edge-routes.ts';
import { Grouper } from './group-graph.ts';
import { graphFrom, NOW_MS } from './testing/drawn-graph.ts';
import { troublesOf, type TroubleOptions } from './trouble.ts';
import { troubleSummary } from './trouble-summary.ts';

const LISTENING: TroubleOptions = { listeningSinceMs: 0, clock: () => '02:58' };

const INCIDENT = `
  payments/payouts -> cidr:203.0.113.0/24:443 connections 12 new 40
  platform/gateway -> platform/flags:8081 httpRequests 100 httpFailed 14
  payments/fraud -> fqdn:api.risk.example:443 connections 94 auditedAttempts 94 audit 188 !audit
  shop/search -> shop/catalog:8080 connections 40 dropped 6 !drop
  shop/mailer -> kube-system/coredns:53/UDP dnsQuestions 30 dnsTimeouts 12
  shop/recommend -> kube-system/coredns:53/UDP dnsQuestions 1900 dnsFailed 1840
  shop/frontend -> payments/api:8080 httpRequests 940 httpDenied 18 dropped 18 !l7
  shop/cart -> data/redis:6379 deniedAttempts 312 dropped 624 !deny
  shop/frontend -> shop/cart:8080 httpRequests 400
`;

test('[WEB-62] troubles stand worst first, one for an edge: denied, mixed, failing, audit, 5xx, new', () => {
  expect(rows(INCIDENT)).toEqual([
    'denied: 312 /min denied, Policy default deny',
    'mixed: 18 of 940 /min, Requests denied by L7 rule',
    'dns-failing: 1,840 /min, DNS errors',
    'dns-timeout: 12 /min, DNS questions unanswered',
    'dropped: 6 flows/min, Dropped, not by policy: unsupported L2 protocol',
    'audited: 94 /min, Audit: would be denied',
    'http-5xx: 14 /min, HTTP 5xx by the application',
    'new: new, New edge',
  ]);
});

test('[WEB-62] an edge that was only seen on the way to a service address is not new', () => {
  expect(rows('shop/cart -> data/redis:6379 traced 3 new 40')).toEqual([]);
});

test('[WEB-62] inside of a kind powers of two count, then names', () => {
  const drawing = (first: number, second: number): string => `
    a/b -> c/z:80 deniedAttempts ${first} dropped 2 !deny
    a/b -> c/d:80 deniedAttempts ${second} dropped 2 !deny
  `;
  const order = (first: number, second: number): string[] =>
    troubles(drawing(first, second)).map(({ edge }) => edge.destination.name.name);
  expect(order(260, 300)).toEqual(['d', 'z']);
  expect(order(300, 260)).toEqual(['d', 'z']);
  expect(order(600, 300)).toEqual(['z', 'd']);
});

test('[WEB-62] the summary counts troubles by class', () => {
  expect(troubleSummary(troubles(INCIDENT))).toEqual({ denied: 1, mixed: 1, audited: 1, failing: 4, new: 1 });
});

test('[WEB-63] a rate is of the window, of less while the server has listened less, or while the trouble is younger', () => {
  const denied = 'shop/cart -> data/redis:6379 deniedAttempts 936 dropped 2 !deny';
  const rate = (windowSeconds: number, listeningSinceMs: number): number =>
    troubles(denied, { listeningSinceMs }, windowSeconds)[0].perMinute;
  expect(rate(60, 0)).toBe(936);
  expect(rate(900, 0), 'three minutes old').toBe(312);
  expect(rate(60, NOW_MS - 30_000), 'listening for half a minute').toBe(1872);
  expect(rate(60, NOW_MS - 1_000), 'never taken for less than ten seconds').toBe(936 * 6);
});

test('[WEB-63] what is refused for three of fifteen minutes is compared with what was tried in all of them', () => {
  const mixed = 'shop/web -> shop/cart:80 httpRequests 15000 httpDenied 54 dropped 54 !l7';
  expect(troubles(mixed, LISTENING, 900)[0].strong).toBe('18 of 1,000 /min');
});

test('[WEB-63] packets that are sent again are told as flows, not as attempts', () => {
  expect(rows('shop/cart -> data/redis:6379 dropped 24 !deny')).toEqual([
    'denied: 24 flows/min denied, Policy default deny',
  ]);
});

test('[WEB-63] a small rate keeps a digit, and is never rounded to nothing', () => {
  const strong = (attempts: number): string =>
    troubles(`a/b -> c/d:80 auditedAttempts ${attempts} audit 9`, LISTENING, 900)[0].strong;
  expect([strong(1), strong(22), strong(1500)]).toEqual(['<0.1 /min', '1.5 /min', '100 /min']);
});

test('[WEB-64] an edge is new when the server had listened for two minutes before it came', () => {
  const isNew = (options: TroubleOptions): boolean =>
    troubles('a/b -> c/d:80 connections 3 new 40', options).length > 0;
  expect(isNew({ listeningSinceMs: 0 })).toBe(true);
  expect(isNew({ listeningSinceMs: NOW_MS - 159_000 })).toBe(false);
  expect(isNew({ listeningSinceMs: NOW_MS - 161_000 })).toBe(true);
  expect(isNew({ listeningSinceMs: undefined })).toBe(false);
  expect(troubles('a/b -> c/d:80 connections 3 new 61')).toEqual([]);
});

test('[WEB-65] a cause that is silent in the window gives neither the reason nor the time', () => {
  const graph = graphFrom('shop/cart -> data/redis:6379 deniedAttempts 30 dropped 60 !deny !explicit');
  const [edge] = graph.edges.values();
  const [old, now] = edge.causes;
  const causes = [
    { ...old, attempts: 90_000, firstSeenMs: NOW_MS - 900_000, lastSeenMs: NOW_MS - 600_000 },
    { ...now, attempts: 30, firstSeenMs: NOW_MS - 40_000, lastSeenMs: NOW_MS },
  ];
  const told = new Map([[edge.index, { ...edge, causes }]]);
  const [trouble] = troublesOf(new Grouper().group({ ...graph, edges: told }, 'workload'), LISTENING);
  expect([trouble.reason, trouble.sinceMs]).toEqual(['Deny rule', NOW_MS - 40_000]);
});

test('[WEB-63] what is counted together is a rate of the time since the first of its causes', () => {
  const graph = graphFrom('shop/cart -> data/redis:6379 deniedAttempts 600 dropped 60 !deny !explicit', 900);
  const [edge] = graph.edges.values();
  const [first, main] = edge.causes;
  const causes = [
    { ...first, attempts: 200, firstSeenMs: NOW_MS - 600_000, lastSeenMs: NOW_MS - 1000 },
    { ...main, attempts: 400, firstSeenMs: NOW_MS - 60_000, lastSeenMs: NOW_MS },
  ];
  const told = new Map([[edge.index, { ...edge, causes }]]);
  const [trouble] = troublesOf(new Grouper().group({ ...graph, edges: told }, 'workload'), LISTENING);
  expect(trouble.perMinute).toBe(60);
});

test('[WEB-202] a group that is denied in part says which share, and why', () => {
  const drawing = `
    shop/cart@1 -> data/redis:6379 connections 132
    shop/cart@2 -> data/redis:6379 deniedAttempts 253 dropped 506 !deny
  `;
  expect(rows(drawing)).toEqual(['mixed: 253 of 385 /min, Policy default deny']);
  expect(troubles(drawing)[0].weak).toBe('policy default deny');
});

test('[WEB-64] a trouble says since when only where a cause tells', () => {
  const since = troubles(INCIDENT).map(({ kind, sinceMs }) => [kind, sinceMs]);
  expect(since).toContainEqual(['denied', NOW_MS - 180_000]);
  expect(since).toContainEqual(['dns-failing', undefined]);
  expect(since).toContainEqual(['new', NOW_MS - 40_000]);
});

test('[WEB-65] what is known of routes and answers makes the reason exact', () => {
  const route = (method: string, path: string, more: Partial<EdgeRoute>): EdgeRoute => {
    return { method, path, requests: 9, denied: 0, statusCodes: new Map(), p95Ms: undefined, ...more };
  };
  const graph = graphFrom(INCIDENT);
  const keyOf = (port: number): string => [...graph.edges.values()].find((edge) => edge.port === port)?.key ?? '';
  const mixed = [...graph.edges.values()].find(({ figures }) => figures.httpDenied > 0)?.key ?? '';
  const asker = [...graph.vertices.values()].find(({ workload }) => workload === 'recommend')?.key ?? '';
  const layer7 = {
    routes: new Map([
      [
        keyOf(8081),
        [
          route('GET', '/v1/flags', {
            statusCodes: new Map([
              [200, 80],
              [503, 20],
            ]),
          }),
        ],
      ],
      [mixed, [route('GET', '/', {}), route('DELETE', '/cart/{id}', { denied: 3 })]],
    ]),
    names: new Map([
      [
        asker,
        [
          {
            name: 'features.internal',
            rcodes: new Map([
              [3, 99],
              [0, 5],
            ]),
          },
        ],
      ],
    ]),
  };
  const reasons = troubles(INCIDENT, { ...LISTENING, layer7 }).map(({ weak, reason }) => [weak, reason]);
  expect(reasons).toContainEqual(['HTTP 503', 'HTTP 503 by the application']);
  expect(reasons).toContainEqual(['DELETE, L7 rule', 'DELETE denied by L7 rule']);
  expect(reasons).toContainEqual(['NXDOMAIN', 'NXDOMAIN, 1 name']);
});

test('[WEB-65] names that search lists made up are no trouble while most questions are answered', () => {
  expect(troubles('a/b -> kube-system/coredns:53/UDP dnsQuestions 100 dnsFailed 45')).toEqual([]);
  expect(troubles('a/b -> kube-system/coredns:53/UDP dnsQuestions 9 dnsFailed 9')).toEqual([]);
});

test('[WEB-65] a drop is told as a drop, also where a few lookups or requests failed beside it', () => {
  expect(rows('a/b -> c/d:53 dnsQuestions 100 dnsFailed 30 dropped 6 !drop')[0]).toMatch(/^dropped: 6 flows/);
  expect(rows('a/b -> c/d:80 httpRequests 100 httpFailed 1 dropped 6 !drop')[0]).toMatch(/^dropped: 6 flows/);
  expect(rows('a/b -> c/d:53 dnsQuestions 1000 dnsTimeouts 9')).toEqual([]);
});

test('[WEB-65] what is refused is told with its policies, and an explicit rule is named as one', () => {
  expect(rows('a/b -> c/d:80 deniedAttempts 3 dropped 6 !explicit')).toEqual(['denied: 3 /min denied, Deny rule']);
  const options = { ...LISTENING, layer7: NO_LAYER_7 };
  expect(troubles('a/b -> c/d:80 httpRequests 3 httpDenied 3 dropped 3 !l7', options)[0].reason).toBe('L7 rule');
});

function troubles(drawing: string, options = LISTENING, windowSeconds = 60) {
  return troublesOf(new Grouper().group(graphFrom(drawing, windowSeconds), 'workload'), options);
}

function rows(drawing: string): string[] {
  return troubles(drawing).map(({ kind, strong, reason }) => `${kind}: ${strong}, ${reason}`);
}
