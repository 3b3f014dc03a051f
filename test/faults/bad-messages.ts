import { setTimeout as sleep } from 'node:timers/promises';
import { runExactness } from '../exactness/run-exactness.ts';
import { readStatus } from '../support/read-api.ts';
import { ledgerSum, Relay } from '../support/relay-client.ts';
import type { RawAnswer } from '../support/relay-protocol.ts';
import { TcpFaultProxy } from '../support/tcp-fault-proxy.ts';
import { mistakesOf, rssMb, untilStatus, whileSampling, withServer } from './fault-setup.ts';
import type { FaultSize, Finding } from './finding.ts';

const MAX_RSS_GROWTH_MB = 64;

/** R7: messages that no decoder accepts, one for ten flows, and one for each. */
export async function messagesAreGarbage(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const flows = isLong ? 1_000_000 : 20_000;
  for (const malformedShare of [0.1, 1]) {
    const result = await runExactness({ scenario: 'shop', flows, faults: { malformedShare } });
    finding.atLeast(`undecodable_${malformedShare}`, result.undecodable, flows * malformedShare * 0.9);
    finding.expect(result.restarts === 0, 'the stream did not survive');
    finding.broken.push(...result.mistakes.slice(0, 5));
  }
}

/** These answers come at once; for `silence` and `headers-only` one waits as long as for a half-open connection. */
const ANSWERS: readonly RawAnswer[] = [
  'oversize',
  'huge-prefix',
  'bad-gzip',
  'gzip-bomb',
  'unannounced-gzip',
  'bad-status',
  'no-status',
  'html',
  'http-error',
  'reset',
  'cut',
];

/**
 * R8: one server follows a good relay and eleven that answer badly, each behind a proxy. Later the proxies lead to the
 * good relay, so that each of its flows comes twelve times.
 */
export async function answersAreBad(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const tries = isLong ? 30 : 3;
  const bad = Relay.start();
  const good = Relay.start();
  const proxies: TcpFaultProxy[] = [];
  try {
    for (const address of (await bad.raw(ANSWERS)).addresses) proxies.push(await TcpFaultProxy.listen(address));
    const play = { scenario: 'shop', seed: 1, rate: 300 } as const;
    const [goodAddress = ''] = (await good.play(play)).addresses;
    const sources = [goodAddress, ...proxies.map(({ address }) => address)];
    await withServer(
      sources.flatMap((address) => ['--relay', address]),
      async ({ url, pid }) => {
        const startRss = rssMb(pid);
        let peakMb = 0;
        const silent = new Set(ANSWERS);
        const allTried = async () => {
          for (;;) {
            const { sources: told } = await readStatus(url);
            for (const [index, answer] of ANSWERS.entries()) if (told[index + 1]?.error) silent.delete(answer);
            const { rawCalls } = await bad.state();
            if (silent.size === 0 && rawCalls.every((calls) => calls >= tries)) return rawCalls;
            await sleep(100);
          }
        };
        const calls = await whileSampling(
          () => (peakMb = Math.max(peakMb, rssMb(pid))),
          Promise.race([allTried(), sleep(isLong ? 300_000 : 40_000, undefined, { ref: false })]),
        );
        finding.expect(calls !== undefined, `no error is told of ${[...silent].join(', ') || 'any'}, or no new try`);
        finding.figure('tries', calls?.reduce((sum, count) => sum + count, 0) ?? 0);
        finding.atMost('rss_mb_more', peakMb - startRss, MAX_RSS_GROWTH_MB);
        const { sources: told } = await readStatus(url);
        finding.expect(told[0]?.state === 'connected' && told[0].reconnects === 0, 'the good relay was disturbed');
        for (const proxy of proxies) proxy.retarget(goodAddress);
        const areAllBack = (status: { sources: readonly { state: string }[] }) =>
          status.sources.every(({ state }) => state === 'connected');
        const startMs = performance.now();
        await untilStatus(url, 'all sources to be connected', areAllBack, 20_000);
        finding.figure('all_back_after_ms', performance.now() - startMs);
        await expectCountedOnce(finding, good, url);
      },
    );
  } finally {
    await bad.kill();
    await good.kill();
    for (const proxy of proxies) await proxy.close();
  }
}

/** R9: the same flows from several streams of one relay, half of them sent again, and again after a reconnect. */
export async function flowsComeAgain(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const total = isLong ? 1_000_000 : 20_000;
  const faults = { duplicateShare: 0.5 };
  const play = { scenario: 'shop', seed: 1, rate: 0, total, faults, ring: 16_383, relay: { drainMs: 100 } } as const;
  const { relay, address } = await Relay.playing(play);
  const proxies = [await TcpFaultProxy.listen(address), await TcpFaultProxy.listen(address)];
  const sources = [address, ...proxies.map((proxy) => proxy.address)];
  try {
    await withServer(
      sources.flatMap((one) => ['--relay', one]),
      async ({ url }) => {
        await untilStatus(url, 'flows', ({ conservation }) => conservation.counted > total / 4, 60_000);
        proxies[0]?.resetPeers();
        await untilStatus(url, 'all flows', ({ conservation }) => conservation.counted >= total, 120_000);
        await expectCountedOnce(finding, relay, url);
        const { conservation } = await readStatus(url);
        finding.atLeast('duplicate', conservation.duplicate, total);
      },
    );
  } finally {
    await relay.kill();
    for (const proxy of proxies) await proxy.close();
  }
}

/** Stops the flows by stopping nodes, and waits until nothing more is on its way. */
async function expectCountedOnce(finding: Finding, relay: Relay, url: string): Promise<void> {
  for (const node of (await relay.state()).nodes) await relay.removeNode(node, 'crash');
  let last = -1;
  const isQuiet = async () => {
    const { received } = (await readStatus(url)).conservation;
    const was = last;
    last = received;
    return received === was;
  };
  for (let calm = 0; calm < 3; calm = (await isQuiet()) ? calm + 1 : 0) await sleep(200);
  const ledger = await relay.ledger();
  const mistakes = await mistakesOf(url, ledger.pairs);
  finding.figure('sent', ledgerSum(ledger, 'sent'));
  finding.figure('received', (await readStatus(url)).conservation.received);
  finding.figure('mistakes', mistakes.length);
  finding.broken.push(...mistakes.slice(0, 5));
}
