import type { Workload } from '../world/party.ts';
import { both, type ScenarioKit } from './kit.ts';
import type { Shop } from './shop.ts';

/**
 * What goes wrong with names: storms of NXDOMAIN, names that no list allows, silence and SERVFAIL; and a name
 * that is answered although no rule allows its addresses.
 */
export function addDnsTrouble(kit: ScenarioKit, shop: Shop): void {
  const { random } = kit.world;
  const { spell } = kit.cluster;
  const { cart, frontend, checkout, recommend } = shop.shop;
  const { api, fraud, payouts } = shop.payments;
  const ask = (from: Workload, ...[name, outcome, atMs]: [...Parameters<typeof both>, number]) =>
    kit.lookUp(random.pick(from.pods), both(name, outcome), atMs);

  kit.add(25, (atMs) => {
    const from = random.pick([recommend, cart, checkout]);
    for (let burst = 0; burst < 3; burst++) {
      kit.lookUpWithSearchList(from, spell(random.pick(GONE_NAMES)), { kind: 'nxdomain' }, atMs + burst * 15);
    }
  });
  kit.add(12, (atMs) => {
    const peer = random.pick([shop.outside.stripe, shop.outside.objects]);
    const ips = peer.map((address) => address.ip);
    kit.lookUpWithSearchList(api, peer[0]?.name ?? '', { kind: 'answer', ips, ttlSeconds: 60 }, atMs);
  });
  kit.add(25, (atMs) =>
    ask(random.pick([frontend, fraud]), spell(random.pick(UNLISTED_NAMES)), { kind: 'refused' }, atMs),
  );
  kit.add(4, (atMs) => ask(fraud, `${random.hex(8)}.${spell('beacon.example')}`, { kind: 'refused' }, atMs));
  kit.add(6, (atMs) => ask(payouts, spell('fx.rates.example'), { kind: 'timeout' }, atMs));
  kit.add(10, (atMs) =>
    ask(payouts, spell('broken.zone.example'), { kind: 'servfail', isProxyError: random.chance(0.2) }, atMs),
  );
  kit.add(3, (atMs) =>
    kit.openOutside(
      {
        weight: 0,
        from: checkout,
        to: shop.outside.risk,
        port: 443,
        gates: () => ({ egress: { kind: 'deny', by: [] } }),
      },
      atMs,
    ),
  );
}

const GONE_NAMES: readonly string[] = ['features.internal', 'cache-v1.shop.svc', 'mongo.legacy.svc', 'consul.service'];
const UNLISTED_NAMES: readonly string[] = [
  'telemetry.vendor.example',
  'update.agent.example',
  'pool.miner.example',
  'cdn.fonts.example',
];
