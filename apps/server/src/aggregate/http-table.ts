import { L7_RESPONSE } from '../decode/flow-record.ts';
import type { FlowRecord } from '../decode/flow-record.ts';
import type { EdgeTable } from './edge-table.ts';
import { FIGURE } from './graph-view.ts';
import type { EdgeIndex, Figure, HttpRow } from './graph-view.ts';
import { LatencySketch } from './latency-sketch.ts';
import { pathOf, pathTemplate } from './path-template.ts';
import { RecentKeys } from './recent-keys.ts';

const MAX_ROUTES = 50_000;
/** Random paths of one client cannot use up the room of the others. */
const MAX_ROUTES_PER_EDGE = 256;
const MAX_RAW_PATHS = 8;
const MAX_METHOD = 32;
/** 4 x 32,768 requests between the words of two proxies about them. */
const REQUEST_SETS = 32_768;
const REQUEST_IDLE_MS = 60_000;

const RESPONDED = 1;
const REFUSED = 2;
const BY_SERVER = 4;

const DROPPED = 2;
const INGRESS = 1;

interface Route extends HttpRow {
  requests: number;
  denied: number;
  readonly statusCodes: Map<number, number>;
  readonly sketch: LatencySketch;
  readonly rawPaths: string[];
  /** Told by messages without X-Request-Id, per vantage point; `requests` has the larger of the two. */
  readonly untraced: { client: number; server: number; clientDenied: number; serverDenied: number };
  lastSeenMs: number;
}

/** What arrived at most once per request: a status, or a refusal by an L7 rule. */
interface Outcome {
  readonly denied: boolean;
  readonly code: number;
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
 * Bounded: 256 routes per edge and 50,000 in all; then the path is `other` (`folded`).
 */
export class HttpTable {
  folded = 0;
  readonly #edges: EdgeTable;
  readonly #routes = new Map<EdgeIndex, Map<string, Route>>();
  #routeCount = 0;
  readonly #requests = new RecentKeys(REQUEST_SETS);
  readonly #states = new Uint8Array(this.#requests.slots);
  readonly #codes = new Uint16Array(this.#requests.slots);
  readonly #latencyBuckets = new Int16Array(this.#requests.slots);

  constructor(edges: EdgeTable) {
    this.#edges = edges;
  }

  *rows(): Iterable<HttpRow> {
    for (const routes of this.#routes.values()) yield* routes.values();
  }

  forget(edge: EdgeIndex): void {
    this.#routeCount -= this.#routes.get(edge)?.size ?? 0;
    this.#routes.delete(edge);
  }

  add(flow: FlowRecord, edge: EdgeIndex, text: (from: number, to: number) => string): void {
    const isResponse = flow.l7Type === L7_RESPONSE;
    const isRefused = !isResponse && flow.verdict === DROPPED;
    if (!isResponse && !isRefused) return;
    const route = this.#route(flow, edge, text);
    route.lastSeenMs = Math.max(route.lastSeenMs, flow.timeMs);
    if (flow.requestIdLow === 0 && flow.requestIdHigh === 0) this.#addUntraced(flow, route, isRefused);
    else this.#addTraced(flow, route, isRefused);
  }

  #addTraced(flow: FlowRecord, route: Route, isRefused: boolean): void {
    const { timeMs } = flow;
    const slot = this.#requests.find(flow.requestIdLow, flow.requestIdHigh, timeMs - REQUEST_IDLE_MS);
    const isOld = timeMs - this.#requests.touchedMs[slot] > REQUEST_IDLE_MS;
    if (!this.#requests.found || isOld) this.#states[slot] = 0;
    this.#requests.touchedMs[slot] = Math.max(timeMs, isOld ? 0 : this.#requests.touchedMs[slot]);
    const state = this.#states[slot];

    if (isRefused) {
      if ((state & REFUSED) !== 0) return;
      if ((state & RESPONDED) !== 0) this.#takeBack(route, this.#codes[slot], timeMs);
      this.#states[slot] = state | REFUSED;
      this.#count(route, { denied: true, code: 0 }, timeMs);
      return;
    }
    if ((state & REFUSED) !== 0) return;
    const byServer = flow.direction === INGRESS;
    if ((state & RESPONDED) === 0) {
      this.#states[slot] = state | RESPONDED | (byServer ? BY_SERVER : 0);
      this.#codes[slot] = flow.httpCode;
      this.#count(route, { denied: false, code: flow.httpCode }, timeMs);
      this.#latencyBuckets[slot] = flow.latencyNs > 0 ? route.sketch.add(flow.latencyNs) : -1;
    } else if (byServer && (state & BY_SERVER) === 0 && flow.latencyNs > 0) {
      this.#states[slot] = state | BY_SERVER;
      if (this.#latencyBuckets[slot] >= 0) route.sketch.remove(this.#latencyBuckets[slot]);
      this.#latencyBuckets[slot] = route.sketch.add(flow.latencyNs);
    }
  }

  /** Nothing joins the words of the two proxies, so the one that told more is believed. */
  #addUntraced(flow: FlowRecord, route: Route, isRefused: boolean): void {
    const { untraced } = route;
    const byServer = flow.direction === INGRESS;
    const before = Math.max(untraced.client, untraced.server);
    const deniedBefore = Math.max(untraced.clientDenied, untraced.serverDenied);
    if (isRefused) byServer ? untraced.serverDenied++ : untraced.clientDenied++;
    else byServer ? untraced.server++ : untraced.client++;
    if (Math.max(untraced.clientDenied, untraced.serverDenied) > deniedBefore) {
      this.#count(route, { denied: true, code: 0 }, flow.timeMs);
    }
    if (Math.max(untraced.client, untraced.server) > before) {
      this.#count(route, { denied: false, code: flow.httpCode }, flow.timeMs);
      if (flow.latencyNs > 0) route.sketch.add(flow.latencyNs);
    }
  }

  #count(route: Route, outcome: Outcome, timeMs: number): void {
    route.requests++;
    this.#figure(route, FIGURE.httpRequests, timeMs, 1);
    if (outcome.denied) {
      route.denied++;
      this.#figure(route, FIGURE.httpDenied, timeMs, 1);
      return;
    }
    route.statusCodes.set(outcome.code, (route.statusCodes.get(outcome.code) ?? 0) + 1);
    if (outcome.code >= 500) this.#figure(route, FIGURE.httpFailed, timeMs, 1);
  }

