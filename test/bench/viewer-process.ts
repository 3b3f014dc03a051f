import { once } from 'node:events';
import { openLiveSocket } from '../support/live-viewer.ts';
import type { WebSocket } from 'ws';
import type { ViewerAnswer, ViewerOrder, ViewerReport, ViewerRequest } from './viewer-protocol.ts';

/**
 * Many pages in one process. They read frames and throw them away; the stalled ones stop reading when told to.
 * Each query has an address of its own on loopback, as a server limits the sockets of one address.
 */
const order = JSON.parse(process.argv[2] ?? '{}') as ViewerOrder;

interface Page {
  readonly socket: WebSocket;
  readonly isStalling: boolean;
  lastFrameMs: number;
}

const pages: Page[] = [];
let report = emptyReport();

for (const [index, query] of order.queries.entries()) {
  for (let number = 0; number < order.socketsPerQuery; number++) {
    const socket = openLiveSocket(order.url, query, `127.0.0.${2 + index}`);
    const page: Page = { socket, isStalling: index === 0 && number < order.stalled, lastFrameMs: 0 };
    pages.push(page);
    watch(page);
    await once(socket, 'open');
  }
}
tell({ kind: 'open', sockets: pages.length });

process.on('message', (request: ViewerRequest) => {
  switch (request.kind) {
    case 'stall':
      for (const { socket, isStalling } of pages) if (isStalling) socket.pause();
      tell({ kind: 'done' });
      return;
    case 'start':
      report = emptyReport();
      tell({ kind: 'done' });
      return;
    case 'report':
      tell({ kind: 'report', report });
  }
});
process.on('disconnect', () => process.exit(0));

function watch(page: Page): void {
  page.socket.on('message', (data: Buffer) => {
    const nowMs = performance.now();
    if (!page.isStalling && page.lastFrameMs > 0) report.intervals.push(nowMs - page.lastFrameMs);
    page.lastFrameMs = nowMs;
    report.frames++;
    report.bytes += data.length;
  });
  page.socket.on('close', () => {
    report.closed++;
    if (!page.isStalling) report.closedHealthy++;
  });
  page.socket.on('error', () => {});
}

function emptyReport(): { -readonly [Key in keyof ViewerReport]: ViewerReport[Key] } & { intervals: number[] } {
  return { intervals: [], frames: 0, bytes: 0, closed: 0, closedHealthy: 0 };
}

function tell(answer: ViewerAnswer): void {
  process.send?.(answer);
}
