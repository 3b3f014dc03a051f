import type { FlowRow, RowEnd } from './flow-row.ts';
import type { SortKey } from './row-order.ts';

/** A column that the table of flows can have. */
export interface FlowColumn {
  readonly id: ColumnId;
  /** Above the column. */
  readonly title: string;
  /** Where it is spoken of. */
  readonly name: string;
  readonly isFigure: boolean;
  /** px it needs, and its part of what is left. */
  readonly min: number;
  readonly grow: number;
  readonly keyOf: (row: FlowRow) => SortKey;
}

export const COLUMN_IDS = [
  'time',
  'verdict',
  'source',
  'destination',
  'port',
  'protocol',
  'summary',
  'reason',
  'policy',
  'direction',
  'type',
  'node',
  'source-ip',
  'source-port',
  'source-identity',
  'source-workload',
  'destination-ip',
  'destination-identity',
  'destination-workload',
  'reply',
  'tcp-flags',
  'status',
  'encrypted',
  'interface',
  'trace-id',
  'uuid',
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

/** As `hubble observe` orders them: when, who, to whom, what, and what became of it. */
export const USUAL_COLUMNS: readonly ColumnId[] = [
  'time',
  'verdict',
  'source',
  'destination',
  'port',
  'protocol',
  'summary',
  'reason',
  'direction',
  'type',
];

/** Which of the usual ones give way first where there is no room. */
export const LEAVES_FIRST: readonly ColumnId[] = ['type', 'direction', 'protocol', 'reason', 'port'];

/** How rows are ordered. As they arrived, the newest on top, when undefined. */
export type FlowSort = { readonly column: ColumnId; readonly isDescending: boolean } | undefined;

/** `source`, or `-time` for the largest first; '' and what is no column for as they came. */
export function parseFlowSort(text: string): FlowSort {
  const isDescending = text.startsWith('-');
  const column = COLUMN_IDS.find((id) => id === text.slice(isDescending ? 1 : 0));
  return column && { column, isDescending };
}

/** The inverse of `parseFlowSort`. */
export function formatFlowSort(sort: FlowSort): string {
  return sort === undefined ? '' : `${sort.isDescending ? '-' : ''}${sort.column}`;
}

const text = (min: number, grow: number): Pick<FlowColumn, 'isFigure' | 'min' | 'grow'> => ({
  isFigure: false,
  min,
  grow,
});
const figure = (min: number): Pick<FlowColumn, 'isFigure' | 'min' | 'grow'> => ({ isFigure: true, min, grow: 0 });

const COLUMNS: Readonly<Record<ColumnId, Omit<FlowColumn, 'id'>>> = {
  time: { title: 'Time', name: 'Time', ...text(92, 0), keyOf: ({ timeMs }) => timeMs },
  verdict: { title: 'Verdict', name: 'Verdict', ...text(98, 0), keyOf: ({ verdict }) => verdict },
  source: { title: 'Source', name: 'Source', ...text(132, 4), keyOf: ({ source }) => endText(source) },
  destination: {
    title: 'Destination',
    name: 'Destination',
    ...text(132, 4),
    keyOf: ({ destination }) => endText(destination),
  },
  port: {
    title: 'Port',
    name: 'Destination port',
    ...figure(44),
    keyOf: ({ destination }) => orMissing(destination.port),
  },
  protocol: { title: 'Proto', name: 'Protocol', ...text(46, 0), keyOf: protocolText },
  summary: { title: 'Summary', name: 'Summary', ...text(112, 3), keyOf: ({ summary }) => summary },
  reason: { title: 'Reason, policy', name: 'Drop reason and policy', ...text(110, 2), keyOf: reasonText },
  policy: { title: 'Policy', name: 'Policy', ...text(120, 2), keyOf: (row) => policiesOf(row).join(' ') },
  direction: { title: 'Direction', name: 'Traffic direction', ...text(62, 0), keyOf: ({ direction }) => direction },
  type: { title: 'Event', name: 'Event', ...text(118, 1), keyOf: ({ event }) => event },
  node: { title: 'Node', name: 'Node', ...text(110, 1), keyOf: ({ node }) => node },
  'source-ip': { title: 'Source IP', name: 'Source IP', ...text(104, 0), keyOf: ({ source }) => addressKey(source.ip) },
  'source-port': {
    title: 'From port',
    name: 'Source port',
    ...figure(62),
    keyOf: ({ source }) => orMissing(source.port),
  },
  'source-identity': {
    title: 'From identity',
    name: 'Source identity',
    ...figure(84),
    keyOf: ({ source }) => orMissing(source.identity),
  },
  'source-workload': {
    title: 'From workload',
    name: 'Source workload',
    ...text(110, 1),
    keyOf: ({ source }) => workloadText(source),
  },
  'destination-ip': {
    title: 'Destination IP',
    name: 'Destination IP',
    ...text(104, 0),
    keyOf: ({ destination }) => addressKey(destination.ip),
  },
  'destination-identity': {
    title: 'To identity',
    name: 'Destination identity',
    ...figure(84),
    keyOf: ({ destination }) => orMissing(destination.identity),
  },
  'destination-workload': {
    title: 'To workload',
    name: 'Destination workload',
    ...text(110, 1),
    keyOf: ({ destination }) => workloadText(destination),
  },
  reply: { title: 'Reply', name: 'Reply', ...text(44, 0), keyOf: replyText },
  'tcp-flags': { title: 'TCP flags', name: 'TCP flags', ...text(84, 0), keyOf: ({ tcpFlags }) => tcpFlags },
  status: { title: 'Status', name: 'HTTP status', ...figure(48), keyOf: ({ httpStatus }) => orMissing(httpStatus) },
  encrypted: {
    title: 'Encrypted',
    name: 'Encrypted',
    ...text(66, 0),
    keyOf: ({ isEncrypted }) => (isEncrypted ? 'yes' : ''),
  },
  interface: { title: 'Interface', name: 'Interface', ...text(90, 0), keyOf: (row) => row.interface },
  'trace-id': { title: 'Trace', name: 'Trace id', ...text(120, 1), keyOf: ({ traceId }) => traceId },
  uuid: { title: 'Id', name: 'Id of the flow', ...text(120, 1), keyOf: ({ uuid }) => uuid },
};

export function flowColumn(id: ColumnId): FlowColumn {
  return { id, ...COLUMNS[id] };
}

/** The columns of an address, as far as they exist; the usual ones for none. */
export function chosenColumns(names: readonly string[]): readonly ColumnId[] {
  const known = names.flatMap((name) => COLUMN_IDS.find((id) => id === name) ?? []);
  return known.length === 0 ? USUAL_COLUMNS : known;
}

/** `shop/cart-5b8f7c9d4-lm4zq`, else a service, a DNS name, what it is reserved for, or the address. */
export function endText(end: RowEnd): string {
  const { namespace, name } = endParts(end);
  return namespace === '' ? name : `${namespace}/${name}`;
}

export function endParts(end: RowEnd): { readonly namespace: string; readonly name: string } {
  const { namespace, pod, names, service, reserved, ip, workload, identity } = end;
  if (pod !== '') return { namespace, name: pod };
  if (workload !== '') return { namespace, name: workload };
  const [name] = names;
  if (name !== undefined) return { namespace: '', name };
  if (service !== '') return { namespace: '', name: service };
  if (reserved !== '' && reserved !== 'world') return { namespace: '', name: reserved };
  if (ip !== '') return { namespace, name: ip };
  if (reserved !== '') return { namespace: '', name: reserved };
  return { namespace, name: identity === 0 ? 'unknown' : `identity ${identity}` };
}

export function workloadText({ workload, workloadKind }: RowEnd): string {
  return workloadKind === '' || workload === '' ? workload : `${workloadKind}/${workload}`;
}

/** The highest protocol that is known. */
export function protocolText({ l7, protocol }: FlowRow): string {
  return l7 === '' ? protocol : l7;
}

export function policiesOf({ deniedBy, allowedBy }: FlowRow): readonly string[] {
  return deniedBy.length > 0 ? deniedBy : allowedBy;
}

/** Why it was dropped, and which policies are named: those that deny before those that allow. */
export function reasonText(row: FlowRow): string {
  const reason =
    row.dropReason === '' && row.verdict === 'DROPPED' && row.l7 !== '' ? 'L7 rule' : dropWords(row.dropReason);
  const policies = policiesOf(row).join(', ');
  return reason === '' || policies === '' ? `${reason}${policies}` : `${reason}: ${policies}`;
}

/** `Policy denied` */
export function dropWords(reason: string): string {
  if (reason === '') return '';
  if (/^\d+$/.test(reason)) return `Reason ${reason}`;
  const words = reason.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function replyText({ isReply }: FlowRow): string {
  return isReply === undefined ? '' : isReply ? 'yes' : 'no';
}

function orMissing(value: number): number {
  return value === 0 ? Number.NaN : value;
}

/** Parts of an IPv4 address sort as numbers. */
function addressKey(ip: string): string {
  return ip.includes(':') ? ip : ip.replaceAll(/\d+/g, (part) => part.padStart(3, '0'));
}
