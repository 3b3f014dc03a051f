import { Source_State } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import type { NodeStatus } from '../relay/source-status.ts';
import { atMs, graphFrom, type DrawnGraph } from './testing/drawn-graph.ts';
import { connectedSource, watching } from './testing/watch.ts';

/** A page that has watched for longer than its window. */
function setup(graph: DrawnGraph, sources = [connectedSource()]) {
  const house = watching(graph, sources);
  const page = house.watch();
  const tickThrough = (from: number, to: number): void => {
    for (let second = from; second < to; second += 1) house.tickAt(second);
  };
  tickThrough(0, 70);
  return {
    ...house,
    tickThrough,
    completeness: () => page.state.status?.completeness,
    reasons: () => page.state.status?.incompleteBecause,
    status: () => page.state.status,
  };
}

function node(name: string, state: NodeStatus['state']): NodeStatus {
  return { name, state, message: '', version: '1.19.4', uptimeMs: 0, seenFlows: 0 };
}

test('[PUB-20] a window in which every node was heard and nothing was lost is complete', () => {
  const { status } = setup(graphFrom('60s a/b -> a/c:80 forwarded 10'));
  expect(status()).toMatchObject({ completeness: 1, incompleteBecause: [], nodesKnown: 1, nodesReporting: 1 });
  expect(status()?.sources).toMatchObject([{ name: 'relay:4245', state: Source_State.CONNECTED, version: '1.19.4' }]);
});

test('[PUB-20] lost events lower the completeness by what they are, and name who lost them', () => {
  const graph = graphFrom('60s a/b -> a/c:80 forwarded 90').lose(61, 'node-1', 10);
  const { completeness, reasons } = setup(graph);
  expect(completeness()).toBeCloseTo(0.9);
  expect(reasons()).toEqual(["10 events lost before this server by node-1, in Hubble's ring buffer."]);
});

test('[PUB-20] events that this server shed lower the completeness while they are in the window', () => {
  const graph = graphFrom('60s a/b -> a/c:80 forwarded 75');
  const { completeness, reasons, tickThrough } = setup(graph);
  graph.shed.set('overload', 25);
  tickThrough(70, 72);
  expect(completeness()).toBeCloseTo(0.75);
  expect(reasons()).toEqual(['25 events received but not counted: overload.']);
  tickThrough(72, 140);
  expect(completeness()).toBe(1);
  expect(reasons()).toEqual([]);
});

test('[PUB-21] a node that is not heard lowers the completeness by its share of the window, and is named', () => {
  const graph = graphFrom('60s a/b -> a/c:80 forwarded 1');
  const nodes = [node('node-1', 'connected'), node('node-2', 'unavailable'), node('node-3', 'gone')];
  const { status, setSources, tickThrough } = setup(graph, [connectedSource({ nodes })]);
  expect(status()).toMatchObject({ completeness: 0.5, nodesKnown: 2, nodesReporting: 1, nodesMissing: ['node-2'] });
  expect(status()?.incompleteBecause).toEqual([
    '1 of 2 nodes not reporting: node-2.',
    'For 60 seconds of the window not every node was heard.',
  ]);
  setSources([connectedSource({ nodes: [node('node-1', 'connected'), node('node-2', 'connected')] })]);
  tickThrough(70, 100);
  expect(status()?.completeness).toBeCloseTo(0.75);
  expect(status()?.incompleteBecause).toEqual(['For 30 seconds of the window not every node was heard.']);
  tickThrough(100, 130);
  expect(status()?.incompleteBecause).toEqual([]);
});

test('[PUB-21] without a connection nothing is complete, and the page is told at once since when and why', () => {
  const { reasons, status, setSources, tickAt } = setup(graphFrom(''));
  const error = { code: 'unavailable', message: 'connection refused' } as const;
  setSources([connectedSource({ state: 'waiting', sinceMs: atMs(69), retryAtMs: atMs(71), error })]);
  tickAt(69.25);
  expect(status()?.sources).toMatchObject([
    { state: Source_State.WAITING, retryAtMs: atMs(71), error: 'unavailable: connection refused' },
  ]);
  expect(reasons()).toEqual([
    'relay:4245: not connected since 22:14:29 UTC (connection refused).',
    'For 1 second of the window not every node was heard.',
  ]);
  setSources([]);
  tickAt(70);
  expect(reasons()?.[0]).toBe('No relay is configured.');
  expect(status()?.nodesReporting).toBe(0);
});

