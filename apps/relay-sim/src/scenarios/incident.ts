import type { Policy } from '@orrery/proto/flow/flow_pb';
import { acceptHeader } from './http-routes.ts';
import type { ScenarioKit } from './kit.ts';
import { refuseModels, type Shop } from './shop.ts';

/**
 * The rollout that forgets a dependency. From then on
 *
 *     shop/cart -> data/redis:6379              default deny on the way out, which names no policy
 *     shop/frontend -> shop/cart, DELETE        403 by the HTTP rules, GET and POST go on
 *     shop/recommend asks models.ml.example     refused, no longer on the list
 *
 * and flows that the changed policies still allow name them with the next revision. Each of the three is
 * seen at once, however low the rate.
 */
export function addRollout(kit: ScenarioKit, shop: Shop, atMs: number): void {
  const { cart, frontend, recommend } = shop.shop;
  kit.appointments.push({
    atMs,
    run: () => {
      cart.egress = rolledOut(cart.egress);
      cart.ingress = rolledOut(cart.ingress);
      recommend.egress = rolledOut(recommend.egress);
    },
  });
  const { random } = kit.world;
  const { spell } = kit.cluster;
  const path = `/${spell('cart')}`;
  kit.appointments.push({
    atMs: atMs + 500,
    run: (nowMs) => {
      kit.open(
        {
          weight: 0,
          from: cart,
          to: shop.data.redis,
          port: 6379,
          gates: () => ({ egress: { kind: 'deny', by: [] } }),
        },
        nowMs,
      );
      refuseModels(kit, shop, nowMs + 20);
      kit.open(
        {
          weight: 0,
          from: frontend,
          to: cart,
          port: 8080,
          proxies: 'server',
          calls: () => [
            {
              method: spell('DELETE'),
              url: `http://${cart.name}:8080${path}/${1 + random.below(9999)}`,
              route: `${path}/{id}`,
              protocol: spell('HTTP/1.1'),
              accept: acceptHeader(kit.world),
              userAgent: spell('frontend/1.18'),
              isGrpc: false,
              code: 403,
              latencyMs: 1,
              isDenied: true,
              isTraced: true,
            },
          ],
        },
        nowMs + 40,
      );
    },
  });
}

/** The flows of before keep the old one. */
function rolledOut(policy: Policy | undefined): Policy | undefined {
  return policy === undefined ? undefined : { ...policy, revision: policy.revision + 1n };
}
