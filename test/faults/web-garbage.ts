import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { readStatus } from '../support/read-api.ts';
import { Relay } from '../support/relay-client.ts';
import { waitFor } from '../support/wait-for.ts';
import { Page } from './fault-setup.ts';
import type { FaultSize, Finding } from './finding.ts';
import { withTwoServers } from './two-servers.ts';

const FIRST_FLOWS = 300;
const MAX_RSS_GROWTH_MB = 32;
const MAX_FRAME_GAP_MS = 1500;
/** A slow request may take 15 s, and they are looked for now and then. */
const CLOSED_WITHIN_MS = 60_000;

const FRAGMENTS = 131_000;
const CONTINUATION = 0;
const BINARY = 2;
const PING = 9;

/** What comes after a good upgrade. */
const GARBAGE: ReadonlyMap<string, Buffer> = new Map([
  ['a reserved opcode', frame(3, Buffer.of(1))],
  ['an unmasked frame', Buffer.of(0x82, 1, 0)],
  ['a reserved bit', Buffer.from([0xc2, 0x80, 0, 0, 0, 0])],
  ['a frame of 2^63 bytes', Buffer.from([0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4])],
  ['a message of a megabyte', frame(BINARY, Buffer.alloc(1_000_000))],
  ['a ping of 200 bytes', frame(PING, Buffer.alloc(200))],
  ['a flood of pings', Buffer.concat(Array(10_000).fill(frame(PING, Buffer.of(1))))],
  [
    'a flood of fragments',
    Buffer.concat([
      frame(BINARY, Buffer.of(0), false),
      ...Array<Buffer>(FRAGMENTS).fill(frame(CONTINUATION, Buffer.alloc(0), false)),
    ]),
  ],
  ['random bytes', Buffer.alloc(4096, 0xa7)],
]);

/** What comes instead of an upgrade. */
const BAD_REQUESTS: ReadonlyMap<string, string> = new Map([
  ['ten thousand headers', `${upgradeHead('x')}${'a: b\r\n'.repeat(10_000)}\r\n`],
  ['one header of a megabyte', `${upgradeHead('x')}a: ${'b'.repeat(1_000_000)}\r\n\r\n`],
  ['an upgrade that never ends', upgradeHead('x')],
  ['no HTTP at all', '\u0016\u0003\u0001 hello\r\n\r\n'],
]);

/** W3: offenders over raw sockets, beside a page that must not notice. */
export async function webGarbage(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const rounds = isLong ? 50 : 1;
  const { relay, address } = await Relay.playing({ scenario: 'shop', seed: 1, rate: 500 });
  const sockets: Socket[] = [];
  try {
    await withTwoServers(['--relay', address], FIRST_FLOWS, async ({ server, other, grownMb }) => {
      const { url } = server;
      const [page, otherPage] = [await Page.open(url), await Page.open(other.url)];
      const startMs = performance.now();
      for (let round = 0; round < rounds; round++) {
        const offenders = [
          ...[...GARBAGE].map(([what, bytes]) => ({ what, socket: upgraded(url, bytes) })),
          ...[...BAD_REQUESTS].map(([what, text]) => ({ what, socket: opened(url, text) })),
        ];
        sockets.push(...offenders.map(({ socket }) => socket));
        const open = () => offenders.filter(({ socket }) => !socket.closed).map(({ what }) => what);
        await waitFor('all offenders to be closed', () => open().length === 0, {
          timeoutMs: CLOSED_WITHIN_MS,
        }).catch(() => finding.broken.push(`not closed after ${open().join(', ')}`));
      }
      finding.figure('offenders', sockets.length);
      finding.figure('closed_after_ms', performance.now() - startMs);
      finding.atMost('rss_mb_more', grownMb(), MAX_RSS_GROWTH_MB);
      finding.atMost('frame_gap_max_ms', page.longestGapMs(startMs), MAX_FRAME_GAP_MS);
      finding.expect(page.isOpen && !server.process.hasEnded, 'the good page went away');
      finding.atMost('sockets_left', (await readStatus(url)).live.sockets, 1);
      for (const open of [page, otherPage]) open.close();
    });
  } finally {
    for (const socket of sockets) socket.destroy();
    await relay.kill();
  }
}

function opened(url: string, text: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  // To be reset is what an offender has to expect.
  socket.on('error', () => {});
  socket.resume();
  socket.write(text.replace('Host: x', `Host: ${hostname}:${port}`));
  return socket;
}

function upgraded(url: string, bytes: Buffer): Socket {
  const socket = opened(url, `${upgradeHead('x')}\r\n`);
  socket.once('data', () => socket.write(bytes));
  return socket;
}

/** Without the empty line at the end. */
function upgradeHead(host: string): string {
  const key = randomBytes(16).toString('base64');
  return (
    `GET /api/v1/live HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n`
  );
}

/** A masked frame, as a client has to send it; the mask is zero. */
function frame(opcode: number, payload: Buffer, isLast = true): Buffer {
  const head = [(isLast ? 0x80 : 0) | opcode];
  if (payload.length < 126) head.push(0x80 | payload.length);
  else if (payload.length < 65_536) head.push(0x80 | 126, payload.length >> 8, payload.length & 255);
  else {
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(payload.length));
    head.push(0x80 | 127, ...size);
  }
  return Buffer.concat([Buffer.from(head), Buffer.alloc(4), payload]);
}
