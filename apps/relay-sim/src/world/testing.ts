import { type Flow, TraceObservationPoint, TrafficDirection, Verdict } from '@orrery/proto/flow/flow_pb';
import type { SimEvent } from '../sim-event.ts';
import { Cluster } from './cluster.ts';
import type { Talk, World } from './talk.ts';
import type { Pod, Workload } from './party.ts';
import { Random } from './random.ts';
import { Timeline } from './timeline.ts';

/** For tests: a cluster of two nodes with one pod of `frontend` and `near` on the first, `cart` on the second. */
export function setupWorld() {
  const random = new Random(1);
  const cluster = new Cluster({ nodes: 2, maxClockOffsetMs: 0, spell: (text) => text }, random);
  const world: World = { cluster, random, timeline: new Timeline() };
  const add = (name: string, node: number): { workload: Workload; pod: Pod } => {
    const workload = cluster.addWorkload('shop', name, { replicas: 0 });
    return { workload, pod: cluster.addPod(workload, node, `${name}-1`) };
  };
  const frontend = add('frontend', 0);
  const near = add('near', 0);
  const cart = add('cart', 1);
  const talk = (server: Talk['server'], serverPort = 8080, client: Talk['client'] = frontend.pod): Talk => ({
    client,
    server,
    protocol: 'TCP',
    clientPort: 41234,
    serverPort,
  });
  return {
    world,
    cluster,
    frontend,
    near,
    cart,
    talk,
    policy: cluster.policy('CiliumNetworkPolicy', 'shop', 'rules', 7),
    /** All events made so far, in order of time. */
    told: (): FlowEvent[] => {
      const events: FlowEvent[] = [];
      for (let event = world.timeline.shiftBefore(Infinity); event !== undefined;) {
        if (event.kind === 'flow') events.push(event);
        event = world.timeline.shiftBefore(Infinity);
      }
      return events;
    },
  };
}

export type FlowEvent = SimEvent & { kind: 'flow' };

/** One line per event: `kind-worker verdict EGRESS FORWARDED frontend -> cart SYN`. */
export function describeEvent({ flow }: FlowEvent): string {
  const words = [flow.nodeName.split('/')[1] ?? '', whatOf(flow)];
  if (flow.trafficDirection !== TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN) {
    words.push(TrafficDirection[flow.trafficDirection] ?? '');
  }
  words.push(Verdict[flow.verdict] ?? '', endOf(flow.source), '->', endOf(flow.destination));
  const layer = flow.l4?.protocol;
  if (layer?.case === 'TCP' && layer.value.flags !== undefined) words.push(flow.Summary.replace('TCP Flags: ', ''));
  if (flow.isReply !== undefined) words.push(flow.isReply ? 'reply' : 'no-reply');
  return words.join(' ');
}

function whatOf(flow: Flow): string {
  switch (flow.eventType?.type) {
    case 1:
      return `drop ${flow.dropReasonDesc}`;
    case 4:
      return TraceObservationPoint[flow.traceObservationPoint]?.toLowerCase().replace('_', '-') ?? '';
    case 5:
      return 'verdict';
    case 7:
      return 'socket';
    default:
      return flow.l7?.type === 1 ? 'request' : 'response';
  }
}

function endOf(endpoint: Flow['source']): string {
  if (endpoint === undefined) return 'nobody';
  return (
    endpoint.podName.replace(/-1$/, '') || (endpoint.labels.find((label) => /^(fqdn|reserved)/.test(label)) ?? '?')
  );
}
