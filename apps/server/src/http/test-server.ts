import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { DnsRow, HttpRow, KeptFlow, KeptFlowsView, LedgerView } from '../aggregate/graph-view.ts';
import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import type { SourceStatus } from '../relay/source-status.ts';
import { createHttpServer } from './create-http-server.ts';
import type { FollowWish } from '../publish/flow-publisher.ts';
import { drawnGraph } from './test-graph.ts';
import type { HttpConfig, HttpDeps, LiveWish } from './http-deps.ts';

export const NOW_MS = Date.UTC(2026, 10, 20, 9, 30, 0);

export interface World {
  readonly picture?: string;
  /** In order of arrival. */
  readonly kept?: readonly Omit<KeptFlow, 'number'>[];
  readonly httpRows?: readonly HttpRow[];
  readonly dnsRows?: readonly DnsRow[];
  readonly sources?: readonly SourceStatus[];
  readonly lost?: number;
  readonly ledger?: Partial<LedgerView>;
  readonly config?: Partial<HttpConfig>;
  /** Files of the page by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly isClosing?: boolean;
  readonly deps?: Partial<HttpDeps>;
}

/** A running server for tests, on a port of its own. */
export interface RunningServer extends AsyncDisposable {
  readonly server: Server;
  readonly port: number;
  readonly logged: readonly string[];
  /** What the live room was asked for. */
  readonly wishes: readonly LiveWish[];
  /** What it was asked to follow. */
  readonly followWishes: readonly FollowWish[];
  /** The folder beside which secrets lie. */
  readonly webRoot: string;
  get(path: string, init?: RequestInit): Promise<Response>;
  json<Shape>(path: string): Promise<Shape>;
  /** Sends bytes as they are and gives back everything that came until the server closed or fell silent for long. */
  raw(text: string): Promise<string>;
}

export async function runServer(world: World = {}): Promise<RunningServer> {
  const logged: string[] = [];
  const wishes: LiveWish[] = [];
  const followWishes: FollowWish[] = [];
  const webRoot = siteFolder(
    world.files ?? { 'index.html': INDEX, 'assets/app-1.js': 'run()', 'favicon.svg': '<svg/>' },
  );
  const kept = (world.kept ?? []).map((flow, number) => ({ ...flow, number }));
  const deps: HttpDeps = {
    graph: drawnGraph(world.picture ?? '', NOW_MS),
    l7: {
      httpRows: () => world.httpRows ?? [],
      dnsRows: () => world.dnsRows ?? [],
      foldedRoutes: 3,
      foldedNames: 4,
      listeningSinceMs: NOW_MS - 3_600_000,
    },
    kept: {
      newestFirst: (cursor = Infinity) => kept.filter((flow) => flow.number < cursor).toReversed(),
      oldestFirst: (after) => kept.filter((flow) => flow.number > after),
      newestNumber: kept.length - 1,
      forgottenBelow: 0,
      evidence: (edge) => kept.filter((flow) => flow.edge === edge && flow.verdict === 2).toReversed(),
      allEvidence: () => kept.filter((flow) => flow.verdict === 2),
      keptFlows: kept.length,
      keptBytes: kept.reduce((sum, flow) => sum + flow.bytes.length, 0),
      keptOneIn: { trouble: 1, ordinary: 4 },
    },
    ledger: { ...emptyLedger(world.lost ?? 0), ...world.ledger },
    sources: () => world.sources ?? [],
    past: undefined,
    live: {
      isClosing: world.isClosing ?? false,
      handleUpgrade: (_request, socket, _head, wish) => {
        wishes.push(wish);
        socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
      },
      stats: () => ({
        sockets: 2,
        views: 1,
        behind: 0,
        bufferedBytes: 10,
        framesSent: 7,
        bytesSent: 700,
        ended: new Map([['stalled', 1]]),
        refused: new Map(),
      }),
    },
    flows: {
      handleUpgrade: (_request, socket, _head, wish) => {
        followWishes.push(wish);
        socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
      },
      stats: () => ({
        sockets: 1,
        catchingUp: 0,
        bufferedBytes: 5,
        flowsSent: 30,
        flowsLeftOut: 20,
        flowsMissed: 10,
        ended: new Map([['no-pong', 1]]),
        refused: new Map(),
      }),
    },
    config: {
      listen: { host: '127.0.0.1', port: 0 },
      basePath: '/',
      allowedHosts: [],
      store: { kind: 'memory' },
      relays: ['relay:4245'],
      ...world.config,
    },
    clock: { nowMs: () => NOW_MS, monotonicMs: () => systemClock.monotonicMs() },
    log: createLog({ level: 'debug', write: (line) => logged.push(line) }),
    version: '1.2.3',
    webRoot,
    ...world.deps,
  };
  const server = createHttpServer(deps);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const get = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init });
  return {
    server,
    port,
    logged,
    wishes,
    followWishes,
    webRoot,
    get,
    json: async <Shape>(path: string) => (await (await get(path)).json()) as Shape,
    raw: (text) => rawExchange(port, text),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(dirname(webRoot), { recursive: true });
    },
  };
}

export const NOTHING_KEPT: KeptFlowsView = {
  newestFirst: () => [],
  oldestFirst: () => [],
  newestNumber: 0,
  forgottenBelow: 0,
  evidence: () => [],
  allEvidence: () => [],
  keptFlows: 0,
  keptBytes: 0,
  keptOneIn: { trouble: 1, ordinary: 1 },
};

export const INDEX =
  '<!doctype html><html><head><title>page</title><script type="module" src="./assets/app-1.js"></script></head></html>';

/** A folder like a built page, inside a folder with a secret that must never be served. */
function siteFolder(files: Readonly<Record<string, string>>): string {
  const outside = mkdtempSync(join(tmpdir(), 'orrery-http-'));
  writeFileSync(join(outside, 'secret.txt'), 'SECRET');
  const root = join(outside, 'dist');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(root, '.env'), 'SECRET');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  return root;
}

function emptyLedger(lost: number): LedgerView {
  return {
    total: () => ({ received: 0, counted: 0, duplicate: 0, undecodable: 0, dropped: new Map() }),
    nodes: () => new Map(),
    lost: () => new Map(),
    addLostTimeline: () => undefined,
    lostIn: () => lost,
    flowsPerSecond: () => 12.5,
  };
}

function rawExchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    let answer = '';
    socket.setTimeout(5000, () => socket.destroy());
    socket.on('data', (bytes) => (answer += bytes.toString('latin1')));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? resolve(answer) : reject(error),
    );
    socket.on('close', () => resolve(answer));
  });
}
