import { fromBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { Verdict, type Endpoint, type Flow } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { compareLedger } from '../support/compare-ledger.ts';
import { buildCluster } from './load-cluster.ts';
import { LoadFlows } from './load-flows.ts';
import { buildScripts } from './load-scripts.ts';
import { PREFIX_BYTES } from './load-templates.ts';

const SIZE = { nodes: 10, workloads: 120, podsPerWorkload: 3, edges: 1000 };
const FLOWS = 20_000;
const NOW_MS = 1_795_000_000_987;

const { load, flows, meanBytes } = readLoad();

test('every flow of the load is a valid message of its own', () => {
  const uuids = new Set(flows.map(({ uuid }) => uuid));
  expect(uuids.size).toBe(FLOWS);
  expect(new Set(flows.map(({ time }) => `${time?.seconds} ${time?.nanos}`)).size).toBe(FLOWS);
  const isGood = ({ uuid, time, nodeName, Summary }: Flow): boolean =>
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid) &&
    Math.abs(Number(time?.seconds) - NOW_MS / 1000) < 2 &&
    nodeName.startsWith('kind-kind/') &&
    !Summary.includes('9876501234');
  expect(flows.filter((flow) => !isGood(flow))).toEqual([]);
});

test('the load counts what a reader of its messages counts', () => {
  const edges = flows.map((flow) => ({ ...edgeOf(flow), flows: {}, total_flows: { [Verdict[flow.verdict]]: 1 } }));
  expect(compareLedger(edges, load.counted())).toEqual([]);
});

test('the load has the mix that it promises', () => {
  const share = (matches: (flow: Flow) => boolean) => (100 * flows.filter(matches).length) / FLOWS;
  expect(share(({ l7 }) => l7?.record.case === 'http')).toBeCloseTo(15, -0.5);
  expect(share(({ l7 }) => l7?.record.case === 'dns')).toBeCloseTo(10, -0.5);
  expect(share(({ verdict }) => verdict === Verdict.DROPPED)).toBeCloseTo(6, -0.5);
  expect(share(({ verdict }) => verdict === Verdict.AUDIT)).toBeCloseTo(4, -0.5);
  expect(meanBytes).toBeGreaterThan(1000);
  expect(meanBytes).toBeLessThan(1080);
});

test('both proxies tell of the same request id, and no two exchanges share one', () => {
  const exchanges = new Map<string, Set<string>>();
  for (const flow of flows) {
    if (flow.l7?.record.case !== 'http') continue;
    const id = flow.l7.record.value.headers.find(({ key }) => key === 'X-Request-Id')?.value ?? '';
    const of = exchanges.get(id) ?? new Set();
    exchanges.set(id, of.add(`${edgeText(flow)} ${flow.l7.record.value.url}`));
  }
  expect(exchanges.size).toBeGreaterThan(500);
  expect([...exchanges].filter(([, of]) => of.size !== 1)).toEqual([]);
});

function readLoad() {
  const cluster = buildCluster(SIZE, 1);
  const load = new LoadFlows(buildScripts(cluster), cluster.nodes.length, 2);
  load.setTime(NOW_MS);
  const out = Buffer.alloc(load.maxMessageBytes);
  let bytes = 0;
  const flows = Array.from({ length: FLOWS }, () => {
    const end = load.write(load.draw(), out, 0, 1);
    load.advance();
    bytes += end - PREFIX_BYTES;
    const { responseTypes } = fromBinary(GetFlowsResponseSchema, out.subarray(PREFIX_BYTES, end));
    if (responseTypes.case !== 'flow') throw new Error('not a flow');
    return responseTypes.value;
  });
  return { load, flows, meanBytes: bytes / FLOWS };
}

/** The edge as a client would tell it: from whoever has the higher port. */
function edgeOf({ source, destination, l4, IP }: Flow) {
  const { protocol } = l4 ?? {};
  if (protocol?.case !== 'TCP' && protocol?.case !== 'UDP') throw new Error('no ports');
  const { sourcePort, destinationPort } = protocol.value;
  const ends = [keyOf(source, IP?.source), keyOf(destination, IP?.destination)] as const;
  const isReversed = sourcePort < destinationPort;
  return {
    source: ends[isReversed ? 1 : 0],
    destination: ends[isReversed ? 0 : 1],
    port: Math.min(sourcePort, destinationPort),
    protocol: protocol.case,
  };
}

function edgeText(flow: Flow): string {
  const { source, destination, port } = edgeOf(flow);
  return `${source} ${destination} ${port}`;
}

function keyOf(endpoint: Endpoint | undefined, ip = ''): string {
  const labels = endpoint?.labels ?? [];
  const fqdn = labels.find((label) => label.startsWith('fqdn:'));
  const cidr = labels.find((label) => label.startsWith('cidr:'));
  if (endpoint?.podName !== '') return `${endpoint?.clusterName}/${endpoint?.identity}`;
  return fqdn?.replace(/\.$/, '') ?? cidr ?? `${labels[0]}/${ip}`;
}
