import type { LedgerView, LostView, SecondRange } from '../aggregate/graph-view.ts';
import type { SourceStatus } from '../relay/source-status.ts';
import type { NodeCount } from './node-count.ts';

export interface Incompleteness {
  readonly sources: readonly SourceStatus[];
  readonly nodes: NodeCount;
  readonly ledger: LedgerView;
  /** Seconds of the window up to now. */
  readonly range: SecondRange;
  /** When this server began to listen. */
  readonly startedSecond: number;
  /** Seconds since then, within the range, in which some node was not heard. */
  readonly secondsWithGaps: number;
  /** Events of the range that upstream reported lost. */
  readonly lost: number;
  /** Events of the range that this server could not read or count. */
  readonly shed: number;
}

/** Why the picture of a window is not whole, in words, the worst first. Empty when nothing is known to be missing. */
export function incompleteBecause(what: Incompleteness): string[] {
  return [
    ...sourceReasons(what),
    ...nodeReasons(what),
    ...gapReasons(what),
    ...lossReasons(what),
    ...shedReasons(what),
  ];
}

/** Of sources and of names; the rest is told as a number. */
const TOLD = 5;

function sourceReasons({ sources }: Incompleteness): string[] {
  if (sources.length === 0) return ['No relay is configured.'];
  const away = sources.filter(({ state }) => state !== 'connected');
  const reasons = away.slice(0, TOLD).map((source) => {
    const error = source.error === undefined ? '' : ` (${clipped(source.error.message, 160)})`;
    return `${clipped(source.name, 100)}: not connected since ${clockTime(source.sinceMs)}${error}.`;
  });
  if (away.length > TOLD) reasons.push(`${countOf(away.length - TOLD, 'other source')} not connected.`);
  return reasons;
}

function nodeReasons({ sources, nodes }: Incompleteness): string[] {
  const names = new Set(sources.filter(({ state }) => state !== 'connected').map(({ name }) => name));
  const missing = nodes.missing.filter((name) => !names.has(name));
  if (missing.length === 0) return [];
  return [`${missing.length} of ${countOf(nodes.known, 'node')} not reporting: ${listed(missing)}.`];
}

function gapReasons({ range, startedSecond, secondsWithGaps }: Incompleteness): string[] {
  const reasons: string[] = [];
  if (startedSecond > range.from) {
    reasons.push(`Listening only since ${clockTime(startedSecond * 1000)}; the window begins earlier.`);
  }
  if (secondsWithGaps > 0) {
    reasons.push(`For ${countOf(secondsWithGaps, 'second')} of the window not every node was heard.`);
  }
  return reasons;
}

function lossReasons({ ledger, lost, range }: Incompleteness): string[] {
  if (lost === 0) return [];
  const recent = [...ledger.lost()].filter(([, view]) => view.lastMs >= range.from * 1000);
  const nodes = recent.map(([node]) => (node === '' ? 'a node without a name' : node)).toSorted();
  const where = new Set(recent.flatMap(([, view]) => placesOf(view)));
  const by = nodes.length === 0 ? '' : ` by ${listed(nodes)}`;
  const inWhat = where.size === 0 ? '' : `, in ${[...where].toSorted().join(' and ')}`;
  return [`${countOf(lost, 'event')} lost before this server${by}${inWhat}.`];
}

function placesOf(view: LostView): string[] {
  return [...view.bySource]
    .filter(([, events]) => events > 0)
    .map(([source]) => LOST_PLACES[source] ?? 'an unknown buffer');
}

/** By LostEventSource of Hubble. */
const LOST_PLACES: readonly (string | undefined)[] = [
  undefined,
  "the kernel's ring buffer",
  "the agent's queue",
  "Hubble's ring buffer",
];

function shedReasons({ ledger, shed }: Incompleteness): string[] {
  if (shed === 0) return [];
  const { undecodable, dropped } = ledger.total();
  const causes = [...dropped].filter(([, events]) => events > 0).map(([reason]) => reason);
  if (undecodable > 0) causes.push('unreadable');
  return [`${countOf(shed, 'event')} received but not counted: ${listed(causes.toSorted())}.`];
}

function listed(names: readonly string[]): string {
  const told = names.slice(0, TOLD).map((name) => clipped(name, 100));
  if (names.length > TOLD) told.push(`${names.length - TOLD} more`);
  return told.join(', ');
}

function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

function clipped(text: string, characters: number): string {
  return text.length > characters ? `${text.slice(0, characters - 1)}…` : text;
}

function clockTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 19)} UTC`;
}
