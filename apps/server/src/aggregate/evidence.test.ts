import { expect, test } from 'vitest';
import { Random } from '../decode/testing/random.ts';
import { Evidence } from './evidence.ts';
import { setup } from './testing/drawn-graph.ts';
import { flow, START } from './testing/flow-builder.ts';
import { dnsAnswer, httpRequest, httpResponse } from './testing/l7-flows.ts';

const SEED = Number(process.env.ORRERY_SEED ?? 20_261_120);
const FORWARDED = 1;
const DROPPED = 2;
const AUDIT = 4;

interface Offering {
  readonly evidence: Evidence;
  /** One flow per 100 ms of ours. */
  readonly offer: (edge: number, verdict: number, bytes?: number) => void;
}

function setupEvidence(maxBytes: number): Offering {
  const evidence = new Evidence(maxBytes);
  let number = 0;
  return {
    evidence,
    offer: (edge, verdict, bytes = 100) => {
      number++;
      const flow = {
        number,
        edge,
        edgeSerial: edge + 1000,
        verdict,
        shelf: verdict & 7,
        timeMs: number * 100,
        oneIn: 1,
      };
      evidence.offer({ ...flow, bytes: new Uint8Array(bytes) }, number * 100);
    },
  };
}

function verdicts(evidence: Evidence, edge: number, verdict: number): number[] {
  return evidence
    .of(edge)
    .filter((kept) => kept.verdict === verdict)
    .map(({ number }) => number);
}

test('[KEEP-5] an edge keeps up to 20 flows of each verdict, newest first', () => {
  const { evidence, offer } = setupEvidence(1 << 20);
  for (let i = 0; i < 400; i++) offer(5, i % 2 === 0 ? FORWARDED : DROPPED);
  expect(verdicts(evidence, 5, FORWARDED).length).toBe(20);
  expect(verdicts(evidence, 5, DROPPED).length).toBe(20);
  const all = evidence.of(5).map(({ number }) => number);
  expect(all).toEqual(all.toSorted((left, right) => right - left));
  expect(all[0]).toBeGreaterThan(380);
  expect([evidence.of(6), evidence.count]).toEqual([[], 40]);
});

test('[KEEP-6] what is forwarded is given up before what was denied or audited', () => {
  const { evidence, offer } = setupEvidence(20_000);
  for (let edge = 0; edge < 50; edge++) for (let i = 0; i < 10; i++) offer(edge, FORWARDED);
  expect(evidence.bytes).toBeLessThanOrEqual(10_000);
  for (let edge = 0; edge < 10; edge++) for (let i = 0; i < 20; i++) offer(edge, i % 2 === 0 ? DROPPED : AUDIT);
  expect(evidence.bytes).toBe(20_000);
  for (let edge = 0; edge < 10; edge++) {
    expect(evidence.of(edge).length).toBe(20);
    expect(verdicts(evidence, edge, FORWARDED)).toEqual([]);
  }
  offer(99, DROPPED);
  expect(evidence.of(99).length).toBe(1);
  expect(evidence.of(0).length).toBeLessThan(20);
});

test('[KEEP-7] evidence never takes more bytes than its budget, and an edge that is forgotten gives all back', () => {
  const random = new Random(SEED);
  const { evidence, offer } = setupEvidence(30_000);
  const held = () => Array.from({ length: 30 }, (_, edge) => evidence.of(edge)).flat();
  for (let i = 0; i < 20_000; i++) {
    offer(random.int(0, 30), random.int(0, 9), random.chance(0.01) ? random.int(1, 40_000) : random.int(1, 1500));
    if (random.chance(0.01)) evidence.forget(random.int(0, 30));
    expect(evidence.bytes, `seed ${SEED}, step ${i}`).toBeLessThanOrEqual(30_000);
  }
  expect(evidence.count).toBe(held().length);
  expect(evidence.bytes).toBe(held().reduce((sum, { bytes }) => sum + bytes.length, 0));
  for (let edge = 0; edge < 30; edge++) evidence.forget(edge);
  expect([evidence.bytes, evidence.count]).toEqual([0, 0]);
});

