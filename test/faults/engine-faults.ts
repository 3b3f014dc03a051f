import { Relay } from '../support/relay-client.ts';
import { waitFor } from '../support/wait-for.ts';
import { Page, untilStatus } from './fault-setup.ts';
import type { FaultSize, Finding } from './finding.ts';
import {
  enginePid,
  expectAllWritten,
  patience,
  startWriting,
  untilAllWritten,
  untilStore,
  withFolder,
  untilAnswers,
} from './history-setup.ts';

const BACK_WITHIN_MS = 5000;
/** A hang is known when a ping was not answered. */
const HANG_KNOWN_AFTER_MS = 6000;
const LONGEST_GAP_MS = 2000;

/** S6: the process of the embedded engine is killed, crashes and hangs. The live view does not notice. */
export async function engineFails(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const rounds = isLong ? 10 : 1;
  const [rate, total] = isLong ? [300, 60_000] : [300, 6000];
  const play = { scenario: 'shop', seed: 1, rate, total, ring: 65_535 } as const;
  const { relay, address } = await Relay.playing(play);
  try {
    await withFolder(async (folder) => {
      const server = await startWriting(address, `chdb:${folder}`);
      try {
        const page = await Page.open(server.url);
        await untilStatus(server.url, 'flows', ({ conservation }) => conservation.counted > 200);
        const startMs = performance.now();
        for (let round = 0; round < rounds; round += 1) {
          for (const signal of ['SIGKILL', 'SIGSEGV', 'SIGSTOP'] as const) {
            const backMs = await backAfterMs(server, signal, finding);
            // The engine does not end by the signal of a crash that it did not make: it hangs.
            const bound = BACK_WITHIN_MS + (signal === 'SIGKILL' ? 0 : HANG_KNOWN_AFTER_MS);
            finding.atMost(`back_after_${signal.toLowerCase()}_ms`, backMs, bound * patience({ isLong }));
          }
        }
        await untilAllWritten(relay, server.url);
        finding.atMost('longest_gap_ms', page.longestGapMs(startMs), LONGEST_GAP_MS * patience({ isLong }));
        page.close();
        await expectAllWritten(finding, relay, server.url);
      } finally {
        await server.stop();
      }
    });
  } finally {
    await relay.kill();
  }
}

/** Signals the engine, and waits for another one that is ready. */
async function backAfterMs(
  { pid, url }: { readonly pid: number; readonly url: string },
  signal: NodeJS.Signals,
  finding: Finding,
): Promise<number> {
  await untilStore(url, 'the store to be ready', ({ state }) => state === 'ready');
  const engine = await waitFor('an engine', () => enginePid(pid));
  const startMs = performance.now();
  process.kill(engine, signal);
  if (signal !== 'SIGSTOP') {
    const refused = await fetch(`${url}/api/v1/map?since=-2h`, { signal: AbortSignal.timeout(20_000) });
    const text = await refused.text();
    // It may be back already.
    if (!refused.ok) finding.expect(refused.status === 503 && /store_away/.test(text), `${signal}: ${text}`);
  }
  await waitFor(
    'another engine',
    () => {
      const now = enginePid(pid);
      return now !== undefined && now !== engine;
    },
    { timeoutMs: 60_000 },
  );
  await untilStore(url, 'the store to be ready again', ({ state }) => state === 'ready');
  // Ready is what the last look said; an answer proves it.
  await untilAnswers(url);
  return performance.now() - startMs;
}
