import { L7_REQUEST, L7_RESPONSE } from '../decode/flow-record.ts';
import type { FlowRecord } from '../decode/flow-record.ts';
import type { EdgeTable } from './edge-table.ts';
import { FIGURE } from './graph-view.ts';
import type { EdgeIndex, Figure, HttpRow } from './graph-view.ts';
import { LatencySketch } from './latency-sketch.ts';
import { pathOf, pathTemplate } from './path-template.ts';
import { RecentKeys } from './recent-keys.ts';
import { LAST_BUCKET, LAST_CODE, SIGHTING_FIELDS, sightAnswer, sightRefusal } from './request-sightings.ts';

const MAX_ROUTES = 50_000;
/** Random paths of one client cannot use up the room of the others. */
const MAX_ROUTES_PER_EDGE = 256;
const MAX_RAW_PATHS = 4;
const MAX_METHOD = 32;
/** Of a longer URL the end is not looked at; the path is cut before that. */
const MAX_URL = 768;
const MAX_CODE = 999;
/** 4 x 32,768 requests between the words of two proxies about them. */
const REQUEST_SETS = 32_768;
const REQUEST_IDLE_MS = 60_000;

const DROPPED = 2;
const INGRESS = 1;
const REFUSED_CODE = 403;

interface Route extends HttpRow {
  /** Never used twice. */
  readonly id: number;
  requests: number;
  denied: number;
  readonly statusCodes: Map<number, number>;
  readonly sketch: LatencySketch;
  readonly rawPaths: string[];
  /** Of all its messages without X-Request-Id. */
  readonly untraced: Int32Array;
  lastSeenMs: number;
}

/**
 * HTTP requests per edge, method and route. A request is counted once, when its response is seen or when an L7 rule
 * refused it, though up to two proxies tell about it:
 *
 *     client-side proxy   REQUEST ─────────────► RESPONSE 200      the same X-Request-Id: one request
 *     server-side proxy        REQUEST ► RESPONSE 200
 *
 *     refused             REQUEST (DROPPED) ► RESPONSE 403         one denied request, and no status 403
 *
 * An id alone is not enough, because services hand it on: it is looked at per route.
 *
 * Bounded: 256 routes per edge and 50,000 in all; then the path is `other`, one more per edge (`folded` counts what
 * was told of paths without a row).
 */
export class HttpTable {
  folded = 0;
  readonly #edges: EdgeTable;
  /** By edge and path, one route per method. */
  readonly #routes = new Map<EdgeIndex, Map<string, Route[]>>();
  readonly #routesOfEdge = new Map<EdgeIndex, number>();
  #routeCount = 0;
  #nextId = 1;
  readonly #requests = new RecentKeys(REQUEST_SETS);
  readonly #sightings = new Int32Array(this.#requests.slots * SIGHTING_FIELDS);

  constructor(edges: EdgeTable) {
    this.#edges = edges;
  }

  *rows(): Iterable<HttpRow> {
    for (const paths of this.#routes.values()) for (const routes of paths.values()) yield* routes;
  }

  forget(edge: EdgeIndex): void {
    this.#routeCount -= this.#routesOfEdge.get(edge) ?? 0;
    this.#routesOfEdge.delete(edge);
    this.#routes.delete(edge);
  }

  /** Answers 1 when a rule refused the request. */
  add(flow: FlowRecord, edge: EdgeIndex, text: (from: number, to: number) => string): 0 | 1 {
    const isResponse = flow.l7Type === L7_RESPONSE;
    const isRefused = flow.l7Type === L7_REQUEST && flow.verdict === DROPPED;
    if (!isResponse && !isRefused) return 0;
    const route = this.#route(flow, edge, text);
    route.lastSeenMs = Math.max(route.lastSeenMs, flow.timeMs);
    const hasId = flow.requestIdLow !== 0 || flow.requestIdHigh !== 0;
    if (!hasId) return this.#sight(flow, route, isRefused, route.untraced, 0);
    return this.#sight(flow, route, isRefused, this.#sightings, this.#slot(flow, route) * SIGHTING_FIELDS);
  }

  #slot({ requestIdLow, requestIdHigh, timeMs }: FlowRecord, { id }: Route): number {
    const { touchedMs } = this.#requests;
    const low = requestIdLow ^ Math.imul(id, 0x9e3779b1);
    const slot = this.#requests.find(low, requestIdHigh ^ Math.imul(id, 0x85ebca6b), timeMs - REQUEST_IDLE_MS);
    const isNew = !this.#requests.found || timeMs - touchedMs[slot] > REQUEST_IDLE_MS;
    if (isNew) {
      const row = slot * SIGHTING_FIELDS;
      for (let i = row; i < row + SIGHTING_FIELDS; i++) this.#sightings[i] = 0;
    }
    touchedMs[slot] = isNew ? timeMs : Math.max(timeMs, touchedMs[slot]);
    return slot;
  }