test('[KEEP-8] evidence outlives the ring, and goes with its edge', () => {
  const graph = setup({ keptFlowsBytes: 256 * 1024, maxEdges: 100 });
  const denied = flow('shop/cart:41000 -> shop/redis:6379', {
    verdict: 'dropped',
    reason: 133,
    event: 'drop',
    flags: 'syn',
  });
  graph.feed([denied]);
  const edge = graph.edge('shop/cart -> shop/redis:6379');
  for (let second = 0; second < 200; second++) {
    const calls = Array.from({ length: 15 }, (_, i) =>
      flow('shop/frontend:41000 -> shop/cart:8080', { at: second + i / 20, isReply: false }),
    );
    graph.feed(calls, second);
    graph.intake.advanceTo((START + second + 1) * 1000);
  }
  const { graph: kept } = graph.intake;
  expect([...kept.newestFirst()].some((it) => it.edge === edge)).toBe(false);
  expect(Array.from(kept.evidence(edge), ({ bytes }) => [...bytes])).toEqual([[...denied]]);
  expect(kept.keptBytes).toBeLessThanOrEqual(256 * 1024);
  graph.feed(
    Array.from({ length: 200 }, (_, i) =>
      flow(`shop/frontend:41000 -> shop/cart:${i}`, { at: 300 + i, isReply: false }),
    ),
    500,
  );
  expect(kept.edges.serial(edge)).not.toBe(1);
  expect([...kept.evidence(edge)].some(({ verdict }) => verdict === DROPPED)).toBe(false);
});

test('[KEEP-16] answers that failed outlive those that did not', () => {
  const graph = setup({ keptFlowsBytes: 256 * 1024 });
  const failed = [httpResponse('/pay', { code: 503, at: 1 }), dnsAnswer('api.example.com', { rcode: 3, at: 1 })];
  graph.feed(failed, 1);
  for (let second = 2; second < 300; second++) {
    const fine = Array.from({ length: 20 }, () => [
      httpResponse('/pay', { at: second }),
      dnsAnswer('a.example.com', { at: second }),
    ]);
    graph.feed(fine.flat(), second);
    graph.intake.advanceTo((START + second) * 1000);
  }
  const { graph: view } = graph.intake;
  const edges = [graph.edge('shop/frontend -> shop/cart:8080'), graph.edge('shop/frontend -> kube-system/coredns:53')];
  for (const [i, edge] of edges.entries()) {
    const kept = Array.from(view.evidence(edge), ({ bytes }) => Buffer.from(bytes).toString('hex'));
    expect(kept).toContain(Buffer.from(failed[i]).toString('hex'));
    expect([...view.newestFirst()].some(({ bytes }) => Buffer.from(bytes).equals(failed[i]))).toBe(false);
  }
  expect(new Set(view.allEvidence())).toEqual(new Set(edges.flatMap((edge) => [...view.evidence(edge)])));
});

test('[KEEP-17] beside a refused request its answer is kept, whatever else fails', () => {
  const graph = setup();
  for (let second = 0; second < 100; second++) {
    graph.feed(
      Array.from({ length: 10 }, (_, i) => [
        httpRequest('/cart/1', { method: 'DELETE', id: `r-${second}-${i}`, refused: true, at: second }),
        httpResponse('/other', { code: 404, id: `o-${second}-${i}`, at: second }),
        httpResponse('/cart/1', { method: 'DELETE', id: `r-${second}-${i}`, code: 403, at: second }),
      ]).flat(),
      second,
    );
  }
  const kept = Array.from(graph.intake.graph.evidence(graph.edge('shop/frontend -> shop/cart:8080')), ({ bytes }) =>
    Buffer.from(bytes).toString('latin1'),
  );
  const idsOf = (isWanted: (text: string) => boolean) =>
    kept.filter(isWanted).flatMap((text) => /r-\d+-\d+/.exec(text) ?? []);
  const refused = idsOf((text) => !text.includes('\x08\x93\x03'));
  const answers = idsOf((text) => text.includes('\x08\x93\x03'));
  expect(refused).toHaveLength(20);
  expect(answers).toEqual(expect.arrayContaining(refused));
});
