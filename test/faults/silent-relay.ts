import { Source_State } from '@orrery/proto/orrery/live/v1/live_pb';
import { readStatus } from '../support/read-api.ts';
import { Relay } from '../support/relay-client.ts';
import { TcpFaultProxy } from '../support/tcp-fault-proxy.ts';
import { waitFor } from '../support/wait-for.ts';
import { openFiles, Page, stateOf, untilConnected, untilStatus, withServer } from './fault-setup.ts';
import type { FaultSize, Finding } from './finding.ts';

/** 2 s of quiet, 2 s for the answer about its health; a look, a tick and what a busy machine adds. */
const STALE_WITHIN_MS = 5_000;
/** A relay that goes on answers at once what it was asked meanwhile. */
const LIVE_AGAIN_WITHIN_MS = 1_500;
/** 14.5 s of silence; and what a busy machine adds. */
const DETECTED_WITHIN_MS = 17_000;
/** A log file, a socket of a page that just closed, the socket of the request that asks. */
const STRAY_FILES = 4;

/** R3: the relay stands still for a while, or its end vanishes, and nobody tells us. */
export async function relayIsHalfOpen(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const cycles = isLong ? 100 : 1;
  const { relay, address } = await Relay.playing({ scenario: 'shop', seed: 1, rate: 300 });
  const proxy = await TcpFaultProxy.listen(address);
  let slowestMs = 0;
  let stalestMs = 0;
  try {
    await withServer(['--relay', proxy.address], async ({ url, pid }) => {
      const page = await Page.open(url);
      await untilStatus(url, 'flows', ({ conservation }) => conservation.counted > 100);
      await relayStandsStill(finding, relay, page, url);
      const files = openFiles(pid);
      for (let cycle = 1; cycle <= cycles; cycle++) {
        const standsStill = cycle % 2 === 0;
        const startMs = performance.now();
        if (standsStill) relay.signal('SIGSTOP');
        else proxy.halfOpen();
        stalestMs = Math.max(stalestMs, await toldAfterMs(page, startMs, (state) => state !== Source_State.CONNECTED));
        const isNoticed = async () => ((await readStatus(url)).sources[0]?.reconnects ?? 0) >= cycle;
        await waitFor('the silence to be noticed', isNoticed, { timeoutMs: 2 * DETECTED_WITHIN_MS, everyMs: 50 });
        slowestMs = Math.max(slowestMs, performance.now() - startMs);
        if (standsStill) relay.signal('SIGCONT');
        const { conservation } = await untilConnected(url, 30_000);
        await untilStatus(url, 'flows again', (status) => status.conservation.counted > conservation.counted + 50);
      }
      finding.figure('cycles', cycles);
      finding.atMost('stale_after_ms', stalestMs, STALE_WITHIN_MS);
      finding.atMost('detected_after_ms', slowestMs, DETECTED_WITHIN_MS);
      finding.atLeast('connections_made', proxy.accepted, cycles + 1);
      finding.atMost('open_files_more', openFiles(pid) - files, STRAY_FILES);
      page.close();
    });
  } finally {
    relay.signal('SIGCONT');
    await relay.kill();
    await proxy.close();
  }
}

/** Shorter than until it is given up: the page says so, and the connection is the same afterwards. */
async function relayStandsStill(finding: Finding, relay: Relay, page: Page, url: string): Promise<void> {
  const stoppedMs = performance.now();
  relay.signal('SIGSTOP');
  const isStale = (state: Source_State): boolean => state === Source_State.WAITING;
  finding.atMost('stood_still_stale_after_ms', await toldAfterMs(page, stoppedMs, isStale), STALE_WITHIN_MS);
  const goesOnMs = performance.now();
  relay.signal('SIGCONT');
  const isLive = (state: Source_State): boolean => state === Source_State.CONNECTED;
  finding.atMost('live_again_after_ms', await toldAfterMs(page, goesOnMs, isLive), LIVE_AGAIN_WITHIN_MS);
  finding.atMost('stood_still_reconnects', (await readStatus(url)).sources[0]?.reconnects ?? -1, 0);
}

/** How long it takes until the page is told such a state of the relay. */
async function toldAfterMs(page: Page, fromMs: number, isIt: (state: Source_State) => boolean): Promise<number> {
  const find = (): number | undefined => page.states.find(({ atMs, state }) => atMs >= fromMs && isIt(state))?.atMs;
  return (await waitFor('the page to be told', find, { timeoutMs: 2 * DETECTED_WITHIN_MS })) - fromMs;
}

/** R4: a cluster without a flow, at a relay that sends clients away which ping more than once in five minutes. */
export async function clusterIsQuiet(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const quietMs = isLong ? 30 * 60_000 : 32_000;
  const total = 50;
  const { relay, address } = await Relay.playing({ scenario: 'shop', seed: 1, rate: 0, total, refusePings: true });
  try {
    await withServer(['--relay', address], async ({ url }) => {
      await untilStatus(url, 'the only flows', ({ conservation }) => conservation.counted === total);
      const endMs = performance.now() + quietMs;
      const isOver = async () => {
        const status = await readStatus(url);
        const isFine = stateOf(status) === 'connected' && (status.sources[0]?.reconnects ?? 0) === 0;
        return !isFine || performance.now() >= endMs;
      };
      await waitFor('the quiet to be over', isOver, { timeoutMs: quietMs + 20_000, everyMs: 500 });
      const [status, { goaways }] = [await readStatus(url), await relay.state()];
      finding.figure('quiet_seconds', quietMs / 1000);
      finding.atMost('goaways', goaways, 0);
      finding.atMost('reconnects', status.sources[0]?.reconnects ?? -1, 0);
      finding.expect(stateOf(status) === 'connected', `the source is ${stateOf(status)}`);
    });
  } finally {
    await relay.kill();
  }
}
