import { Client, credentials } from '@grpc/grpc-js';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { setTimeout as sleep } from 'node:timers/promises';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { GetFlowsRequestSchema, GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { LiveViewer } from '../support/live-viewer.ts';
import { startServer } from '../support/start-server.ts';
import { startSimulator } from '../support/start-simulator.ts';
import { startBench } from './bench-setup.ts';
import { quantile, rounded, type Figures } from './figures.ts';
import { FrameWatch } from './frame-watch.ts';
import { writeQuietRecording } from './quiet-recording.ts';

const BUSY_FLOWS_PER_SECOND = 20_000;
const WARM_UP_MS = 5000;
const BUSY_MS = 15_000;
const MARKER_INTERVAL_MS = 100;
const QUIET_MS = 30_000;
const QUIET_INTERVAL_MS = 100;

/** From the time of a flow to the frame that tells of it. */
export async function benchLatency(): Promise<Figures> {
  return { ...(await busyFigures()), ...(await quietFigures()) };
}

/** Each marker is a flow on an edge that was not there before; the frame that brings the edge ends its way. */
async function busyFigures(): Promise<Figures> {
  const bench = await startBench();
  const { load, server } = bench;
  const watch = new FrameWatch();
  let viewer: LiveViewer | undefined;
  try {
    await load.obey({ kind: 'paced', flowsPerSecond: BUSY_FLOWS_PER_SECOND });
    await sleep(WARM_UP_MS);
    viewer = await LiveViewer.open(server.url, '', (frame) => watch.see(frame));
    await load.obey({ kind: 'paced', flowsPerSecond: BUSY_FLOWS_PER_SECOND, markerIntervalMs: MARKER_INTERVAL_MS });
    await sleep(BUSY_MS);
    const { markers } = await load.ledger();
    await load.obey({ kind: 'paced', flowsPerSecond: BUSY_FLOWS_PER_SECOND });
    await sleep(2000);
    const delays = markers.flatMap(({ port, sentMs }) => {
      const seenMs = watch.firstSeenMs.get(port);
      return seenMs === undefined ? [] : [seenMs - sentMs];
    });
    return {
      busy_p50_ms: quantile(delays, 0.5),
      busy_p99_ms: quantile(delays, 0.99),
      busy_max_ms: quantile(delays, 1),
      busy_markers: markers.length,
      busy_markers_missed: markers.length - delays.length,
      busy_flows_per_second: BUSY_FLOWS_PER_SECOND,
    };
  } finally {
    viewer?.close();
    await bench.stop();
  }
}

/**
 * Through the simulated relay and its sort buffer, 10 flows a second from two nodes: once a flow every 100 ms, and
 * once as the shop makes them, which is in bursts.
 */
async function quietFigures(): Promise<Figures> {
  const recording = writeQuietRecording(QUIET_INTERVAL_MS);
  try {
    const [steady, shop] = await Promise.all([
      readQuietRelay(['--replay', recording.file]),
      readQuietRelay(['--scenario', 'shop', '--seed', '1', '--rate', '10', '--nodes', '2']),
    ]);
    return {
      quiet_p50_ms: rounded(quantile(steady.agesMs, 0.5), 0),
      quiet_p99_ms: rounded(quantile(steady.agesMs, 0.99), 0),
      quiet_samples: steady.agesMs.length,
      quiet_no_number_p50_ms: rounded(quantile(steady.plainAgesMs, 0.5), 0),
      quiet_no_number_samples: steady.plainAgesMs.length,
      quiet_shop_p50_ms: rounded(quantile(shop.agesMs, 0.5), 0),
      quiet_shop_no_number_p50_ms: rounded(quantile(shop.plainAgesMs, 0.5), 0),
    };
  } finally {
    recording.remove();
  }
}

/** The same relay, read by the server and by a client that does not say how many flows it wants first. */
async function readQuietRelay(args: readonly string[]): Promise<{ agesMs: number[]; plainAgesMs: number[] }> {
  const simulator = await startSimulator(args);
  const plainAgesMs: number[] = [];
  const watch = new FrameWatch();
  const plain = followWithoutNumber(simulator.address, plainAgesMs);
  try {
    const server = await startServer(['--relay', simulator.address]);
    try {
      const viewer = await LiveViewer.open(server.url, '', (frame) => watch.see(frame));
      await sleep(QUIET_MS);
      viewer.close();
    } finally {
      await server.stop();
    }
  } finally {
    plain.close();
    await simulator.stop();
  }
  return { agesMs: watch.agesMs, plainAgesMs };
}

function followWithoutNumber(address: string, agesMs: number[]): Client {
  const client = new Client(address, credentials.createInsecure());
  const call = client.makeServerStreamRequest(
    '/observer.Observer/GetFlows',
    (request: Uint8Array) => Buffer.from(request),
    (bytes: Buffer) => bytes,
    toBinary(GetFlowsRequestSchema, create(GetFlowsRequestSchema, { follow: true })),
  );
  call.on('data', (bytes: Buffer) => {
    const { responseTypes, time } = fromBinary(GetFlowsResponseSchema, bytes);
    if (responseTypes.case === 'flow' && time !== undefined) agesMs.push(Date.now() - timestampMs(time));
  });
  // It ends with the simulator.
  call.on('error', () => {});
  return client;
}
