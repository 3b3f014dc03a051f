import type { ScenarioKit } from './kit.ts';
import { AUDITED_EGRESS, AUDITED_INGRESS, type Shop, shopPolicy } from './shop.ts';

/** More of what a review has to decide, so that it is seen soon: it comes every few connections. */
export function addAuditedTraffic(kit: ScenarioKit, shop: Shop): void {
  const { fraud, payouts, ledger, webhooks } = shop.payments;
  kit.depend({ weight: 3, from: payouts, to: ledger, port: 5432, gates: AUDITED_INGRESS });
  kit.dependOutside({ weight: 3, from: fraud, to: shop.outside.risk, port: 443, gates: AUDITED_EGRESS });
  kit.depend({ weight: 1, from: webhooks, to: shop.platform.queue, port: 5672, gates: AUDITED_EGRESS });
}

/**
 * The rare part of the audit scenario: a nightly job of namespace payments that no rule allows anything. It
 * runs for a few seconds, and then not again for long: a review that ends too early never sees it.
 */
export function addNightlyJob(kit: ScenarioKit, shop: Shop, firstAtMs: number, everyMs: number): void {
  const { cluster } = kit;
  const job = cluster.addWorkload('payments', 'reconcile', { kind: 'CronJob', replicas: 1 });
  job.egress = shopPolicy(cluster, job, 'egress');
  const { ledger } = shop.payments;
  const ordersDb = shop.data['orders-db'];
  kit.appointments.push({
    atMs: firstAtMs,
    everyMs,
    run: (atMs) => {
      for (let round = 0; round < ROUNDS; round++) {
        const roundMs = atMs + round * 700;
        kit.open({ weight: 0, from: job, to: ordersDb, port: 5432, gates: AUDITED_EGRESS }, roundMs);
        kit.open({ weight: 0, from: job, to: ledger, port: 9090, gates: AUDITED_INGRESS }, roundMs + 90);
        kit.openOutside(
          { weight: 0, from: job, to: shop.outside.bank, port: 443, gates: AUDITED_EGRESS },
          roundMs + 180,
        );
      }
    },
  });
}

const ROUNDS = 4;
