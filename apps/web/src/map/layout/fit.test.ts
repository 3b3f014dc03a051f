import { expect, test } from 'vitest';
import { layOut } from './lay-out.ts';
import { READABLE, SIGHT_MARGIN } from './measures.ts';
import { INCIDENT } from './testing/drawn-scenes.ts';
import { drawnTopology } from './testing/drawn-topology.ts';
import { Dice, randomTopology } from './testing/random-topology.ts';
import { LivingMap, middleOf, percentile, shiftsBetween, USUAL } from './testing/set-up.ts';
import type { Scene } from './scene.ts';
import type { Topology } from './topology.ts';

const DESK = { width: 1124, height: 633 };
const BESIDE_A_PANEL = { width: 748, height: 633 };
const SMALL_WINDOW = { width: 948, height: 501 };

function fitOf({ bounds }: Scene, { width, height }: typeof DESK): number {
  return Math.min((width - 2 * SIGHT_MARGIN) / bounds.width, (height - 2 * SIGHT_MARGIN) / bounds.height);
}

/** As in an incident of a shop: six namespaces, four troubles. */
const SHOP_INCIDENT = `
  callers world ingress host remote-node
  callees smtp.mail.example api.risk.example api.stripe.example 203.0.113.0/24 s3.objects.example kube-apiserver
  platform: queue/S mailer/S gateway/L flags
  shop: catalog/L checkout frontend/L cart/L search recommend
  payments: api/L fraud/S payouts/S webhooks/S ledger
  identity: auth users sessions
  data: orders-db redis
  kube-system: coredns/L prometheus/L otel/S loki/S metrics-server/S
  world -> gateway 64
  ingress -> gateway 4096
  gateway -> queue 32
  gateway -> frontend 2048
  gateway -> auth 256
  gateway -> api 256
  gateway => flags 16 "17 /min HTTP 503"
  queue -> mailer 32
  mailer -> smtp.mail.example 16
  frontend -> catalog 1024
  frontend -> search 256
  frontend -> checkout 256
  frontend => cart 512 "50 of 263 /min|DELETE, L7 rule"
  checkout -> api 128
  checkout -> orders-db 128
  search -> catalog 64
  catalog -> s3.objects.example 16
  cart => redis 512 "131 /min denied|policy default deny"
  recommend -> redis 64
  recommend => coredns 64 "36 of 133 /min|DNS, L7 rule"
  auth -> users 64
  auth -> sessions 64
  sessions -> redis 64
  users -> orders-db 32
  api -> fraud 64
  api -> webhooks 64
  api -> ledger 64
  api -> api.stripe.example 64
  payouts -> ledger 16
  payouts -> 203.0.113.0/24 8
  fraud -> api.risk.example 16
  ledger -> orders-db 32
  otel -> loki 64
  prometheus -> kube-apiserver 8
  metrics-server -> kube-apiserver 8
`;

test('[WEB-210] a shop is seen whole beside an open panel, and nothing changes its column or its height for it', () => {
  const map = new LivingMap(drawnTopology(SHOP_INCIDENT), DESK);
  const before = map.scene;
  expect(fitOf(before, DESK)).toBeGreaterThanOrEqual(0.95);
  map.change({ viewport: BESIDE_A_PANEL });
  expect(map.complaints).toEqual([]);
  expect(fitOf(map.scene, BESIDE_A_PANEL)).toBeGreaterThanOrEqual(READABLE);
  for (const { key } of before.nodes) expect(middleOf(map.scene, key).y, key).toBe(middleOf(before, key).y);
});

