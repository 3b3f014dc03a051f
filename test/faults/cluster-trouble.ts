import { setTimeout as sleep } from 'node:timers/promises';
import { readMap, readStatus, type StatusJson } from '../support/read-api.ts';
import { ledgerSum, Relay } from '../support/relay-client.ts';
import { waitFor } from '../support/wait-for.ts';
import { imbalances, mistakesOf, Page, untilStatus, withServer } from './fault-setup.ts';
import type { FaultSize, Finding } from './finding.ts';

/** Ticks of the publisher. */
const MAX_FRAMES_PER_SECOND = 5;

/** R12: 30,000 lost events a second, of all three sources and of all nodes, some without a node name. */
export async function lostEventsStorm(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const stormMs = isLong ? 60_000 : 4000;
  const total = isLong ? 25_000 : 2000;
  const { relay, address } = await Relay.playing({ scenario: 'shop', seed: 1, rate: 400, total, ring: 16_383 });
  try {
    await withServer(['--relay', address], async ({ url }) => {
      const page = await Page.open(url);
      await untilStatus(url, 'flows', ({ conservation }) => conservation.counted > 200);
      await relay.fault({ lostFloodPerSecond: 30_000 });
      const [startMs, frames, bytes] = [performance.now(), page.framesAtMs.length, page.bytes];
      await sleep(stormMs);
      const seconds = (performance.now() - startMs) / 1000;
      finding.atMost('frames_per_second', (page.framesAtMs.length - frames) / seconds, MAX_FRAMES_PER_SECOND);
      finding.figure('frame_kb_per_second', (page.bytes - bytes) / seconds / 1000);
      finding.atMost('frame_gap_max_ms', page.longestGapMs(startMs), 1500);
      await relay.fault({ lostFloodPerSecond: 0 });
      const isAllThere = async () => {
        const [ledger, status] = [await relay.ledger(), await readStatus(url)];
        const isAll = status.lost.total >= ledgerSum(ledger, 'lost') && status.conservation.counted >= total;
        return isAll ? { ledger, status } : undefined;
      };
      const { ledger, status } = await waitFor('everything', isAllThere, { timeoutMs: 30_000, everyMs: 250 });
      finding.atLeast('lost_per_second', status.lost.total / seconds, 10_000);
      finding.expect(status.lost.total === ledgerSum(ledger, 'lost'), 'lost events were not counted exactly');
      finding.expect(Object.keys(status.lost.by_source).length === 3, 'not all three sources are told');
      const mistakes = await mistakesOf(url, ledger.pairs);
      finding.figure('mistakes', mistakes.length);
      finding.broken.push(...mistakes.slice(0, 5));
      page.close();
    });
  } finally {
    await relay.kill();
  }
}

/** Nodes are asked for every ten seconds. */
const KNOWN_WITHIN_MS = 13_000;

/** R13: nodes crash, come back, leave and join. */
export async function nodesChurn(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const nodes = isLong ? 1000 : 100;
  const rounds = isLong ? 20 : 1;
  const { relay, address } = await Relay.playing({ scenario: 'scale', seed: 1, rate: 1000, nodes });
  try {
    await withServer(['--relay', address], async ({ url }) => {
      const told = await untilTold(url, nodes, []);
      finding.figure('nodes', told.nodes.length);
      const names = (await relay.state()).nodes;
      let slowestMs = 0;
      for (let round = 0; round < rounds; round++) {
        const at = (round * 10) % (nodes - 20);
        const [crashed, left] = [names.slice(at, at + 2), names.slice(at + 2, at + 2 + nodes / 10)];
        for (const name of crashed) await relay.removeNode(name, 'crash');
        for (const name of left) await relay.removeNode(name, 'leave');
        const goneMs = performance.now();
        await untilTold(url, nodes - left.length, crashed);
        slowestMs = Math.max(slowestMs, performance.now() - goneMs);
        const { completeness } = await readMap(url);
        const reasons = JSON.stringify(completeness);
        for (const name of crashed) finding.expect(reasons.includes(name), `${name} is not named in ${reasons}`);
        for (const name of [...crashed, ...left]) await relay.addNode(name);
        await untilTold(url, nodes, []);
      }
      finding.atMost('known_after_ms', slowestMs, KNOWN_WITHIN_MS);
      const status = await readStatus(url);
      finding.figure('reconnects', status.sources[0]?.reconnects ?? 0);
      finding.expect(status.nodes.length <= nodes + 1, `${status.nodes.length} rows for ${nodes} nodes`);
      finding.broken.push(...imbalances(status));
    });
  } finally {
    await relay.kill();
  }
}

async function untilTold(url: string, known: number, missing: readonly string[]): Promise<StatusJson> {
  const wanted = JSON.stringify(missing.toSorted());
  const isTold = ({ nodes_known, nodes_missing }: StatusJson) =>
    nodes_known === known && JSON.stringify((nodes_missing as string[]).toSorted()) === wanted;
  return untilStatus(url, `${known} nodes without ${wanted}`, isTold, 2 * KNOWN_WITHIN_MS);
}
