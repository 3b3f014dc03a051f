import { uuidOf } from './flow-uuid.ts';
import type { EdgeIndex } from '../aggregate/graph-view.ts';
import { protocolNumber } from '@orrery/flow/hubble-names';
import type { Coverage } from '../history/past-store.ts';
import type { PastFlow } from '../history/past-flows.ts';
import { findEdges, noSuchEdge, type EdgeAddress } from './edge-address.ts';
import { parseFlowPosition, type FlowPosition } from './flow-cursor.ts';
import { reachesBehind, seamOf } from './flow-seam.ts';
import { searchFlows, type FlowQuestion, type FoundFlow } from './flow-search.ts';
import type { PastDoor } from './http-deps.ts';
import { pastRange, searchPast, type FoundPastFlows } from './past-flow-search.ts';
import { storeAway } from './past-graph.ts';
import type { RouteContext } from './route.ts';
import { runInSlices, type Turn } from './slices.ts';

export interface FlowsQuestion extends Pick<FlowQuestion, 'query' | 'times' | 'evidenceOnly' | 'limit'> {
  readonly address: EdgeAddress | undefined;
  readonly cursor: string | undefined;
}

export interface FlowsFound {
  /** Newest first; those of the history have no number. */
  readonly flows: readonly (FoundFlow | PastFlow)[];
  readonly next: FlowPosition | undefined;
  readonly scanned: number;
  readonly sampledOneIn: number;
  /** Of the part that the history answers; undefined where it was not asked. */
  readonly past: PastPart | undefined;
}

export interface PastPart {
  /** Before this moment the history answers. */
  readonly beforeMs: number;
  /** Everything from here on was looked at; undefined for all that there is. */
  readonly lookedToMs: number | undefined;
  /** Denied, audited and failed flows of the range that were too many to be written down. */
  readonly overCap: number;
  /** Seconds of the range in which no single flows were written down. */
  readonly missingSeconds: number;
}

/**
 * Looks among the newest flows, and behind them in the history, when the range reaches there:
 *
 *     history ◄── page 3 ──┤◄── page 2 ──┤◄── page 1, from the newest flows
 *
 * Evidence in memory is of all times: it comes first, and the history gives what is not among it.
 */
export async function findFlows(context: RouteContext, question: FlowsQuestion, turn: Turn): Promise<FlowsFound> {
  const { graph, kept, past } = context;
  const { times, address, evidenceOnly } = question;
  const position = parseFlowPosition(question.cursor);
  const edge = address === undefined ? undefined : (await runInSlices(findEdges(graph, [address]), turn))[0];
  const seam = past === undefined ? 0 : (position.seam ?? seamOf(kept, past.writtenTo, evidenceOnly));
  const isBehind = past !== undefined && (position.kind === 'history' || reachesBehind(times, seam));
  if (address !== undefined && edge === undefined && !isBehind) throw noSuchEdge();
  if (!isBehind) return newest(context, question, position, edge, undefined, turn);

  const isOnlyBehind = position.kind === 'history' || (!evidenceOnly && (times.untilMs ?? Infinity) <= seam * 1000);
  const isUnknown = address !== undefined && edge === undefined;
  const first = isOnlyBehind || isUnknown ? NOTHING : await newest(context, question, position, edge, seam, turn);
  const known = evidenceOnly && edge !== undefined ? uuidsOf(kept.evidence(edge)) : NONE;
  if (first.next !== undefined) return first;
  const rest = question.limit - first.flows.length;
  const after = position.kind === 'history' ? position.after : undefined;
  const then: FlowPosition = { kind: 'history', seam, after };
  if (rest === 0) return { ...first, next: then };
  try {
    const found = await behind(past, { ...question, limit: rest, known }, then, turn);
    return joined(first, found, evidenceOnly);
  } catch (error) {
    // What was found already is of use, and the next page says what is wrong.
    if (first.flows.length > 0) return { ...first, next: then };
    // Evidence is shown of what happens now as well, which does not wait for a store.
    if (evidenceOnly && edge !== undefined && position.kind === 'newest') return first;
    throw error;
  }
}

