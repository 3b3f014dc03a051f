import { DropReason, type Endpoint, type Policy, Verdict } from '@orrery/proto/flow/flow_pb';
import { Leg } from './leg.ts';
import type { Talk, World } from './talk.ts';
import { Outside, type Party, WORLD } from './party.ts';
import type { FlagNames } from './flow-parts.ts';

/** What the policies of one pod and direction do with a new talk. Undefined where nothing selects the pod. */
export type Gate =
  | { readonly kind: 'allow'; readonly by: readonly Policy[] }
  | { readonly kind: 'redirect'; readonly by: readonly Policy[]; readonly proxyPort: number }
  | { readonly kind: 'audit' }
  /** With nobody named it is the default deny, which names no policy. */
  | { readonly kind: 'deny'; readonly by: readonly Policy[] };

export interface Gates {
  readonly egress?: Gate | undefined;
  readonly ingress?: Gate | undefined;
}

/** The two legs of a talk; a side that no agent watches has none. */
export interface Legs {
  readonly client: Leg | undefined;
  readonly server: Leg | undefined;
}

export interface ConnectionOptions {
  /** From SYN to the first FIN, unless the exchange takes longer. */
  readonly lastsMs: number;
  /** What the proxies on the way log, from when the connection stands. Returns when it is done. */
  readonly exchange?: (legs: Legs, openedMs: number) => number;
}

/**
 * All events of one TCP connection, from both vantage points, or of an attempt that is denied:
 *
 *     client's node                                server's node
 *     verdict EGRESS
 *     to-overlay SYN           ─────────────────►  verdict INGRESS
 *                                                  to-endpoint SYN
 *     to-endpoint SYN,ACK      ◄─────────────────  to-overlay SYN,ACK
 *     ...                                          ...
 *
 * On one node there is no overlay; towards the world and the nodes it is the stack instead.
 */
export function connect(world: World, talk: Talk, gates: Gates, atMs: number, options: ConnectionOptions): void {
  const legs = legsOf(world, talk);
  const { random } = world;
  const { egress, ingress } = gates;

  if (legs.client !== undefined && egress !== undefined) {
    if (egress.kind === 'deny') {
      deny(legs.client, egress, atMs, verdictEndpoint(talk.server));
      return;
    }
    pass(legs.client, egress, atMs);
  }
  depart(legs, talk, atMs + 0.05, 'SYN', random.chance(0.3));

  const arrivalMs = atMs + 0.2 + random.fraction() * 0.4;
  if (legs.server !== undefined && ingress !== undefined) {
    if (ingress.kind === 'deny') {
      deny(legs.server, ingress, arrivalMs, undefined);
      return;
    }
    pass(legs.server, ingress, arrivalMs);
  }
  legs.server?.trace(arrivalMs + (ingress?.kind === 'redirect' ? 0.06 : 0.01), 'TO_ENDPOINT', false, 'SYN');
  const backMs = answer(legs, talk, arrivalMs + 0.1, 'SYN, ACK', random.between(0.2, 0.5));

  const doneMs = options.exchange?.(legs, backMs + 0.1) ?? backMs;
  const closeMs = Math.max(atMs + options.lastsMs, doneMs + 0.2);
  for (let aliveMs = backMs + REPORT_INTERVAL_MS; aliveMs < closeMs; aliveMs += REPORT_INTERVAL_MS) {
    depart(legs, talk, aliveMs, 'ACK, PSH', false, true);
    legs.server?.trace(aliveMs + 0.3, 'TO_ENDPOINT', false, 'ACK, PSH', true);
    answer(legs, talk, aliveMs + 0.4, 'ACK, PSH', 0.3);
  }
  depart(legs, talk, closeMs, 'ACK, FIN', false, true);
  legs.server?.trace(closeMs + 0.3, 'TO_ENDPOINT', false, 'ACK, FIN', true);
  answer(legs, talk, closeMs + 0.4, 'ACK, FIN', 0.3);
}

