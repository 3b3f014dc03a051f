import { expect, test } from 'vitest';
import { graphFrom } from '../../view/testing/drawn-graph.ts';
import { Grouper } from '../../view/group-graph.ts';
import { mapModel } from './build-map-model.ts';
import { passingKey } from './map-edges.ts';
import type { MapModel } from './map-model.ts';
import { CHOICES, modelFrom } from './testing/drawn-model.ts';

const API = 'workload:kind/payments/Deployment/api';
const MIXED = `
  shop/frontend -> payments/api:8080 httpRequests 940 httpDenied 18 dropped 18 !l7
  shop/cart -> payments/api:8080 httpRequests 60
  shop/cart -> payments/api:9090 deniedAttempts 7 dropped 14 !deny
`;

test('[WEB-72] near, a card has a row for each port, and what is refused has one of its own', () => {
  expect(rows(modelFrom(MIXED, { level: 'near' }))).toEqual([
    'denied :8080 HTTP, from frontend 18 /min',
    'forwarded :8080 HTTP 982 /min',
    'denied :9090 TCP, from cart 7 /min',
  ]);
});

test('[WEB-72] near, a mixed edge splits into what passes and what is refused, each at its row', () => {
  const { edges } = modelFrom(MIXED, { level: 'near' });
  const key = 'workload:kind/shop/Deployment/frontend|workload:kind/payments/Deployment/api|8080|TCP';
  expect(edges.get(key)).toMatchObject({ verdict: 'denied', destinationRow: 0, attemptsPerMinute: 18 });
  expect(edges.get(key)?.label?.strong).toBe('18 of 940 /min');
  expect(edges.get(passingKey(key))).toMatchObject({ verdict: 'forwarded', destinationRow: 1, attemptsPerMinute: 922 });
});

test('[WEB-72] near, known routes follow their port, the refused one is named', () => {
  const graph = graphFrom(MIXED);
  const [{ key }] = graph.edges.values();
  const routes = [
    { method: 'DELETE', path: '/cart/{id}', requests: 18, denied: 18, statusCodes: new Map(), p95Ms: undefined },
    ...Array.from({ length: 7 }, (_, i) => {
      return {
        method: 'GET',
        path: `/items/${i}`,
        requests: 100 - i,
        denied: 0,
        statusCodes: new Map([[200, 9]]),
        p95Ms: 11,
      };
    }),
  ];
  const model = modelFrom(MIXED, { level: 'near', layer7: { routes: new Map([[key, routes]]), names: new Map() } });
  expect(rows(model).slice(0, 9)).toEqual([
    'denied :8080 HTTP, DELETE /cart/{id} 18 /min',
    'forwarded :8080 HTTP 982 /min',
    'forwarded GET /items/0 100 in all, 11 ms',
    'forwarded GET /items/1 99 in all, 11 ms',
    'forwarded GET /items/2 98 in all, 11 ms',
    'forwarded GET /items/3 97 in all, 11 ms',
    'forwarded GET /items/4 96 in all, 11 ms',
    'forwarded + 2 more',
    'denied :9090 TCP, from cart 7 /min',
  ]);
});

test('[WEB-72] near, ports beyond the most that are listed share the last row, and their edges end there', () => {
  const lines = Array.from({ length: 9 }, (_, i) => `shop/s${i} -> payments/api:${9000 + i} connections ${2 ** i}`);
  const model = modelFrom(lines.join('\n'), { level: 'near' });
  expect(rows(model)).toEqual([
    'forwarded :9005 TCP 32 /min',
    'forwarded :9006 TCP 64 /min',
    'forwarded :9007 TCP 128 /min',
    'forwarded :9008 TCP 256 /min',
    'forwarded + 5 more ports 31 /min',
  ]);
  expect([...model.edges.values()].map(({ destinationRow }) => destinationRow)).toEqual([4, 4, 4, 4, 4, 0, 1, 2, 3]);
});

test('[WEB-203] near, what is refused is told as its label tells it, and never added to what passes', () => {
  const lines = Array.from(
    { length: 7 },
    (_, i) => `shop/s${i} -> payments/api:${9000 + i} deniedAttempts ${90 * (i + 1)} dropped 9 connections 150 !deny`,
  );
  const grouped = new Grouper().group(graphFrom(lines.join('\n'), 900), 'workload');
  const model = mapModel(grouped, { ...CHOICES, level: 'near' });
  // All refusals began three minutes ago, the connections are of fifteen.
  expect(rows(model).slice(0, 2)).toEqual(['denied :9000 TCP, from s0 30 /min', 'forwarded :9000 TCP 10 /min']);
  expect(rows(model).slice(-2)).toEqual([
    'denied + 3 more ports, refused 540 /min',
    'forwarded + 3 more ports 30 /min',
  ]);
  const labels = [...model.edges.values()].map(
    ({ label, destinationRow }) => `${label?.strong}, row ${destinationRow}`,
  );
  expect(labels.slice(3, 5)).toEqual(['120 /min denied, row 6', '150 /min denied, row 8']);
});

test('[WEB-203] near, packets that are sent again are told as flows', () => {
  const model = modelFrom('shop/cart -> payments/api:9090 dropped 24 !deny', { level: 'near' });
  expect(rows(model)).toEqual(['denied :9090 TCP, from cart 24 flows/min']);
});

function rows({ nodes }: MapModel): string[] {
  return (nodes.get(API)?.rows ?? []).map(
    ({ verdict, title, rate, note }) => `${verdict} ${title} ${rate}`.trimEnd() + (note === '' ? '' : `, ${note}`),
  );
}