  #sight(flow: FlowRecord, route: Route, isRefused: boolean, rows: Int32Array, row: number): 0 | 1 {
    const byServer = flow.direction === INGRESS;
    if (isRefused) {
      const wasAnswer = sightRefusal(rows, row, byServer);
      if (wasAnswer) this.#takeBack(route, rows, row);
      else this.#countRequest(route, flow.timeMs);
      route.denied++;
      this.#figure(route, FIGURE.httpDenied, flow.timeMs);
      return 1;
    }
    const code = flow.httpCode > MAX_CODE ? 0 : flow.httpCode;
    const looksRefused = code === REFUSED_CODE || route.isGrpc;
    const isTraced = rows === this.#sightings;
    const answer = sightAnswer(rows, row, byServer, looksRefused);
    if (answer === 'refusal') return 0;
    if (answer === 'new') {
      this.#countRequest(route, flow.timeMs);
      route.statusCodes.set(code, (route.statusCodes.get(code) ?? 0) + 1);
      if (code >= 500) this.#figure(route, FIGURE.httpFailed, flow.timeMs);
      const bucket = flow.latencyNs > 0 ? route.sketch.add(flow.latencyNs) + 1 : 0;
      if (isTraced || looksRefused) {
        rows[row + LAST_CODE] = code;
        rows[row + LAST_BUCKET] = bucket;
      }
    } else if (byServer && flow.latencyNs > 0 && isTraced) {
      removeLatency(route, rows, row);
      rows[row + LAST_BUCKET] = route.sketch.add(flow.latencyNs) + 1;
    }
    return 0;
  }

  /** What was counted as an answer is the 403 of a refusal: the request stays, its status and latency go. */
  #takeBack(route: Route, rows: Int32Array, row: number): void {
    const code = route.isGrpc ? rows[row + LAST_CODE] : REFUSED_CODE;
    const count = (route.statusCodes.get(code) ?? 0) - 1;
    if (count > 0) route.statusCodes.set(code, count);
    else route.statusCodes.delete(code);
    removeLatency(route, rows, row);
  }

  #countRequest(route: Route, timeMs: number): void {
    route.requests++;
    this.#figure(route, FIGURE.httpRequests, timeMs);
  }

  #figure(route: Route, figure: Figure, timeMs: number): void {
    this.#edges.count(route.edge, figure, timeMs, 1);
  }

  #route(flow: FlowRecord, edge: EdgeIndex, text: (from: number, to: number) => string): Route {
    const method = text(flow.methodFrom, Math.min(flow.methodTo, flow.methodFrom + MAX_METHOD));
    const url = text(flow.urlFrom, Math.min(flow.urlTo, flow.urlFrom + MAX_URL));
    const path = flow.isGrpc ? pathOf(url) : pathTemplate(url);
    const route = this.#find(edge, method, path) ?? this.#newRoute(flow, edge, method, path);
    if (route.rawPaths.length < MAX_RAW_PATHS) {
      const raw = pathOf(url);
      if (!route.rawPaths.includes(raw)) route.rawPaths.push(raw);
    }
    return route;
  }

  #find(edge: EdgeIndex, method: string, path: string): Route | undefined {
    const routes = this.#routes.get(edge)?.get(path);
    if (routes === undefined) return undefined;
    for (const route of routes) if (route.method === method) return route;
    return undefined;
  }

  #newRoute(flow: FlowRecord, edge: EdgeIndex, method: string, path: string): Route {
    const isFull = (this.#routesOfEdge.get(edge) ?? 0) >= MAX_ROUTES_PER_EDGE || this.#routeCount >= MAX_ROUTES;
    if (!isFull) return this.#addRoute(flow, edge, method, path);
    this.folded++;
    return this.#find(edge, '', 'other') ?? this.#addRoute(flow, edge, '', 'other');
  }

  #addRoute(flow: FlowRecord, edge: EdgeIndex, method: string, path: string): Route {
    const sketch = new LatencySketch();
    const route: Route = {
      id: this.#nextId++,
      edge,
      method,
      path,
      isGrpc: flow.isGrpc,
      requests: 0,
      denied: 0,
      statusCodes: new Map(),
      sketch,
      rawPaths: [],
      untraced: new Int32Array(SIGHTING_FIELDS),
      firstSeenMs: flow.timeMs,
      lastSeenMs: flow.timeMs,
      get latencyMs() {
        return {
          p50: sketch.quantileMs(0.5),
          p95: sketch.quantileMs(0.95),
          p99: sketch.quantileMs(0.99),
          count: sketch.count,
        };
      },
    };
    let paths = this.#routes.get(edge);
    if (paths === undefined) this.#routes.set(edge, (paths = new Map()));
    const routes = paths.get(path);
    if (routes === undefined) paths.set(path, [route]);
    else routes.push(route);
    this.#routesOfEdge.set(edge, (this.#routesOfEdge.get(edge) ?? 0) + 1);
    this.#routeCount++;
    return route;
  }
}

function removeLatency(route: Route, rows: Int32Array, row: number): void {
  if (rows[row + LAST_BUCKET] > 0) route.sketch.remove(rows[row + LAST_BUCKET] - 1);
  rows[row + LAST_BUCKET] = 0;
}
