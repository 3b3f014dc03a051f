import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

import type { HostCheck } from './host-check.ts';
import { checkHost } from './live-upgrade.ts';
import { RequestError } from './request-error.ts';
import { requestPath } from './request-path.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** What every request passes before anything else sees it. Leaves `request.url` relative to the base path. */
export function frontDoor(basePath: string, hosts: HostCheck): RequestHandler {
  return (request, response, next) => {
    const requestId = randomUUID();
    response.locals['requestId'] = requestId;
    response.setHeader('X-Request-Id', requestId);
    for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value);
    checkHost(hosts, request);
    const target = requestPath(request.url, basePath);
    if (target.kind === 'refused') throw new RequestError(400, 'bad_path', 'the path is not one that can exist here');
    const path = target.kind === 'inside' ? target.path : '';
    const takes = takenBy(path, request.method ?? '');
    if (takes === undefined) refuseMethod(request, hosts, path);
    if (takes !== 'nothing') checkOrigin(request, hosts);
    if (takes !== 'body' && hasBody(request)) {
      throw new RequestError(413, 'body_not_taken', 'nothing here takes a body', { headers: { Connection: 'close' } });
    }
    if (target.kind === 'outside') throw new RequestError(404, 'not_found', 'there is nothing under this path');
    if (target.kind === 'redirect') {
      response.writeHead(308, { Location: target.location, 'Cache-Control': 'no-store' }).end();
      return;
    }
    request.url = target.path + target.search;
    next();
  };
}

/** Paths where something can be changed, and how. Everything else is only read. */
const CHANGED: readonly { readonly path: RegExp; readonly methods: ReadonlyMap<string, 'body' | 'change'> }[] = [
  { path: /^\/api\/v1\/incidents$/, methods: new Map([['POST', 'body']]) },
  { path: /^\/api\/v1\/captures$/, methods: new Map([['POST', 'body']]) },
  { path: /^\/api\/v1\/captures\/[^/]+$/, methods: new Map([['PUT', 'body']]) },
  { path: /^\/api\/v1\/captures\/[^/]+\/open$/, methods: new Map([['POST', 'change']]) },
  {
    path: /^\/api\/v1\/incidents\/[^/]+$/,
    methods: new Map([
      ['PATCH', 'body'],
      ['DELETE', 'change'],
    ]),
  },
];

/** What a request may bring or do here; undefined for a method that is not understood. */
function takenBy(path: string, method: string): 'nothing' | 'change' | 'body' | undefined {
  if (method === 'GET' || method === 'HEAD') return 'nothing';
  return CHANGED.find((one) => one.path.test(path))?.methods.get(method);
}

/** A page of another site may not change anything here; a program says of no site. */
function checkOrigin(request: IncomingMessage, hosts: HostCheck): void {
  if (hosts.allowsOrigin(request.headers.origin, request.headers.host)) return;
  const headers = { Connection: 'close' };
  throw new RequestError(403, 'origin_not_allowed', 'pages of other sites may not do this', { headers });
}

function refuseMethod(request: IncomingMessage, hosts: HostCheck, path: string): never {
  checkOrigin(request, hosts);
  const allowed = ['GET', 'HEAD', ...(CHANGED.find((one) => one.path.test(path))?.methods.keys() ?? [])];
  const headers = { Allow: allowed.join(', '), Connection: 'close' };
  throw new RequestError(405, 'bad_method', `only ${allowed.join(' and ')} are understood here`, { headers });
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || (request.headers['content-length'] ?? '0') !== '0';
}
