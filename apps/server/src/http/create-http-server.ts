import { randomUUID } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';

import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';

import { anchorsRoute } from './anchors-route.ts';
import { compareRoute } from './compare-route.ts';
import { systemClock } from '../base/clock.ts';
import { Incidents } from '../evidence/incidents.ts';
import { Uploads } from '../evidence/uploads.ts';
import { bundleRoute } from './bundle-route.ts';
import { beginCaptureRoute, captureRoute, openCaptureRoute } from './capture-routes.ts';
import { flowsRoute } from './flows-route.ts';
import { Listening } from './completeness.ts';
import { frontDoor } from './front-door.ts';
import { ofIncident } from './frozen-context.ts';
import { Gate } from './gate.ts';
import { hostCheck, type HostCheck } from './host-check.ts';
import { historyRoute } from './history-route.ts';
import type { HttpDeps } from './http-deps.ts';
import {
  changeRoute,
  freezeRoute,
  incidentBundleRoute,
  incidentMapRoute,
  incidentRoute,
  incidentsRoute,
  removeRoute,
} from './incident-routes.ts';
import { dnsRoute, httpRoute } from './l7-routes.ts';
import { refuse, upgradeSocket } from './live-upgrade.ts';
import { mapRoute } from './map-route.ts';
import { pastRoute } from './past-route.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { RequestError, sendError } from './request-error.ts';
import { sendJson, type Route, type RouteContext } from './route.ts';
import { staticSite } from './static-site.ts';
import { statusAnswer } from './status-answer.ts';
import { storyRoute } from './story-route.ts';
import { trendsRoute } from './trends-route.ts';

/** Past these a connection is closed, or a request refused. */
const MAX_CONNECTIONS = 2500;
const MAX_HEADER_BYTES = 16 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
/** Longer than that of the usual proxies, which would otherwise meet a closed connection. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** Each holds up to about 60 MB for 100,000 edges, and there is one core for all of them. */
const LARGE_READS = { running: 3, waiting: 32, waitMs: 5000 };
/** What changes something: a body may be slow to come. */
const CHANGES = { running: 4, waiting: 16, waitMs: 5000 };
/** Evidence that is packed or sent: these last as long as their reader takes. */
const DOWNLOADS = { running: 2, waiting: 8, waitMs: 10_000 };
/** A large read that takes longer than this, by its work or by its reader, is given up. */
const LARGE_READ_MS = 60_000;
const STALLED_READER_MS = 10_000;
const LOOK_EVERY_MS = 250;

/** The HTTP door: API, probes, metrics, the page, and the way to the WebSockets. The caller listens and closes. */
export function createHttpServer(deps: HttpDeps): Server {
  const sources = (): ReturnType<HttpDeps['sources']> => deps.sources();
  const listening = new Listening(deps.ledger, sources, deps.clock.nowMs());
  const looking = setInterval(() => listening.note(deps.clock.nowMs()), LOOK_EVERY_MS).unref();
  // Of a recording, time stands still; people freeze it now.
  const frozenBy = deps.opened === undefined ? deps.clock : systemClock;
  const incidents = deps.past && new Incidents(deps.past.store.incidents, frozenBy);
  const uploads = deps.captures && new Uploads(deps.clock);
  const context: RouteContext = { ...deps, sources, listening, incidents, uploads };
  const gate = new Gate(LARGE_READS);
  const metrics = createMetrics(context, () => gate.refused);
  const hosts = hostCheck(deps.config.listen.host, deps.config.allowedHosts);
  const app = createApp(context, gate, metrics, hosts);
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: 1000,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    },
    (request, response) => {
      const other = deps.captures?.serverAt(request.url ?? '');
      if (other === undefined) app(request, response);
      else other.emit('request', request, response);
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  const rules = { basePath: deps.config.basePath, hosts, newRequestId: randomUUID, log: deps.log };
  server.on('upgrade', (request, socket, head) => {
    const other = deps.captures?.serverAt(request.url ?? '');
    if (other === undefined) upgradeSocket(rules, deps, request, socket, head);
    else other.emit('upgrade', request, socket, head);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    refuse(socket, clientError(error.code), randomUUID());
  });
  server.on('close', () => {
    clearInterval(looking);
    metrics.close();
    void uploads?.close();
  });
  return server;
}

