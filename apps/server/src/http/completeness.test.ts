import { expect, test } from 'vitest';

import type { LedgerView } from '../aggregate/graph-view.ts';
import type { SourceStatus } from '../relay/source-status.ts';
import { Listening, reachable } from './completeness.ts';

const NOW_MS = 1_000_000_000;
const NOW = NOW_MS / 1000;

test('[API-10] completeness is one while every node was heard and nothing was lost', () => {
  const { ask } = setup({});
  expect(ask({ flows: 100 })).toEqual({ share: 1, lost: 0, reasons: [] });
});

test('[API-10] events that were lost on the way or shed by us take their share, with a reason', () => {
  const { ask } = setup({ lost: 40, shed: 20 });
  const answer = ask({ flows: 140 });
  expect(answer.share).toBeCloseTo(140 / 200);
  expect(answer.reasons).toEqual([
    '40 events lost before this server.',
    '20 events received but not counted: overload.',
  ]);
});

test('[API-10] nodes that were not heard take theirs', () => {
  const { ask } = setup({ states: ['connected', 'unavailable'] });
  const answer = ask({ flows: 100 });
  expect(answer.share).toBeCloseTo(0.5);
  expect(answer.reasons).toContain('1 of 2 nodes not reporting: n1.');
});

test('[API-10] time in which nobody listened takes its share', () => {
  const { ask } = setup({});
  expect(ask({ range: { from: NOW - 120, to: NOW } }).share).toBeCloseTo(0.5);
});

test('[API-10] edges that were folded are told', () => {
  const { ask } = setup({});
  expect(ask({ foldedEdges: 3 }).reasons).toEqual(['3 edges were folded into "other" since the start.']);
});

test('[API-10] a range is cut to what the windows reach', () => {
  expect(reachable({ from: 0, to: NOW }, NOW_MS, 900)).toEqual({ from: NOW - 900, to: NOW });
  expect(reachable({ from: -5, to: 5 }, NOW_MS, 900)).toEqual({ from: NOW - 900, to: NOW - 900 });
  expect(reachable({ from: NOW - 5, to: NOW + 5 }, NOW_MS, 900)).toEqual({ from: NOW - 5, to: NOW + 5 });
});

/** A server that has listened for a minute, second by second. */
function setup({
  lost = 0,
  shed = 0,
  states = ['connected'],
}: {
  lost?: number;
  shed?: number;
  states?: readonly SourceStatus['nodes'][number]['state'][];
}) {
  let dropped = 0;
  const ledger: LedgerView = {
    total: () => ({ received: 0, counted: 0, duplicate: 0, undecodable: 0, dropped: new Map([['overload', dropped]]) }),
    nodes: () => new Map(),
    lost: () => new Map(),
    addLostTimeline: () => undefined,
    lostIn: () => lost,
    flowsPerSecond: () => 0,
  };
  const nodes = states.map((state, i) => {
    return { name: `n${i}`, state, message: '', version: '', uptimeMs: 0, seenFlows: 0 };
  });
  const source: SourceStatus = {
    name: 'r:1',
    state: 'connected',
    sinceMs: 0,
    retryAtMs: undefined,
    error: undefined,
    version: '',
    reconnects: 0,
    lastHeardMs: 0,
    nodes,
    flowsPerSecond: 0,
  };
  const listening = new Listening(ledger, () => [source], NOW_MS - 60_000);
  for (let second = -60; second <= 0; second += 1) {
    if (second === -30) dropped = shed;
    listening.note(NOW_MS + second * 1000);
  }
  const ask = (change: Partial<Parameters<Listening['completeness']>[0]>) =>
    listening.completeness({
      range: { from: NOW - 60, to: NOW },
      nowMs: NOW_MS,
      flows: 1,
      windowSeconds: 900,
      foldedEdges: 0,
      ...change,
    });
  return { ask };
}