test('[PUB-21] the time before the server listened is missing like any other', () => {
  const { watch, tickAt } = watching(graphFrom('14s a/b -> a/c:80 forwarded 1'));
  const page = watch();
  for (let second = 0; second < 15; second += 1) tickAt(second);
  expect(page.state.status?.completeness).toBeCloseTo(0.25);
  expect(page.state.status?.incompleteBecause).toEqual([
    'Listening only since 22:13:20 UTC; the window begins earlier.',
  ]);
});

test('[PUB-21] the time in which the server itself stood still is missing', () => {
  const { completeness, reasons, tickThrough } = setup(graphFrom(''));
  tickThrough(100, 101);
  expect(completeness()).toBeCloseTo(0.5);
  expect(reasons()).toEqual(['For 30 seconds of the window not every node was heard.']);
});

test('[PUB-22] long lists and long names are cut short', () => {
  const nodes = Array.from({ length: 1000 }, (_, at) => node(`node-${at}-${'x'.repeat(5000)}`, 'unavailable'));
  const { status } = setup(graphFrom(''), [connectedSource({ nodes })]);
  expect(status()?.nodesKnown).toBe(1000);
  expect(status()?.nodesMissing).toHaveLength(20);
  expect(status()?.nodesMissing.every((name) => name.length <= 253)).toBe(true);
  expect(status()?.incompleteBecause.every((reason) => reason.length < 1000)).toBe(true);
});

test('[PUB-60] the time strip tells, step by step, how many of the known nodes did not report', () => {
  const nodes = (second: NodeStatus['state']) => [
    connectedSource({ nodes: [node('node-1', 'connected'), node('node-2', second)] }),
  ];
  const { watch, setSources, tickThrough, tickAt } = setup(graphFrom(''), nodes('connected'));
  const page = watch();
  const missing = (): readonly number[] | undefined => page.state.timeline?.nodesMissing.slice(-4);
  tickAt(70);
  expect(missing()).toEqual([0, 0, 0, 0]);
  setSources(nodes('unavailable'));
  tickAt(70.25);
  setSources(nodes('connected'));
  tickThrough(71, 73);
  expect(missing()).toEqual([0, 1, 0, 0]);
  setSources([connectedSource({ state: 'waiting', nodes: nodes('connected')[0].nodes })]);
  tickAt(73);
  expect(missing()).toEqual([1, 0, 0, 2]);
});

test('[API-71] the time in which a source was silent is missing from its last word on, not from when that was noticed', () => {
  const nodes = [node('node-1', 'connected'), node('node-2', 'connected')];
  const { watch, setSources, tickAt, tickThrough, completeness } = setup(graphFrom(''), [connectedSource({ nodes })]);
  const page = watch();
  tickThrough(70, 75);
  expect(page.state.timeline?.nodesMissing.slice(-5)).toEqual([0, 0, 0, 0, 0]);
  const error = { code: 'silent', message: 'the server does not answer' } as const;
  setSources([connectedSource({ state: 'waiting', sinceMs: atMs(70.4), error, nodes })]);
  tickAt(75);
  expect(page.state.timeline?.nodesMissing.slice(-6)).toEqual([0, 2, 2, 2, 2, 2]);
  expect(completeness()).toBeCloseTo(55 / 60);
});

test('[PUB-60] seconds in which the server itself slept are seconds without any node, and those before it of none', () => {
  const house = watching(graphFrom(''), [connectedSource()]);
  const page = house.watch();
  for (const second of [100, 101, 104]) house.tickAt(second);
  expect(page.state.timeline?.nodesMissing.slice(-7)).toEqual([0, 0, 0, 0, 1, 1, 0]);
});

test('[PUB-61] a page is told since when figures are counted, and by which version', () => {
  const house = watching(graphFrom(''), [connectedSource({ state: 'connecting', sinceMs: atMs(5) })]);
  const page = house.watch();
  house.tickAt(6);
  expect(page.state.status).toMatchObject({ listeningSinceMs: 0, version: '1.2.3' });
  house.setSources([connectedSource({ sinceMs: atMs(7) }), connectedSource({ sinceMs: atMs(8) })]);
  house.tickAt(9);
  expect(page.state.status?.listeningSinceMs).toBe(atMs(7));
  house.setSources([connectedSource({ sinceMs: atMs(20) })]);
  house.tickAt(20);
  expect(page.state.status?.listeningSinceMs).toBe(atMs(7));
});

test('[WEB-190] a page is told that what it shows is simulated, and only then', () => {
  const house = watching(graphFrom(''));
  const page = house.watch();
  house.tickAt(1);
  expect(page.state.status?.simulated).toBe(false);
  house.simulate();
  const later = house.watch();
  house.tickAt(2);
  expect(later.state.status?.simulated).toBe(true);
});