  /** The refusal came after its 403. */
  #takeBack(route: Route, code: number, timeMs: number): void {
    route.requests--;
    this.#figure(route, FIGURE.httpRequests, timeMs, -1);
    const count = (route.statusCodes.get(code) ?? 0) - 1;
    if (count > 0) route.statusCodes.set(code, count);
    else route.statusCodes.delete(code);
  }

  #figure(route: Route, figure: Figure, timeMs: number, amount: number): void {
    this.#edges.count(route.edge, figure, timeMs, amount);
  }

  #route(flow: FlowRecord, edge: EdgeIndex, text: (from: number, to: number) => string): Route {
    const method = text(flow.methodFrom, Math.min(flow.methodTo, flow.methodFrom + MAX_METHOD));
    const url = text(flow.urlFrom, flow.urlTo);
    const path = flow.isGrpc ? pathOf(url) : pathTemplate(url);
    let routes = this.#routes.get(edge);
    if (routes === undefined) this.#routes.set(edge, (routes = new Map()));
    let route = routes.get(`${method} ${path}`);
    if (route === undefined) route = this.#addRoute(routes, flow, edge, method, path);
    if (route.rawPaths.length < MAX_RAW_PATHS) {
      const raw = pathOf(url);
      if (!route.rawPaths.includes(raw)) route.rawPaths.push(raw);
    }
    return route;
  }

  #addRoute(routes: Map<string, Route>, flow: FlowRecord, edge: EdgeIndex, method: string, path: string): Route {
    if (routes.size >= MAX_ROUTES_PER_EDGE || this.#routeCount >= MAX_ROUTES) {
      this.folded++;
      const other = routes.get(OTHER);
      if (other !== undefined) return other;
      [method, path] = ['', 'other'];
    }
    const sketch = new LatencySketch();
    const route: Route = {
      edge, method, path, isGrpc: flow.isGrpc, requests: 0, denied: 0, statusCodes: new Map(), sketch, rawPaths: [],
      untraced: { client: 0, server: 0, clientDenied: 0, serverDenied: 0 },
      firstSeenMs: flow.timeMs, lastSeenMs: flow.timeMs,
      get latencyMs() {
        return { p50: sketch.quantileMs(0.5), p95: sketch.quantileMs(0.95), p99: sketch.quantileMs(0.99), count: sketch.count };
      },
    };
    routes.set(`${method} ${path}`, route);
    this.#routeCount++;
    return route;
  }
}

const OTHER = ' other';
