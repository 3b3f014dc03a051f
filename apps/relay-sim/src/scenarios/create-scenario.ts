import type { EventSource } from '../sim-event.ts';
import { Cluster } from '../world/cluster.ts';
import type { World } from '../world/talk.ts';
import { Random } from '../world/random.ts';
import { Timeline } from '../world/timeline.ts';
import { Traffic } from '../world/traffic.ts';
import { addAuditedTraffic, addNightlyJob } from './audit.ts';
import { addDnsTrouble } from './dns.ts';
import { hostileSpelling } from './hostile.ts';
import { addRollout } from './incident.ts';
import { ScenarioKit } from './kit.ts';
import { addNewcomers } from './newcomers.ts';
import { addScaleTraffic, addScaleWorkloads } from './scale.ts';
import { addShop, addShopTraffic } from './shop.ts';

export const SCENARIO_NAMES = ['shop', 'incident', 'audit', 'dns', 'scale'] as const;
export type ScenarioName = (typeof SCENARIO_NAMES)[number];

export interface ScenarioOptions {
  readonly seed: number;
  /** Mean flows per second over the whole cluster. */
  readonly rate: number;
  readonly startMs: number;
  /** 3 when left out, 10 for `scale`. At most 1,000. */
  readonly nodes?: number;
  /** Pods of `scale`; 300 when left out, at most 3,000. The other scenarios have their own. */
  readonly workloads?: number;
  /** `scale`: one for 20 workloads when left out, at most 1,000. */
  readonly namespaces?: number;
  /** `scale`: edges that start at workloads; ten for each when left out, which is the most. */
  readonly edges?: number;
  /** `scale`: share of the workloads whose edges are denied, audited or fail; all of them when left out. */
  readonly troubleShare?: number;
  /** `scale`: workloads that are not there at first, at most 1,000. */
  readonly newcomers?: number;
  /** When they appear, all at once; 30 s after the start when left out. */
  readonly newcomersAfterMs?: number;
  /** `incident`: how long after the start the rollout happens. */
  readonly incidentAfterMs?: number;
  /** `audit`: how often the nightly job runs. */
  readonly jobEveryMs?: number;
  /** Clocks of the nodes are off by up to this much. */
  readonly maxClockOffsetMs?: number;
  /** Every text of a flow becomes an attack, save addresses and ids. */
  readonly isHostile?: boolean;
}

export function isScenarioName(name: string): name is ScenarioName {
  return (SCENARIO_NAMES as readonly string[]).includes(name);
}

export function createScenario(name: ScenarioName, options: ScenarioOptions): EventSource {
  const { seed, startMs, rate } = options;
  const random = new Random(seed);
  const nodes = within(options.nodes ?? (name === 'scale' ? 10 : 3), 1, 1000, 'nodes');
  const cluster = new Cluster(
    {
      nodes,
      maxClockOffsetMs: options.maxClockOffsetMs ?? 0,
      spell: options.isHostile === true ? hostileSpelling(seed) : (text) => text,
    },
    random,
  );
  const world: World = { cluster, random, timeline: new Timeline() };
  const coredns = cluster.addWorkload('kube-system', 'coredns', {
    replicas: Math.max(2, Math.min(16, nodes)),
    serviceAccount: 'coredns',
    app: 'kube-dns',
  });
  const kit = new ScenarioKit(world, coredns);

  if (name === 'scale') {
    const pods = within(options.workloads ?? 300, 2, 3000, 'workloads');
    const workloads = addScaleWorkloads(cluster, pods, maybeWithin(options.namespaces, 1, 1000, 'namespaces'));
    addScaleTraffic(kit, workloads, {
      edges: maybeWithin(options.edges, 1, 10_000, 'edges'),
      troubleShare: options.troubleShare ?? 1,
    });
    const newcomers = within(options.newcomers ?? 0, 0, 1000, 'newcomers');
    addNewcomers(kit, workloads, newcomers, startMs + (options.newcomersAfterMs ?? 30_000));
    return new Traffic(world, kit.activities, kit.appointments, { rate, startMs });
  }

  const shop = addShop(cluster, coredns);
  switch (name) {
    case 'shop':
      addShopTraffic(kit, shop, {});
      break;
    case 'incident': {
      const rolloutAtMs = startMs + (options.incidentAfterMs ?? 60_000);
      addShopTraffic(kit, shop, { rolloutAtMs });
      addRollout(kit, shop, rolloutAtMs);
      break;
    }
    case 'audit': {
      addShopTraffic(kit, shop, { isPaymentsAudited: true });
      addAuditedTraffic(kit, shop);
      const everyMs = options.jobEveryMs ?? 300_000;
      addNightlyJob(kit, shop, startMs + everyMs / 10, everyMs);
      break;
    }
    case 'dns':
      addShopTraffic(kit, shop, {});
      addDnsTrouble(kit, shop);
      break;
  }
  return new Traffic(world, kit.activities, kit.appointments, { rate, startMs });
}

function maybeWithin(value: number | undefined, min: number, max: number, what: string): number | undefined {
  return value === undefined ? undefined : within(value, min, max, what);
}

function within(value: number, min: number, max: number, what: string): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new RangeError(`${what} must be a whole number from ${min} to ${max}, not ${value}`);
}
