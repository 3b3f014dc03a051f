import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import type { Log } from '../base/log.ts';
import type { HostCheck } from './host-check.ts';
import { followWish } from './flow-wish.ts';
import type { LiveWish, SocketDoors } from './http-deps.ts';
import { Parameters } from './parameters.ts';
import { errorBody, RequestError } from './request-error.ts';
import { requestPath } from './request-path.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

export interface UpgradeRules {
  readonly basePath: string;
  readonly hosts: HostCheck;
  readonly newRequestId: () => string;
  readonly log: Log;
}

/** Lets a WebSocket through to its room, or says no before a single frame was exchanged. */
export function upgradeSocket(
  rules: UpgradeRules,
  doors: SocketDoors,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  socket.on('error', () => socket.destroy());
  try {
    const { path, search } = checkedTarget(rules, request);
    if (path === LIVE_PATH) doors.live.handleUpgrade(request, socket, head, liveWish(search));
    else doors.flows.handleUpgrade(request, socket, head, followWish(search));
  } catch (reason) {
    const requestId = rules.newRequestId();
    if (reason instanceof RequestError) {
      refuse(socket, reason, requestId);
      return;
    }
    rules.log.error('an upgrade failed', { request_id: requestId, error: reason });
    refuse(socket, new RequestError(500, 'internal', 'something is wrong with this server'), requestId);
  }
}

const LIVE_PATH = '/api/v1/live';
const FOLLOW_PATH = '/api/v1/flows/follow';

function checkedTarget(rules: UpgradeRules, request: IncomingMessage): { path: string; search: string } {
  const { host, origin } = request.headers;
  checkHost(rules.hosts, request);
  const target = requestPath(request.url ?? '', rules.basePath);
  if (target.kind === 'refused') throw new RequestError(400, 'bad_path', 'the path is not one that can exist here');
  if (target.kind !== 'inside' || (target.path !== LIVE_PATH && target.path !== FOLLOW_PATH)) {
    throw new RequestError(404, 'not_found', 'there is no WebSocket here');
  }
  if (request.method !== 'GET') throw new RequestError(405, 'bad_method', 'a WebSocket begins with GET');
  if (!rules.hosts.allowsOrigin(origin, host)) {
    throw new RequestError(403, 'origin_not_allowed', 'pages of other sites may not open a WebSocket here');
  }
  return target;
}

function liveWish(search: string): LiveWish {
  const parameters = new Parameters(search, ['q', 'window']);
  return {
    query: parameters.text('q') ?? '',
    windowSeconds: Number(parameters.oneOf('window', ['0', '60', '300', '900'], '0')),
  };
}

/** Refuses a request that reached us under a name that is not ours, and one that gives two. */
export function checkHost(hosts: HostCheck, request: IncomingMessage): void {
  const names = request.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host');
  if (names.length <= 1 && hosts.allowsHost(request.headers.host)) return;
  throw new RequestError(
    421,
    'host_not_allowed',
    'this server does not go by that name; if it should, start it with --allowed-host NAME',
  );
}

/** Answers on a bare socket, for which there is no ServerResponse, and closes it. */
export function refuse(socket: Duplex, error: RequestError, requestId: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = errorBody(error, requestId);
  const headers = [
    ...SECURITY_HEADERS,
    ...Object.entries(error.headers),
    ['Cache-Control', 'no-store'],
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Content-Length', String(Buffer.byteLength(body))],
    ['X-Request-Id', requestId],
    ['Connection', 'close'],
  ];
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}\r\n${lines}\r\n${body}`);
  socket.once('finish', () => socket.destroy());
}