/** One datagram and its answer. */
export function exchangeDatagrams(world: World, talk: Talk, gates: Gates, atMs: number, isAnswered = true): void {
  const legs = legsOf(world, talk);
  if (legs.client !== undefined && gates.egress !== undefined) {
    if (gates.egress.kind === 'deny') {
      denyOnce(legs.client, gates.egress, atMs, verdictEndpoint(talk.server));
      return;
    }
    pass(legs.client, gates.egress, atMs);
  }
  depart(legs, talk, atMs + 0.05, 'SYN', false);
  const arrivalMs = atMs + world.random.between(0.2, 0.6);
  if (legs.server !== undefined && gates.ingress !== undefined) {
    if (gates.ingress.kind === 'deny') {
      denyOnce(legs.server, gates.ingress, arrivalMs, undefined);
      return;
    }
    pass(legs.server, gates.ingress, arrivalMs);
  }
  legs.server?.trace(arrivalMs + 0.01, 'TO_ENDPOINT', false, 'SYN');
  if (isAnswered) answer(legs, talk, arrivalMs + 0.2, 'SYN, ACK', 0.3);
}

export function legsOf(world: World, talk: Talk): Legs {
  return {
    client: talk.client.cable === undefined ? undefined : new Leg(world, talk, 'client'),
    server: talk.server.cable === undefined ? undefined : new Leg(world, talk, 'server'),
  };
}

/** Says that a gate lets a talk through. */
export function pass(leg: Leg, gate: Exclude<Gate, { kind: 'deny' }>, atMs: number): void {
  switch (gate.kind) {
    case 'allow':
      leg.verdict(atMs, { verdict: Verdict.FORWARDED, by: gate.by });
      return;
    case 'audit':
      leg.verdict(atMs, { verdict: Verdict.AUDIT, by: [] });
      return;
    case 'redirect':
      leg.verdict(atMs, { verdict: Verdict.REDIRECTED, by: gate.by, proxyPort: gate.proxyPort });
      leg.trace(atMs + 0.02, 'TO_PROXY', false, 'SYN');
      return;
  }
}

/** The kernel sends a SYN again after 1, 2 and 4 seconds, and each is denied, and each denial is told twice. */
function deny(leg: Leg, gate: Gate & { kind: 'deny' }, atMs: number, written: Endpoint | undefined): void {
  for (const laterMs of SYN_SENT_AT_MS) denyOnce(leg, gate, atMs + laterMs, written);
}

function denyOnce(leg: Leg, gate: Gate & { kind: 'deny' }, atMs: number, written: Endpoint | undefined): void {
  const reason = gate.by.length > 0 ? DropReason.POLICY_DENY : DropReason.POLICY_DENIED;
  leg.verdict(atMs, {
    verdict: Verdict.DROPPED,
    by: gate.by,
    reason,
    ...(written === undefined ? {} : { serverEndpoint: written }),
  });
  leg.drop(atMs + 0.02, reason);
}

/** A packet of the client on its way out of the client's node. */
function depart(
  legs: Legs,
  talk: Talk,
  atMs: number,
  flags: FlagNames,
  isSnatSeen: boolean,
  isEstablished = false,
): void {
  if (legs.client === undefined) return;
  if (legs.server === undefined) {
    legs.client.trace(atMs, 'TO_STACK', false, flags, isEstablished);
    if (isSnatSeen && talk.server.kind === 'outside') legs.client.trace(atMs + 0.03, 'TO_NETWORK', false, flags);
  } else if (talk.client.node !== talk.server.node) {
    legs.client.trace(atMs, 'TO_OVERLAY', false, flags);
  }
}

/** A packet of the server on its way back, as far as anybody sees it. Returns when it has arrived. */
function answer(legs: Legs, talk: Talk, atMs: number, flags: FlagNames, travelMs: number): number {
  const arrivalMs = atMs + travelMs;
  if (legs.server !== undefined) {
    if (legs.client === undefined) legs.server.trace(atMs, 'TO_STACK', true, flags);
    else if (talk.client.node !== talk.server.node) legs.server.trace(atMs, 'TO_OVERLAY', true, flags);
  }
  legs.client?.trace(arrivalMs, 'TO_ENDPOINT', true, flags);
  return arrivalMs;
}

/** A denied egress verdict does not know which policy label set an outside address would have had. */
function verdictEndpoint(server: Party): Endpoint | undefined {
  return server instanceof Outside && server.name !== '' ? WORLD : undefined;
}

const REPORT_INTERVAL_MS = 5000;
const SYN_SENT_AT_MS: readonly number[] = [0, 1000, 3000, 7000];
