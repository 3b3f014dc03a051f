import type { FieldName, Term } from '@orrery/query/ast';
import { formatTerm } from '@orrery/query/print';
import { readPageQuery } from '../live/page-query.ts';
import { endParts, policiesOf, type ColumnId } from './store/flow-columns.ts';
import type { FlowRow, RowEnd } from './store/flow-row.ts';

/** Something of a cell that can be filtered for or against. */
export interface CellFilter {
  readonly field: FieldName;
  readonly value: string;
  /** `pod shop/cart-5b8f`, for the menu. */
  readonly words: string;
}

/** From here on identity numbers belong to one node. */
const FIRST_LOCAL_IDENTITY = 16_777_216;

/** What the filter language can say of a cell, the narrowest first; nothing for what it has no word for. */
export function cellFilters(row: FlowRow, column: ColumnId): readonly CellFilter[] {
  return allFilters(row, column).filter(({ value }) => value !== '' && !value.endsWith('…'));
}

function allFilters(row: FlowRow, column: ColumnId): readonly CellFilter[] {
  const { source, destination } = row;
  switch (column) {
    case 'source':
    case 'source-workload':
      return endFilters('from-', source);
    case 'destination':
    case 'destination-workload':
      return endFilters('to-', destination);
    case 'source-ip':
      return [filter('from-ip', source.ip, 'from IP')];
    case 'destination-ip':
      return [filter('to-ip', destination.ip, 'to IP')];
    case 'source-identity':
      return [filter('from-identity', shared(source.identity), 'from identity')];
    case 'destination-identity':
      return [filter('to-identity', shared(destination.identity), 'to identity')];
    case 'port':
      return [
        filter('to-port', numberText(destination.port), 'to port'),
        // The answers of what listens there come from it.
        filter('port', numberText(destination.port), 'port, either way,'),
      ];
    case 'source-port':
      return [filter('from-port', numberText(source.port), 'from port')];
    case 'verdict':
      return [filter('verdict', row.verdict, 'verdict')];
    case 'protocol':
      return [filter('protocol', (row.l7 || row.protocol).toLowerCase(), 'protocol')];
    case 'summary':
      return [
        filter('http-path', exactly(row.httpPath), 'path', row.httpPath),
        filter('http-method', row.httpMethod, 'method'),
        filter('http-status', numberText(row.httpStatus), 'status'),
        filter('dns-query', exactly(row.dnsName), 'name', row.dnsName),
        filter('tcp-flags', row.l7 === '' ? row.tcpFlags.replaceAll(', ', '+') : '', 'TCP flags'),
      ];
    case 'status':
      return [filter('http-status', numberText(row.httpStatus), 'status')];
    case 'reason':
    case 'policy':
      return [
        filter('drop-reason-desc', column === 'reason' ? row.dropReason : '', 'reason'),
        ...policiesOf(row).map((name) => filter('policy', name, 'policy')),
      ];
    case 'direction':
      return [filter('traffic-direction', row.direction, 'direction')];
    case 'type':
      return [
        filter('type', row.type === 'trace' ? `trace:${row.event}` : '', 'type'),
        filter('type', row.type, 'type'),
      ];
    case 'node':
      return [filter('node-name', row.node, 'node')];
    case 'reply':
      return [filter('reply', row.isReply === undefined ? '' : String(row.isReply), 'reply')];
    case 'tcp-flags':
      return [filter('tcp-flags', row.tcpFlags.replaceAll(', ', '+'), 'TCP flags')];
    case 'encrypted':
      return [filter('encrypted', String(row.isEncrypted), 'encrypted')];
    case 'interface':
      return [filter('interface', row.interface, 'interface')];
    case 'trace-id':
      return [filter('trace-id', row.traceId, 'trace')];
    case 'uuid':
      return [filter('uuid', row.uuid, 'flow')];
    case 'time':
      return [];
  }
}

function endFilters(side: 'from-' | 'to-', end: RowEnd): readonly CellFilter[] {
  const word = side === 'from-' ? 'from' : 'to';
  const { namespace, pod, workload, names, ip, reserved, identity } = end;
  const isNamed = pod !== '' || workload !== '';
  return [
    filter(`${side}pod`, pod === '' ? '' : `${namespace}/${pod}`, `${word} pod`),
    filter(`${side}workload`, workload, `${word} workload`),
    filter(`${side}namespace`, namespace, `${word} namespace`),
    filter(`${side}fqdn`, isNamed ? '' : (names[0] ?? ''), `${word} name`),
    filter(
      `${side}identity`,
      isNamed ? '' : reserved === '' ? shared(identity) : reservedIdentity(reserved),
      `${word} identity`,
    ),
    filter(`${side}ip`, ip, `${word} IP`),
  ];
}

const RESERVED = new Set(['host', 'world', 'unmanaged', 'health', 'init', 'remote-node', 'kube-apiserver', 'ingress']);

function reservedIdentity(name: string): string {
  return RESERVED.has(name) ? name : '';
}

function filter(field: FieldName, value: string, word: string, shown = value): CellFilter {
  return { field, value, words: `${word} ${shown}` };
}

function numberText(value: number): string {
  return value === 0 ? '' : String(value);
}

function shared(identity: number): string {
  return identity > 0 && identity < FIRST_LOCAL_IDENTITY ? String(identity) : '';
}

/** A pattern that fits this text alone. */
function exactly(text: string): string {
  return text === '' ? '' : `^${text.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`)}$`;
}

/** Text of a cell that is copied. */
export function copiedText(row: FlowRow, column: ColumnId): string {
  const [first] = cellFilters(row, column);
  if (column === 'source' || column === 'destination') {
    const { namespace, name } = endParts(row[column]);
    return namespace === '' ? name : `${namespace}/${name}`;
  }
  if (column === 'summary') return row.summary;
  if (column === 'time') return Number.isNaN(row.timeMs) ? '' : new Date(row.timeMs).toISOString();
  return first?.value ?? '';
}

/**
 * The query with what was chosen in a cell. "Only" takes the place of what was asked of the same field; "not" is added,
 * and takes back an "only" of the same value. A query that cannot be read stays.
 */
export function filteredQuery(query: string, { field, value }: CellFilter, how: 'only' | 'not'): string {
  const parsed = readPageQuery(query);
  if (!parsed.ok) return query;
  const isOfField = (term: Term): boolean => term.kind === 'field' && term.field === field;
  const isOfValue = (term: Term): boolean => term.values.length === 1 && term.values[0]?.text === value;
  const isChosen = how === 'not';
  const terms = parsed.query.terms.filter((term) => {
    if (!isOfField(term)) return true;
    return isChosen ? !isOfValue(term) : term.negated && !isOfValue(term);
  });
  const chosen: Term = {
    kind: 'field',
    field,
    negated: isChosen,
    values: [{ text: value, from: 0, to: 0 }],
    from: 0,
    to: 0,
  };
  const next = [...terms, chosen].map(formatTerm).join(' ');
  return readPageQuery(next).ok ? next : query;
}
