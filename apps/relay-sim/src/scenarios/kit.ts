import type { Cluster } from '../world/cluster.ts';
import { resolve, searchExpansions, type DnsQuestion } from '../world/dns-lookup.ts';
import { type HttpCall, logHttpCall } from '../world/http-exchange.ts';
import { Leg } from '../world/leg.ts';
import type { Talk, World } from '../world/talk.ts';
import type { Outside, Party, Pod, Workload } from '../world/party.ts';
import { connect, exchangeDatagrams, type Gate, type Gates } from '../world/tcp-connection.ts';
import type { Activity, Appointment } from '../world/traffic.ts';

export type CallMaker = (atMs: number) => readonly HttpCall[];

export interface Dependency {
  readonly weight: number;
  readonly from: Workload;
  readonly to: Workload;
  readonly port: number;
  /** Where a proxy reads along; it logs what `calls` says. */
  readonly proxies?: 'client' | 'server' | 'both';
  readonly calls?: CallMaker;
  readonly lastsMs?: number;
  /** Replaces what the policies of the two workloads say. */
  readonly gates?: (atMs: number, usual: Gates) => Gates;
}

export interface OutsideDependency {
  readonly weight: number;
  readonly from: Workload;
  readonly to: readonly Outside[];
  readonly port: number;
  readonly gates?: (atMs: number, usual: Gates) => Gates;
}

/** Builds the activities of a scenario over one cluster. */
export class ScenarioKit {
  readonly world: World;
  readonly cluster: Cluster;
  readonly activities: Activity[] = [];
  readonly appointments: Appointment[] = [];
  readonly #dnsServers: Workload;

  constructor(world: World, dnsServers: Workload) {
    this.world = world;
    this.cluster = world.cluster;
    this.#dnsServers = dnsServers;
  }

  add(weight: number, run: (atMs: number) => void): Activity {
    const activity = { weight, run };
    this.activities.push(activity);
    return activity;
  }

  /** From workload to workload over TCP. */
  depend(dependency: Dependency): Activity {
    return this.add(dependency.weight, (atMs) => this.open(dependency, atMs));
  }

  open(dependency: Dependency, atMs: number): void {
    const { from, to, port, proxies, calls } = dependency;
    const { random } = this.world;
    const client = random.pick(from.pods);
    const server = random.pick(to.pods);
    const usual = {
      egress: this.egressGate(from, proxies === 'client' || proxies === 'both'),
      ingress: ingressGate(to, proxies === 'server' || proxies === 'both'),
    };
    const gates = dependency.gates?.(atMs, usual) ?? usual;
    const talk: Talk = { client, server, protocol: 'TCP', clientPort: this.clientPort(), serverPort: port };
    if (random.chance(TRANSLATION_CHANCE)) this.#translate(talk, to, atMs);
    connect(this.world, talk, gates, atMs, {
      lastsMs: dependency.lastsMs ?? 20 + random.exponential(200),
      exchange: (legs, openedMs) => {
        if (calls === undefined) return openedMs;
        const log = {
          client: gates.egress?.kind === 'redirect' ? legs.client : undefined,
          server: gates.ingress?.kind === 'redirect' ? legs.server : undefined,
        };
        let callMs = openedMs;
        for (const call of calls(atMs)) {
          logHttpCall(log, call, callMs, random);
          callMs += call.latencyMs + 2;
        }
        return callMs;
      },
    });
  }

  /** To a peer outside; one that has a name is looked up first when the pod does not know its address any more. */
  dependOutside(dependency: OutsideDependency): Activity {
    return this.add(dependency.weight, (atMs) => this.openOutside(dependency, atMs));
  }

  openOutside(dependency: OutsideDependency, atMs: number): void {
    const { from, to, port } = dependency;
    const { random } = this.world;
    const client = random.pick(from.pods);
    const server = random.pick(to);
    let startMs = atMs;
    const known = client.resolved.get(server.ip);
    if (server.name !== '' && (known === undefined || known.untilMs < atMs + 60)) {
      const ips = to.map((peer) => peer.ip);
      startMs = this.lookUp(
        client,
        [{ name: server.name, type: 'A', outcome: { kind: 'answer', ips, ttlSeconds: 60 } }],
        atMs,
      );
    }
    const usual = { egress: this.egressGate(from, false) };
    const talk: Talk = { client, server, protocol: 'TCP', clientPort: this.clientPort(), serverPort: port };
    const gates = dependency.gates?.(atMs, usual) ?? usual;
    connect(this.world, talk, gates, startMs + 0.3, { lastsMs: 60 + random.exponential(300) });
  }

