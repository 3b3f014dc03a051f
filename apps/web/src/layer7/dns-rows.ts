import { countsOf, listMember, member, numberMember, textMember } from '../base/json-member.ts';
import { layer7Answer, rowEdge, timeMember, type Layer7Answer } from './layer7-answer.ts';

/** A name and a type that somebody asked for. Names are hostile text, without the dot at their end. */
export interface DnsRow {
  /** Edge to the server that was asked, under the grouping `identity`. */
  readonly edge: string;
  /** Key of the vertex that asked. */
  readonly client: string;
  readonly name: string;
  /** Every name on the edge that found no row of its own. */
  readonly isOther: boolean;
  /** What the name stands for: itself, unless a search domain was put behind it. */
  readonly realName: string;
  readonly type: string;
  /** Each once, also those that were refused. */
  readonly questions: number;
  readonly answers: number;
  /** Answers by the code that they carried; 0 is without error, 3 is NXDOMAIN. */
  readonly rcodes: ReadonlyMap<number, number>;
  /** Refused by policy. */
  readonly denied: number;
  readonly timeouts: number;
  readonly addresses: readonly DnsAddress[];
  /** First asked for in the time that the figures are of. */
  readonly isNew: boolean;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

export interface DnsAddress {
  readonly address: string;
  /** Undefined when no answer said. */
  readonly ttlSeconds: number | undefined;
}

export const NXDOMAIN = 3;
/** An answer without records carries the largest number there is. */
const NO_TTL = 4_294_967_295;

/** Reads an answer of `api/v1/dns`. A member of another shape is as if it were not there. */
export function readDnsRows(json: unknown): Layer7Answer<DnsRow> {
  return layer7Answer(json, 'folded_names', dnsRow);
}

function dnsRow(row: unknown): DnsRow {
  const name = textMember(row, 'name').replace(/\.$/, '');
  const rcodes = [...countsOf(member(row, 'rcodes'))].filter(([code]) => /^\d{1,5}$/.test(code));
  return {
    edge: rowEdge(row),
    client: textMember(row, 'client'),
    name,
    isOther: member(row, 'is_other') === true,
    realName: textMember(row, 'search_domain_of').replace(/\.$/, '') || name,
    type: textMember(row, 'type'),
    questions: numberMember(row, 'questions'),
    answers: numberMember(row, 'answers'),
    rcodes: new Map(rcodes.map(([code, count]) => [Number(code), count])),
    denied: numberMember(row, 'denied'),
    timeouts: numberMember(row, 'timeouts'),
    addresses: listMember(row, 'addresses').map(dnsAddress),
    isNew: member(row, 'is_new') === true,
    firstSeenMs: timeMember(row, 'first_seen'),
    lastSeenMs: timeMember(row, 'last_seen'),
  };
}

function dnsAddress(value: unknown): DnsAddress {
  const ttl = member(value, 'ttl_seconds');
  const isTold = typeof ttl === 'number' && ttl < NO_TTL;
  return { address: textMember(value, 'address'), ttlSeconds: isTold ? ttl : undefined };
}
