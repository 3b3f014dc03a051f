import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dnsMistakes, httpMistakes, largestQuantileError } from '../support/compare-l7.ts';
import { readJson, type DnsRowJson, type HttpRowJson, type L7TableJson } from '../support/read-api.ts';
import { Relay } from '../support/relay-client.ts';
import { startServer, type StartedServer } from '../support/start-server.ts';
import { waitFor } from '../support/wait-for.ts';

const FLOWS = 60_000;
/** Long before the first flow: all of it comes out of the store. */
const SINCE = '-3h';

test('[HIST-33] requests and questions that servers wrote down are those that were sent, also when one was killed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'orrery-written-'));
  const { relay, address } = await Relay.playing({
    scenario: 'incident',
    seed: 1,
    rate: 1500,
    total: FLOWS,
    incidentAfterMs: 15_000,
    ring: 65_535,
    relay: { drainMs: 100 },
  });
  const start = (): Promise<StartedServer> =>
    startServer(['--relay', address, '--store', `chdb:${directory}`, '--log-level', 'warn'], { readyMs: 60_000 });
  let server = await start();
  try {
    await waitFor('something to be written down', () => isWrittenTo(server.url, 1), {
      timeoutMs: 240_000,
      everyMs: 250,
    });
    await server.process.kill();
    server = await start();
    await waitFor('all flows to be sent', async () => (await relay.state()).isTotalReached, {
      timeoutMs: 120_000,
      everyMs: 250,
    });
    // A question that was not answered is one when five seconds passed.
    const endedSeconds = Date.now() / 1000 + 6;
    await waitFor('all of it to be written down', () => isWrittenTo(server.url, endedSeconds), {
      timeoutMs: 240_000,
      everyMs: 500,
    });
    const ledger = await relay.ledger();
    const http = await readJson<L7TableJson<HttpRowJson>>(server.url, `/api/v1/http?limit=10000&since=${SINCE}`);
    const dns = await readJson<L7TableJson<DnsRowJson>>(server.url, `/api/v1/dns?limit=10000&since=${SINCE}`);
    expect([...httpMistakes(http.rows, ledger.http), ...dnsMistakes(dns.rows, ledger.dns)]).toEqual([]);
    expect(http.rows.length).toBeGreaterThan(10);
    expect(largestQuantileError(http.rows, ledger.http)).toBeGreaterThan(0);
  } finally {
    await server.stop();
    await relay.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}, 600_000);

interface StatusJson {
  readonly store: { readonly written_to: string | null; readonly waiting_batches: number };
}

async function isWrittenTo(url: string, seconds: number): Promise<boolean> {
  const { store } = await readJson<StatusJson>(url, '/api/v1/status');
  return Date.parse(store.written_to ?? '') / 1000 > seconds && store.waiting_batches === 0;
}