function createApp(context: RouteContext, gate: Gate, metrics: Metrics, hosts: HostCheck): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', false);
  app.set('query parser', 'simple');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.use(frontDoor(context.config.basePath, hosts));

  app.get('/livez', (_request, response) => sendText(response, 'alive\n'));
  app.get('/readyz', (_request, response) => {
    if (!context.live.isClosing) return sendText(response, 'ready\n');
    response.statusCode = 503;
    sendText(response, 'draining: this server is stopping, and its pages are told to connect again\n');
  });
  app.get('/metrics', async (_request, response) => {
    const text = await metrics.text();
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Content-Type', metrics.contentType);
    response.end(text);
  });
  app.get('/api/v1/status', (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    sendJson(response, statusAnswer(context, context.listening.startedMs));
  });
  app.get('/api/v1/map', largeRead(context, gate, mapRoute));
  app.get('/api/v1/trends', largeRead(context, gate, trendsRoute));
  app.get('/api/v1/past', largeRead(context, gate, pastRoute));
  app.get('/api/v1/history', largeRead(context, gate, historyRoute));
  app.get('/api/v1/compare', largeRead(context, gate, compareRoute));
  app.get('/api/v1/anchors', largeRead(context, gate, anchorsRoute));
  const downloads = new Gate(DOWNLOADS);
  const changes = new Gate(CHANGES);
  app.get('/api/v1/bundle', download(context, downloads, bundleRoute));
  app.get('/api/v1/incidents', largeRead(context, gate, incidentsRoute));
  app.post('/api/v1/incidents', download(context, downloads, freezeRoute));
  app.get('/api/v1/incidents/:id', largeRead(context, gate, incidentRoute));
  app.patch('/api/v1/incidents/:id', largeRead(context, changes, changeRoute));
  app.delete('/api/v1/incidents/:id', largeRead(context, changes, removeRoute));
  app.get('/api/v1/incidents/:id/map', largeRead(context, gate, incidentMapRoute));
  app.get('/api/v1/incidents/:id/flows', largeRead(context, gate, ofIncident(flowsRoute)));
  app.get('/api/v1/incidents/:id/story', largeRead(context, gate, ofIncident(storyRoute)));
  app.get('/api/v1/incidents/:id/http', largeRead(context, gate, ofIncident(httpRoute)));
  app.get('/api/v1/incidents/:id/dns', largeRead(context, gate, ofIncident(dnsRoute)));
  app.get('/api/v1/incidents/:id/trends', largeRead(context, gate, ofIncident(trendsRoute)));
  app.get('/api/v1/incidents/:id/bundle', download(context, downloads, incidentBundleRoute));
  app.post('/api/v1/captures', largeRead(context, changes, beginCaptureRoute));
  app.put('/api/v1/captures/:id', largeRead(context, changes, captureRoute));
  app.post('/api/v1/captures/:id/open', download(context, downloads, openCaptureRoute));
  app.get('/api/v1/flows', largeRead(context, gate, flowsRoute));
  app.get('/api/v1/http', largeRead(context, gate, httpRoute));
  app.get('/api/v1/dns', largeRead(context, gate, dnsRoute));
  app.get('/api/v1/story', largeRead(context, gate, storyRoute));
  app.get(['/api/v1/live', '/api/v1/flows/follow'], () => {
    throw new RequestError(426, 'upgrade_required', 'this is a WebSocket', { headers: { Upgrade: 'websocket' } });
  });
  app.use(staticSite(context.webRoot));
  app.use(() => {
    throw new RequestError(404, 'not_found', 'there is nothing under this path');
  });
  app.use(lastResort(context));
  return app;
}

/** A read whose work grows with the graph: a few at a time, in slices, and only while somebody waits for it. */
function largeRead(context: RouteContext, gate: Gate, route: Route): RequestHandler {
  return async (request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    const leaving = new AbortController();
    response.once('close', () => leaving.abort());
    const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(LARGE_READ_MS)]);
    const turn = { clock: context.clock, signal, stalledReaderMs: STALLED_READER_MS };
    try {
      await gate.run(() => route(context, request, response, turn), signal);
    } catch (reason) {
      if (leaving.signal.aborted) return; // Whoever asked is gone: there is nobody to tell.
      if (!(reason instanceof DOMException && reason.name === 'TimeoutError')) throw reason;
      context.log.debug('a large read took too long', { path: request.path });
      response.destroy();
    }
  };
}

/** Work that lasts as long as its reader takes, a few at a time. */
function download(context: RouteContext, gate: Gate, route: Route): RequestHandler {
  return async (request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    const leaving = new AbortController();
    response.once('close', () => leaving.abort());
    const turn = { clock: context.clock, signal: leaving.signal, stalledReaderMs: STALLED_READER_MS };
    try {
      await gate.run(() => route(context, request, response, turn), leaving.signal);
    } catch (reason) {
      if (leaving.signal.aborted) return; // Whoever asked is gone: there is nobody to tell.
      if (response.headersSent) context.log.warn('a download was cut off', { path: request.path, error: reason });
      throw reason;
    }
  };
}

function sendText(response: ServerResponse, text: string): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(text);
}

/** Tells the caller what is theirs to know. A bug of ours is logged under the id that the caller is given. */
function lastResort(context: RouteContext): ErrorRequestHandler {
  return (reason: unknown, request, response, _next) => {
    const requestId = String(response.locals['requestId']);
    if (reason instanceof RequestError) {
      sendError(response, reason, requestId);
      return;
    }
    const status = clientStatus(reason);
    if (status !== undefined) {
      sendError(response, new RequestError(status, 'not_found', 'there is nothing under this path'), requestId);
      return;
    }
    context.log.error('a request failed', { request_id: requestId, path: request.path, error: reason });
    sendError(response, new RequestError(500, 'internal', 'something is wrong with this server'), requestId);
  };
}

/** The status that the file server gave its refusal: a path without a file, a file that is none of ours to give. */
function clientStatus(reason: unknown): number | undefined {
  if (typeof reason !== 'object' || reason === null || !('status' in reason)) return undefined;
  const { status } = reason;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

function clientError(code: string | undefined): RequestError {
  if (code === 'HPE_HEADER_OVERFLOW') return new RequestError(431, 'headers_too_large', 'the headers are too large');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new RequestError(408, 'too_slow', 'the request took too long');
  return new RequestError(400, 'bad_request', 'this is not HTTP');
}
