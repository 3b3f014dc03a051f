import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareLedger, type ExpectedFlows } from '../support/compare-ledger.ts';
import { droppedSum, readJson, readStatus, type MapEdgeJson, type MapJson } from '../support/read-api.ts';
import { ledgerSum, type Relay } from '../support/relay-client.ts';
import { startServer, type StartedServer } from '../support/start-server.ts';
import { waitFor } from '../support/wait-for.ts';
import type { FaultSize, Finding } from './finding.ts';

/** Long before the first flow: all of it comes out of the store. */
const SINCE = '-3h';
/** A bucket, the time until it is closed, and what a busy machine takes. */
const WRITTEN_WITHIN_MS = 240_000;

export interface StoreJson {
  readonly kind: string;
  readonly state: string;
  readonly why: string;
  readonly disk: string;
  readonly set_aside: { readonly path: string; readonly why: string } | null;
  readonly written_to: string | null;
  readonly stored_batches: number;
  readonly waiting_batches: number;
  readonly waiting_bytes: number;
}

/** Bounds of time are for a machine that does nothing else; in the tests it does a lot. */
export function patience({ isLong }: FaultSize): number {
  return isLong ? 1 : 12;
}

/** A folder for a store, gone when `act` is over. */
export async function withFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-history-'));
  try {
    await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function startWriting(address: string, store: string): Promise<StartedServer> {
  return startServer(['--relay', address, '--store', store, '--log-level', 'warn'], { readyMs: 60_000 });
}

export async function readStore(url: string): Promise<StoreJson> {
  return (await readJson<{ readonly store: StoreJson }>(url, '/api/v1/status')).store;
}

export async function untilStore(
  url: string,
  what: string,
  isIt: (store: StoreJson) => boolean,
  timeoutMs = WRITTEN_WITHIN_MS,
): Promise<StoreJson> {
  const ask = async () => {
    const store = await readStore(url).catch(() => undefined);
    return store !== undefined && isIt(store) ? store : undefined;
  };
  return waitFor(what, ask, { timeoutMs, everyMs: 100 });
}

/** The store has its tables, and reads them. */
export async function untilAnswers(url: string): Promise<void> {
  const ask = async (): Promise<boolean> => (await fetch(`${url}/api/v1/map?since=${SINCE}`)).ok;
  await waitFor('an answer of the store', ask, { timeoutMs: WRITTEN_WITHIN_MS, everyMs: 100 });
}

/** All that was sent by now is in the store. */
export async function untilAllWritten(relay: Relay, url: string): Promise<void> {
  await waitFor('all flows to be sent', async () => (await relay.state()).isTotalReached, {
    timeoutMs: 600_000,
    everyMs: 100,
  });
  const endedMs = Date.now();
  await untilStore(
    url,
    'all of it to be written down',
    ({ written_to, waiting_batches }) => Date.parse(written_to ?? '') > endedMs && waiting_batches === 0,
  );
}

/** Where the whole history differs from what was sent; `unwritten` was seen live while nothing was written. */
export async function historyMistakes(
  url: string,
  sent: readonly ExpectedFlows[],
  unwritten: readonly MapEdgeJson[] = [],
): Promise<string[]> {
  const { edges } = await readJson<MapJson>(url, `/api/v1/map?since=${SINCE}`);
  const rows = [...edges, ...unwritten].map((edge) => ({ ...edge, total_flows: edge.flows }));
  return compareLedger(rows, sent).map(({ where, expected, found }) => `${where}: sent ${expected}, written ${found}`);
}

/** What a server that was there all the time wrote of what it was sent: all, but for what it says it had no time for. */
export async function expectAllWritten(finding: Finding, relay: Relay, url: string): Promise<number> {
  const ledger = await relay.ledger();
  const sent = ledgerSum(ledger, 'sent');
  const shed = droppedSum((await readStatus(url)).conservation);
  finding.figure('sent', sent);
  finding.figure('shed', shed);
  const { edges } = await readJson<MapJson>(url, `/api/v1/map?since=${SINCE}`);
  const written = edges.flatMap(({ flows }) => Object.values(flows)).reduce((sum, flows) => sum + flows, 0);
  finding.expect(written === sent - shed, `sent ${sent}, shed ${shed}, written ${written}`);
  const mistakes = shed > 0 ? [] : await historyMistakes(url, ledger.pairs);
  finding.figure('mistakes', mistakes.length);
  finding.broken.push(...mistakes.slice(0, 5));
  return written;
}

/** The process of the embedded engine of a server. */
export function enginePid(serverPid: number): number | undefined {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8');
      if (Number(parent) === serverPid && command.includes('engine-process')) return Number(entry);
    } catch {
      // It ended while we looked.
    }
  }
  return undefined;
}
