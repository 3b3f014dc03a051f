import { setTimeout as sleep } from 'node:timers/promises';
import { Source_State } from '@orrery/proto/orrery/live/v1/live_pb';
import { readMap, readStatus } from '../support/read-api.ts';
import { ledgerSum, Relay } from '../support/relay-client.ts';
import { TcpFaultProxy } from '../support/tcp-fault-proxy.ts';
import { mistakesOf, Page, untilConnected, untilStatus, withServer } from './fault-setup.ts';
import type { FaultSize, Finding } from './finding.ts';

const RATE = 1000;
/** From the moment at which the relay listens again. */
const BACK_WITHIN_MS = 5000;
const TOLD_WITHIN_MS = 1500;

/** R1: GOAWAY, and up again after a while. Agents and rings live on, so that nothing at all may be missing. */
export async function relayRestarts(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const downMs = isLong ? 5000 : 1500;
  const total = isLong ? 15_000 : 5000;
  const { relay, address } = await Relay.playing({ scenario: 'shop', seed: 1, rate: RATE, total, ring: 16_383 });
  try {
    await withServer(['--relay', address], async ({ url }) => {
      const page = await Page.open(url);
      await untilStatus(url, 'flows', ({ conservation }) => conservation.counted > 500);
      const awayMs = performance.now();
      await relay.restart({ downMs, abrupt: false });
      const upMs = performance.now();
      await untilConnected(url);
      finding.atMost('back_after_ms', performance.now() - upMs, BACK_WITHIN_MS);
      const told = page.states.find(({ atMs, state }) => atMs > awayMs && state !== Source_State.CONNECTED);
      finding.atMost('told_after_ms', (told?.atMs ?? Infinity) - awayMs, TOLD_WITHIN_MS);
      await expectExact(finding, relay, url, total);
      page.close();
    });
  } finally {
    await relay.kill();
  }
}

/** R2: connections are reset, and then the process is killed; another relay comes up at its address. */
export async function relayIsKilled(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const resets = isLong ? 20 : 3;
  const relay = Relay.start();
  const [address = ''] = (await relay.play({ scenario: 'shop', seed: 1, rate: RATE, ring: 16_383 })).addresses;
  const proxy = await TcpFaultProxy.listen(address);
  let successor: Relay | undefined;
  try {
    await withServer(['--relay', proxy.address], async ({ url }) => {
      for (let reset = 1; reset <= resets; reset++) {
        const { conservation } = await untilConnected(url);
        await untilStatus(url, 'more flows', (status) => status.conservation.counted > conservation.counted + 300);
        proxy.resetPeers();
        await untilStatus(url, 'a reconnect', ({ sources }) => (sources[0]?.reconnects ?? 0) >= reset);
      }
      const { conservation } = await untilConnected(url);
      await untilStatus(url, 'more flows', (status) => status.conservation.counted > conservation.counted + 300);
      await relay.kill();
      await untilStatus(url, 'the end of the stream', ({ sources }) => sources[0]?.state !== 'connected');
      const before = await rowsOf(url);
      const total = 2000;
      successor = Relay.start();
      const next = { scenario: 'shop', seed: 2, rate: RATE, total, ring: 16_383 } as const;
      proxy.retarget((await successor.play(next)).addresses[0] ?? '');
      const upMs = performance.now();
      await untilConnected(url);
      finding.atMost('back_after_ms', performance.now() - upMs, BACK_WITHIN_MS + 500);
      await expectExact(finding, successor, url, total, before);
      const status = await readStatus(url);
      finding.figure('reconnects', status.sources[0]?.reconnects ?? 0);
    });
  } finally {
    await relay.kill();
    await successor?.kill();
    await proxy.close();
  }
}

/** Waits until all of `total` arrived, and compares each number. `before` was counted of another relay. */
async function expectExact(
  finding: Finding,
  relay: Relay,
  url: string,
  total: number,
  before: Awaited<ReturnType<typeof rowsOf>> = [],
): Promise<void> {
  const counted = before.reduce((sum, { flows }) => sum + flows, 0) + total;
  const isAll = ({ conservation }: { conservation: { counted: number } }) => conservation.counted >= counted;
  await untilStatus(url, `${counted} flows`, isAll, 30_000).catch(() => undefined);
  await sleep(300);
  const ledger = await relay.ledger();
  const mistakes = await mistakesOf(url, [...before, ...ledger.pairs]);
  const { conservation } = await readStatus(url);
  finding.figure('sent', ledgerSum(ledger, 'sent'));
  finding.figure('duplicate', conservation.duplicate);
  finding.figure('mistakes', mistakes.length);
  finding.broken.push(...mistakes.slice(0, 5));
}

async function rowsOf(url: string) {
  const { edges } = await readMap(url);
  return edges.flatMap(({ source, destination, port, protocol, total_flows }) =>
    Object.entries(total_flows).map(([verdict, flows]) => ({ source, destination, port, protocol, verdict, flows })),
  );
}
