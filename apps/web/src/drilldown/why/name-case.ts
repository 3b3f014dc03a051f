import { Cause_Kind } from '@orrery/proto/orrery/live/v1/live_pb';
import { countOf } from '../../base/numbers.ts';
import type { Denial } from './denial.ts';
import { nameCount, type DnsName, type EdgeEvidence } from './evidence.ts';
import { endPiece, isOutside, onPort } from './gate.ts';
import { nameCondition, questionProof } from './proof.ts';
import { inTheLast } from './seen.ts';
import { code, fact, hint, inference, listed, say, words, type Piece, type Statement } from './statement.ts';

const MOST_NAMES = 3;

/**
 * A connection to an address outside, by a client whose rules may be about names:
 *
 *     question refused       no address, and so no connection by this name
 *     answered, then denied  the name is known, but no rule allows its address
 *     never asked            the address is known by no name, and no rule by name fits it
 */
export function nameStatements(evidence: EdgeEvidence, { side, facts, kind }: Denial): readonly Statement[] {
  const { edge, dns } = evidence;
  const { source, destination } = edge;
  if (side !== 'source' || !isOutside(destination)) return [];
  const addresses = new Set(
    [...facts.map(({ destinationIp }) => destinationIp), ...destination.vertices.map(({ ip }) => ip)].filter(
      (address) => address !== '',
    ),
  );
  const told = facts.flatMap(({ destinationNames }) => destinationNames);
  const known = new Set([...told, ...destination.vertices.flatMap(({ names }) => names)]);
  if (destination.kind === 'fqdn') known.add(destination.name.name);
  const asked = (dns?.bySource ?? []).filter(
    (row) => known.has(row.name) || row.addresses.some((address) => addresses.has(address)),
  );
  const client = endPiece(source);
  if (asked.length > 0)
    return asked
      .slice(0, MOST_NAMES)
      .flatMap((row) => askedStatements(evidence, row, addresses, kind === Cause_Kind.AUDITED));
  if (known.size > 0) {
    const names = listed([...known].map(code), MOST_NAMES);
    return told.length > 0
      ? [fact(say`The agent knows the address as ${names}, from a DNS answer to ${client}.`)]
      : [inference(say`The address is known as ${names}, from a DNS answer.`)];
  }
  if (dns === undefined) return [];
  if (dns.bySource.length === 0) {
    return [
      inference(
        say`No DNS question of ${client} was seen${inTheLast(dns)}. Questions are seen where a DNS rule sends them through the proxy. Without one Cilium learns no names, and a rule by name (toFQDNs) allows no address.`,
      ),
    ];
  }
  return [
    inference(
      say`${client} asked for ${words(nameCount(dns.bySource.length, 'name', dns))}${inTheLast(dns)}, and no answer led to this address. A rule by name (toFQDNs) fits only addresses that an answer gave.`,
    ),
  ];
}

function askedStatements(
  { edge, dns }: EdgeEvidence,
  row: DnsName,
  wanted: ReadonlySet<string>,
  isAudited: boolean,
): readonly Statement[] {
  const client = endPiece(edge.source);
  const name: Piece = code(row.name);
  const last = inTheLast(dns);
  const shown = questionProof(edge.source, 'its questions', nameCondition(row.name));
  if (row.answers === 0 && row.denied > 0) {
    return [
      fact(
        say`${words(countOf(row.denied, 'question'))} of ${client} for ${name} ${words(row.denied === 1 ? 'was' : 'were')} refused by the DNS proxy${last}.`,
        shown,
      ),
      inference(say`So Cilium learned no address for this name, and a rule by name (toFQDNs) allows none.`),
    ];
  }
  const given = row.addresses.filter((address) => wanted.has(address));
  const led = given.length === 0 ? [] : say`, with ${listed(given.map(code), 2)} among the addresses`;
  return [
    fact(say`${client} asked for ${name}: ${words(countOf(row.answers, 'answer'))}${last}${led}.`, shown),
    inference(resolvedWords(isAudited, given.length === 0 && row.addresses.length > 0 && wanted.size > 0)),
    hint(say`By name, that is a toFQDNs rule for ${name}${onPort(edge)}.`),
  ];
}

function resolvedWords(isAudited: boolean, isElsewhere: boolean): readonly Piece[] {
  if (isElsewhere) {
    return say`The connection goes to an address that is in none of these answers: probably the client uses an older one, which Cilium has forgotten.`;
  }
  return isAudited
    ? say`The name was resolved, and audit mode tells of the connection: probably no rule allows this address, by name or by range.`
    : say`The name was resolved and the connection refused: no rule allows this address, by name or by range.`;
}