/** Forty namespaces of which five are partly open, as large as with a dozen workloads each. */
function forty(): Topology {
  const teams = Array.from({ length: 40 }, (_, at) => `team-${String(at).padStart(2, '0')}`);
  const open = teams.slice(0, 5).map((name, at) => `${name}: svc-${at}/M rest-${at}/S`);
  const quiet = teams.slice(5).flatMap((name, at, all) => {
    const callee = all[(at * 7 + 3) % all.length];
    return callee === name ? [] : [`${name} -> ${callee} ${8 << (at % 5)}`];
  });
  const more = teams.slice(5, 17).map((name, at) => `${name} -> rest-${at % 5} 16`);
  const drawing = `
    callees partner.example
    alone ${teams.slice(5).join(' ')}
    ${[...open, ...quiet, ...more].join('\n')}
    svc-0 => svc-1 64 "25 /min denied|policy default deny"
    svc-2 => svc-3 64 "21 /min denied|deny rule"
    svc-2 => svc-4 64 "83 /min audit"
    team-20 -> partner.example 8
  `;
  const topology = drawnTopology(drawing, 'far');
  const sized = topology.nodes.map((node) =>
    node.region === '' && node.side === 'inside' ? { ...node, width: 88, height: 50, headHeight: 50 } : node,
  );
  return { ...topology, nodes: sized };
}

test('[WEB-211] a shop of six namespaces, and forty namespaces, are seen whole in a small window', () => {
  for (const topology of [drawnTopology(SHOP_INCIDENT), forty()]) {
    const map = new LivingMap(topology, SMALL_WINDOW);
    expect(map.complaints).toEqual([]);
    expect(fitOf(map.scene, SMALL_WINDOW)).toBeGreaterThanOrEqual(READABLE);
  }
});

test('[WEB-213] each troubled edge of an incident says how much and why, in a small window, too', () => {
  for (const viewport of [DESK, BESIDE_A_PANEL, SMALL_WINDOW]) {
    const { scene } = new LivingMap(drawnTopology(SHOP_INCIDENT), viewport);
    expect(scene.unlabelled).toEqual([]);
  }
});

/** A namespace that gets more workloads than its ground has room for. */
function crowded(topology: Topology): Topology {
  const crowd = Array.from({ length: 20 }, (_, at) => ({
    ...topology.nodes[0],
    key: `crowd-${at}`,
    region: 'region-0',
    side: 'inside' as const,
  }));
  return { ...topology, nodes: [...topology.nodes, ...crowd] };
}

const groundsOf = ({ regions }: Scene, key: string): number => regions.filter((region) => region.key === key).length;

test('[WEB-212] in a young picture a namespace without room is arranged anew with all others, and is never in two parts', () => {
  const small = randomTopology(new Dice(3), { regions: 6, nodes: 60, edges: 30 });
  const { memory } = layOut(small, USUAL, { ...new LivingMap(small).memory, columns: 0 });
  const old = layOut(crowded(small), USUAL, memory);
  expect(groundsOf(old.scene, 'region-0')).toBeGreaterThan(1);
  const young = layOut(crowded(small), USUAL, memory, true);
  expect(groundsOf(young.scene, 'region-0')).toBe(1);
  const { key } = young.scene.nodes[0];
  const pinned = { ...memory, pins: { [key]: middleOf(young.scene, key) } };
  expect(groundsOf(layOut(crowded(small), USUAL, pinned, true).scene, 'region-0')).toBeGreaterThan(1);
});

test('[WEB-212] a young picture that needs no other arrangement stays as it is', () => {
  const small = drawnTopology(INCIDENT);
  const { scene, memory } = layOut(small, DESK, new LivingMap(small, DESK).memory);
  const again = layOut({ ...small, edges: small.edges.slice(2) }, DESK, memory, true);
  expect(percentile(shiftsBetween(scene, again.scene), 0.95)).toBeLessThanOrEqual(8);
});

test('[WEB-214] what calls nobody stands where there is room, in no column of its own', () => {
  const pills = Array.from({ length: 12 }, (_, at) => `team-${at}`);
  const calls = pills.slice(1).map((name, at) => `${pills[at >> 1]} -> ${name} 64`);
  const { scene } = new LivingMap(drawnTopology(`alone lonely ${pills.join(' ')}\n${calls.join('\n')}`), {
    width: 700,
    height: 260,
  });
  const lonely = middleOf(scene, 'lonely').x;
  expect(pills.some((name) => Math.abs(middleOf(scene, name).x - lonely) < 1)).toBe(true);
});