  /**
   * Questions to the cluster's DNS; returns when they are answered. Without an egress policy there is no DNS
   * proxy, and what is seen are datagrams.
   */
  lookUp(client: Pod, questions: readonly DnsQuestion[], atMs: number): number {
    const server = this.world.random.pick(this.#dnsServers.pods);
    const by = client.workload.egress;
    const clientPort = this.clientPort();
    if (by !== undefined) return resolve(this.world, client, server, clientPort, [by], questions, atMs);
    exchangeDatagrams(this.world, { client, server, protocol: 'UDP', clientPort, serverPort: 53 }, {}, atMs);
    return atMs + 2;
  }

  /** A lookup of a cluster service, A and AAAA, by its full name. */
  lookUpService(from: Workload, to: Workload, atMs: number): void {
    const name = `${to.name}.${to.namespace}.svc.cluster.local`;
    this.lookUp(
      this.world.random.pick(from.pods),
      [
        { name, type: 'A', outcome: { kind: 'answer', ips: [to.serviceIp], ttlSeconds: 30 } },
        { name, type: 'AAAA', outcome: { kind: 'empty' } },
      ],
      atMs,
    );
  }

  /** A lookup by a resolver that tries the search list first: three NXDOMAIN per type, then the end. */
  lookUpWithSearchList(from: Workload, name: string, last: DnsQuestion['outcome'], atMs: number): void {
    const tried = searchExpansions(name, from.namespace);
    const questions = [...tried.flatMap(miss), ...both(name, last)];
    this.lookUp(this.world.random.pick(from.pods), questions, atMs);
  }

  /** Kubelet asks a pod of its own node whether it is well. */
  probe(workload: Workload, port: number, atMs: number): void {
    const pod = this.world.random.pick(workload.pods);
    const host = this.cluster.hosts[pod.node];
    if (host === undefined) return;
    this.#connectPlain(
      host,
      pod,
      port,
      workload.ingress === undefined ? {} : { ingress: { kind: 'allow', by: [] } },
      atMs,
      5,
    );
  }

  /** A client somewhere on the internet. */
  comeIn(client: Outside, to: Workload, port: number, atMs: number): void {
    this.#connectPlain(client, this.world.random.pick(to.pods), port, { ingress: ingressGate(to, false) }, atMs, 80);
  }

  /** To a node, the API server or an address outside: only the client's side is seen. */
  callAway(from: Workload, to: Party, port: number, atMs: number): void {
    this.#connectPlain(
      this.world.random.pick(from.pods),
      to,
      port,
      { egress: this.egressGate(from, false) },
      atMs,
      120,
    );
  }

  /** cilium-health of one node asks that of another. */
  checkHealth(atMs: number): void {
    const { random } = this.world;
    const server = random.pick(this.cluster.health);
    const client = random.pick(this.cluster.hosts);
    const serverPort = random.chance(0.5) ? 0 : HEALTH_PORT;
    if (serverPort === 0) {
      const talk: Talk = { client, server, protocol: 'ICMPv4', clientPort: 0, serverPort };
      exchangeDatagrams(this.world, talk, {}, atMs);
    } else this.#connectPlain(client, server, serverPort, {}, atMs, 3);
  }

  /** Datagrams between pods. */
  sendDatagram(from: Workload, to: Party, port: number, atMs: number): void {
    const talk: Talk = {
      client: this.world.random.pick(from.pods),
      server: to,
      protocol: 'UDP',
      clientPort: this.clientPort(),
      serverPort: port,
    };
    exchangeDatagrams(this.world, talk, { egress: this.egressGate(from, false) }, atMs);
  }

  ping(from: Workload, to: Party, atMs: number): void {
    const talk: Talk = {
      client: this.world.random.pick(from.pods),
      server: to,
      protocol: 'ICMPv4',
      clientPort: 0,
      serverPort: 0,
    };
    exchangeDatagrams(this.world, talk, { egress: this.egressGate(from, false) }, atMs);
  }

  /** Client ports never meet server ports, which are below 32768 in every scenario. */
  clientPort(): number {
    return FIRST_CLIENT_PORT + this.world.random.below(61000 - FIRST_CLIENT_PORT);
  }

  egressGate(from: Workload, isProxied: boolean): Gate | undefined {
    return gateOf(from.egress, isProxied, 15001);
  }

  #connectPlain(client: Party, server: Party, serverPort: number, gates: Gates, atMs: number, lastsMs: number): void {
    const talk: Talk = { client, server, protocol: 'TCP', clientPort: this.clientPort(), serverPort };
    connect(this.world, talk, gates, atMs, { lastsMs });
  }

  #translate(talk: Talk, to: Workload, atMs: number): void {
    const leg = new Leg(this.world, talk, 'client');
    leg.socketTranslation(atMs, to.serviceIp, to.name, to.namespace);
  }
}

export function ingressGate(to: Workload, isProxied: boolean): Gate | undefined {
  return gateOf(to.ingress, isProxied, 15006);
}

/** A proxy redirect needs a policy that asks for it. */
function gateOf(policy: Workload['egress'], isProxied: boolean, proxyPort: number): Gate | undefined {
  if (policy === undefined) return undefined;
  return isProxied ? { kind: 'redirect', by: [policy], proxyPort } : { kind: 'allow', by: [policy] };
}

export function both(name: string, outcome: DnsQuestion['outcome']): readonly DnsQuestion[] {
  return [
    { name, type: 'A', outcome },
    { name, type: 'AAAA', outcome: outcome.kind === 'answer' ? { kind: 'empty' } : outcome },
  ];
}

function miss(name: string): readonly DnsQuestion[] {
  return both(name, { kind: 'nxdomain' });
}

const FIRST_CLIENT_PORT = 32768;
const HEALTH_PORT = 4240;
const TRANSLATION_CHANCE = 0.04;