const NONE: ReadonlySet<string> = new Set();
const NOTHING: FlowsFound = { flows: [], next: undefined, scanned: 0, sampledOneIn: 1, past: undefined };

/** With a seam, only flows from there on. */
async function newest(
  { graph, kept }: RouteContext,
  { query, times, evidenceOnly, limit }: FlowsQuestion,
  position: FlowPosition,
  edge: EdgeIndex | undefined,
  seam: number | undefined,
  turn: Turn,
): Promise<FlowsFound> {
  const cursor = position.kind === 'newest' ? position.number : undefined;
  const isWhole = seam === undefined || evidenceOnly;
  const sinceMs = isWhole ? times.sinceMs : Math.max(seam * 1000, times.sinceMs ?? 0);
  const question = { query, times: { ...times, sinceMs }, edge, evidenceOnly, limit, cursor };
  const { flows, nextCursor, scanned, sampledOneIn } = await runInSlices(searchFlows(graph, kept, question), turn);
  const next = nextCursor === undefined ? undefined : ({ kind: 'newest', number: nextCursor, seam } as const);
  return { flows, next, scanned, sampledOneIn, past: undefined };
}

async function behind(
  { store }: PastDoor,
  question: FlowsQuestion & { readonly known: ReadonlySet<string> },
  { seam, after }: FlowPosition & { readonly kind: 'history' },
  turn: Turn,
): Promise<FlowsFound> {
  const { address, times } = question;
  const edge = address && { ends: address.ends, port: address.port, protocol: protocolNumber(address.protocol) };
  const range = pastRange({ times, seam });
  const [found, counts, coverage] = await storeAway(() =>
    Promise.all([
      searchPast(store, { ...question, edge, seam, after }, turn),
      store.readFlowCounts(range),
      times.sinceMs === undefined ? undefined : store.readCoverage(range),
    ]),
  );
  const missingSeconds = coverage === undefined ? 0 : missingOf(coverage, range);
  const past = {
    beforeMs: seam * 1000,
    lookedToMs: lookedTo(found, times.sinceMs),
    overCap: counts.overCap,
    missingSeconds,
  };
  const next = found.next && { kind: 'history' as const, seam, after: found.next };
  return { flows: found.flows, next, scanned: found.scanned, sampledOneIn: found.sampledOneIn, past };
}

function joined(first: FlowsFound, second: FlowsFound, mixed: boolean): FlowsFound {
  const flows = [...first.flows, ...second.flows];
  return {
    ...second,
    flows: mixed ? flows.sort((left, right) => right.timeMs - left.timeMs) : flows,
    scanned: first.scanned + second.scanned,
    sampledOneIn: Math.max(first.sampledOneIn, second.sampledOneIn),
  };
}

function lookedTo({ next }: FoundPastFlows, sinceMs: number | undefined): number | undefined {
  return next === undefined ? sinceMs : next.timeMs;
}

function missingOf({ coveredSeconds, gaps }: Coverage, { from, to }: { from: number; to: number }): number {
  let seconds = Math.max(0, to - from - coveredSeconds);
  for (const { fromMs, toMs, what } of gaps) {
    if (what !== 'no-flows' && what !== 'not-heard') continue;
    seconds += Math.max(0, Math.min(toMs / 1000, to) - Math.max(fromMs / 1000, from));
  }
  return Math.min(to - from, Math.round(seconds));
}

function uuidsOf(flows: Iterable<{ readonly bytes: Uint8Array }>): ReadonlySet<string> {
  const uuids = new Set<string>();
  for (const { bytes } of flows) uuids.add(uuidOf(bytes));
  uuids.delete('');
  return uuids;
}
