import { L7_REQUEST, L7_RESPONSE } from '../decode/flow-record.ts';
import type { FlowRecord } from '../decode/flow-record.ts';
import type { EdgeTable } from './edge-table.ts';
import { FIGURE } from './graph-view.ts';
import type { EdgeIndex, Figure, HttpCounts, HttpRow } from './graph-view.ts';
import { DENIED, HttpRoute, NO_CODE } from './http-route.ts';
import type { RouteRooms } from './http-route.ts';
import { ageOf, LatencyRoom } from './latency-history.ts';
import { pathOf, pathTemplate } from './path-template.ts';
import { RawPathRoom } from './raw-paths.ts';
import { RecentKeys } from './recent-keys.ts';
import { BUCKET_BITS, LAST_ANSWER, LAST_TEN, SIGHTING_FIELDS, sightAnswer, sightRefusal } from './request-sightings.ts';
import { RowShares, idleRows } from './row-shares.ts';
import { tenOf, TenLanes } from './ten-lanes.ts';
import { Unwritten } from './unwritten.ts';

const MAX_ROUTES = 50_000;
/** Random paths of one client cannot use up the room of the others. */
const MAX_ROUTES_PER_EDGE = 256;
/** Lanes of 372 bytes: 74 MB when all are in use, which takes 200,000 codes that come again and again. */
const MAX_LANES = 200_000;
/** Buckets of four bytes: 32 MB. */
const MAX_LATENCY_BUCKETS = 8_388_608;
/** Characters: 24 MB at most. */
const MAX_RAW_PATHS = 25_165_824;
const MAX_METHOD = 32;
const MAX_PROTOCOL = 16;
/** Of a longer URL the end is not looked at; the path is cut before that. */
const MAX_URL = 768;
const MAX_CODE = 999;
/** 4 x 32,768 requests between the words of two proxies about them. */
const REQUEST_SETS = 32_768;
const REQUEST_IDLE_MS = 60_000;
/** Idle routes of a full edge are looked for this often. */
const LOOK_EVERY_MS = 10_000;

const DROPPED = 2;
const INGRESS = 1;
const REFUSED_CODE = 403;

type TextOf = (from: number, to: number) => string;

type RouteName = Pick<HttpRoute, 'method' | 'path' | 'isGrpc' | 'protocol' | 'isOther'>;

const OTHER: RouteName = { method: '', path: 'other', isGrpc: false, protocol: '', isOther: true };

interface EdgeRoutes {
  /** By path, one route per method. */
  readonly paths: Map<string, HttpRoute[]>;
  count: number;
  lookedMs: number;
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
 * Bounded: 256 routes per edge and 50,000 in all; a route that has to leave, or finds no room, is counted as the path
 * `other`, one more per edge (`folded` counts the requests). Stale routes leave first, then those of whoever has most.
 */
export class HttpTable {
  folded = 0;
  readonly #edges: EdgeTable;
  readonly #byEdge = new Map<EdgeIndex, EdgeRoutes>();
  #routeCount = 0;
  #nextId = 1;
  readonly #shares = new RowShares<HttpRoute>();
  readonly #rooms: RouteRooms = {
    lanes: new TenLanes(MAX_LANES),
    latencies: new LatencyRoom(MAX_LATENCY_BUCKETS),
    rawPaths: new RawPathRoom(MAX_RAW_PATHS),
  };
  #retiredAge = 0;
  readonly #requests = new RecentKeys(REQUEST_SETS);
  readonly #sightings = new Int32Array(this.#requests.slots * SIGHTING_FIELDS);
  readonly #unwritten = new Unwritten<HttpRoute>();
  /** For what is not written yet of edges that were folded; no row of the table. */
  #folded: HttpRoute | undefined;

  constructor(edges: EdgeTable) {
    this.#edges = edges;
  }

  rows(): Iterable<HttpRow> {
    return this.#rows();
  }

  /** From now on, what is counted is held until it is taken. */
  beginWriting(): void {
    this.#unwritten.isWanted = true;
  }

  /** What was counted before that second since the last call, of each row and ten of seconds; every count once. */
  *takeBefore(second: number): Generator<HttpCounts, void, undefined> {
    for (const { row, ten, counts } of this.#unwritten.takeBefore(Math.floor(second / 10))) {
      const statusCodes = new Map<number, number>();
      const latencies = new Map<number, number>();
      for (const [key, amount] of counts) {
        if (key >= LATENCIES) latencies.set(key - LATENCIES, amount);
        else if (key >= 0) statusCodes.set(key, amount);
      }
      yield { row, second: ten * 10, denied: counts.get(DENIED) ?? 0, statusCodes, latencies };
    }
  }

  /** `into` is the edge that it is folded into. */
  forget(edge: EdgeIndex, into: EdgeIndex): void {
    const known = this.#byEdge.get(edge);
    if (known === undefined) return;
    for (const routes of known.paths.values()) {
      for (const route of routes) {
        this.#folded ??= this.#newRoute(into, OTHER, route.firstSeenMs);
        this.#unwritten.move(route, this.#folded);
        this.#folded.firstSeenMs = Math.min(this.#folded.firstSeenMs, route.firstSeenMs);
        this.#folded.lastSeenMs = Math.max(this.#folded.lastSeenMs, route.lastSeenMs);
        route.release();
        if (!route.isOther) this.#shares.remove(route.owner);
      }
    }
    this.#routeCount -= known.count;
    this.#byEdge.delete(edge);
  }

  /** Answers 1 when a rule refused the request. `nowMs` is our clock. */
  add(flow: FlowRecord, edge: EdgeIndex, text: TextOf, nowMs: number): 0 | 1 {
    const isResponse = flow.l7Type === L7_RESPONSE;
    const isRefused = flow.l7Type === L7_REQUEST && flow.verdict === DROPPED;
    if (!isResponse && !isRefused) return 0;
    const url = text(flow.urlFrom, Math.min(flow.urlTo, flow.urlFrom + MAX_URL));
    const route = this.#route(flow, edge, url, text, nowMs);
    if (flow.timeMs > route.lastSeenMs) route.lastSeenMs = flow.timeMs;
    const hasId = flow.requestIdLow !== 0 || flow.requestIdHigh !== 0;
    if (!hasId) return this.#sight(flow, route, url, isRefused, route.untraced, 0);
    return this.#sight(flow, route, url, isRefused, this.#sightings, this.#slot(flow, route) * SIGHTING_FIELDS);
  }

  #slot({ requestIdLow, requestIdHigh, timeMs }: FlowRecord, { id }: HttpRoute): number {
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

  #sight(flow: FlowRecord, route: HttpRoute, url: string, isRefused: boolean, rows: Int32Array, row: number): 0 | 1 {
    const byServer = flow.direction === INGRESS;
    const ten = tenOf(flow.timeMs);
    if (isRefused) {
      const wasAnswer = sightRefusal(rows, row, byServer);
      if (wasAnswer) this.#takeBack(route, rows, row);
      else this.#countRequest(route, url, flow.timeMs);
      this.#count(route, DENIED, ten, 1);
      if (flow.timeMs > route.lastDeniedMs) route.lastDeniedMs = flow.timeMs;
      this.#figure(route, FIGURE.httpDenied, flow.timeMs);
      return 1;
    }
    const code = flow.httpCode > MAX_CODE ? NO_CODE : flow.httpCode;
    const looksRefused = code === REFUSED_CODE || route.isGrpc;
    const isTraced = rows === this.#sightings;
    const answer = sightAnswer(rows, row, byServer, looksRefused);
    if (answer === 'refusal') return 0;
    if (answer === 'new') {
      this.#countRequest(route, url, flow.timeMs);
      this.#count(route, code, ten, 1);
      if (code >= 500) this.#figure(route, FIGURE.httpFailed, flow.timeMs);
      const bucket = flow.latencyNs > 0 ? this.#addLatency(route, flow.latencyNs, ten) + 1 : 0;
      if (isTraced || looksRefused) {
        rows[row + LAST_ANSWER] = (code << BUCKET_BITS) | bucket;
        rows[row + LAST_TEN] = ten;
      }
    } else if (byServer && flow.latencyNs > 0 && isTraced) {
      this.#removeLatency(route, rows, row);
      rows[row + LAST_ANSWER] |= this.#addLatency(route, flow.latencyNs, rows[row + LAST_TEN]) + 1;
    }
    return 0;
  }

  #countRequest(route: HttpRoute, url: string, timeMs: number): void {
    if (route.isOther) this.folded++;
    else route.seenPaths.add(pathOf(url), url.length);
    this.#figure(route, FIGURE.httpRequests, timeMs);
  }

  #addLatency(route: HttpRoute, latencyNs: number, ten: number): number {
    const { latencies } = this.#rooms;
    if (latencies.isFull && ageOf(ten) > this.#retiredAge) {
      this.#retiredAge = ageOf(ten);
      for (const other of this.#rows()) other.latencies.retire(ten);
    }
    const bucket = route.latencies.add(latencyNs, ten);
    this.#unwritten.add(route, ten, LATENCIES + bucket, 1);
    return bucket;
  }

  #count(route: HttpRoute, key: number, ten: number, amount: number): void {
    route.counts.add(key, ten, amount);
    this.#unwritten.add(route, ten, key, amount);
  }

  /** What was counted as an answer is the 403 of a refusal: the request stays, its status and latency go. */
  #takeBack(route: HttpRoute, rows: Int32Array, row: number): void {
    const code = route.isGrpc ? rows[row + LAST_ANSWER] >> BUCKET_BITS : REFUSED_CODE;
    this.#count(route, code, rows[row + LAST_TEN], -1);
    this.#removeLatency(route, rows, row);
  }

  #removeLatency(route: HttpRoute, rows: Int32Array, row: number): void {
    const bucket = rows[row + LAST_ANSWER] & BUCKET_MASK;
    if (bucket > 0) {
      route.latencies.remove(bucket - 1, rows[row + LAST_TEN]);
      this.#unwritten.add(route, rows[row + LAST_TEN], LATENCIES + bucket - 1, -1);
    }
    rows[row + LAST_ANSWER] &= ~BUCKET_MASK;
  }

  #figure(route: HttpRoute, figure: Figure, timeMs: number): void {
    this.#edges.count(route.edge, figure, timeMs, 1);
  }

  #route(flow: FlowRecord, edge: EdgeIndex, url: string, text: TextOf, nowMs: number): HttpRoute {
    const method = text(flow.methodFrom, Math.min(flow.methodTo, flow.methodFrom + MAX_METHOD));
    const path = flow.isGrpc ? pathOf(url) : pathTemplate(url);
    let routes = this.#byEdge.get(edge);
    if (routes === undefined) this.#byEdge.set(edge, (routes = { paths: new Map(), count: 0, lookedMs: 0 }));
    const known = find(routes, method, path);
    if (known !== undefined) return known;
    if (!this.#hasRoom(routes, edge, nowMs)) return this.#other(routes, edge, flow.timeMs);
    const protocol = text(flow.protocolFrom, Math.min(flow.protocolTo, flow.protocolFrom + MAX_PROTOCOL));
    return this.#add(routes, edge, { method, path, isGrpc: flow.isGrpc, protocol, isOther: false }, flow.timeMs);
  }

  #hasRoom(routes: EdgeRoutes, edge: EdgeIndex, nowMs: number): boolean {
    if (routes.count >= MAX_ROUTES_PER_EDGE) {
      if (Math.abs(nowMs - routes.lookedMs) < LOOK_EVERY_MS) return false;
      routes.lookedMs = nowMs;
      this.#fold(idleRows([...routes.paths.values()].flat(), nowMs));
    } else if (this.#routeCount >= MAX_ROUTES) {
      this.#fold(this.#shares.victims({ [Symbol.iterator]: () => this.#rows() }, this.#edges.source(edge), nowMs));
    }
    return routes.count < MAX_ROUTES_PER_EDGE && this.#routeCount < MAX_ROUTES;
  }

  #other(routes: EdgeRoutes, edge: EdgeIndex, timeMs: number): HttpRoute {
    return find(routes, '', 'other') ?? this.#add(routes, edge, OTHER, timeMs);
  }

  #add(routes: EdgeRoutes, edge: EdgeIndex, head: RouteName, firstSeenMs: number): HttpRoute {
    const route = this.#newRoute(edge, head, firstSeenMs);
    const samePath = routes.paths.get(route.path);
    if (samePath === undefined) routes.paths.set(route.path, [route]);
    else samePath.push(route);
    if (route.isOther) return route;
    routes.count++;
    this.#routeCount++;
    this.#shares.add(route.owner);
    return route;
  }

  #newRoute(edge: EdgeIndex, head: RouteName, firstSeenMs: number): HttpRoute {
    const owner = this.#edges.source(edge);
    return new HttpRoute({ ...head, id: this.#nextId++, edge, owner, firstSeenMs }, this.#rooms);
  }

  /** The routes leave, and what they counted is `other`. */
  #fold(leaving: readonly HttpRoute[]): void {
    for (const route of leaving) {
      const routes = this.#byEdge.get(route.edge)!;
      const rest = routes.paths.get(route.path)!.filter((other) => other !== route);
      if (rest.length > 0) routes.paths.set(route.path, rest);
      else routes.paths.delete(route.path);
      routes.count--;
      this.#routeCount--;
      this.#shares.remove(route.owner);
      this.folded += route.figures().requests;
      const other = this.#other(routes, route.edge, route.lastSeenMs);
      this.#unwritten.move(route, other);
      route.moveTo(other);
    }
  }

  *#rows(): Generator<HttpRoute> {
    for (const { paths } of this.#byEdge.values()) for (const routes of paths.values()) yield* routes;
  }
}

function find({ paths }: EdgeRoutes, method: string, path: string): HttpRoute | undefined {
  const routes = paths.get(path);
  if (routes === undefined) return undefined;
  for (const route of routes) if (route.method === method) return route;
  return undefined;
}

/** Keys of what is not written yet: status codes and DENIED as of the counts, and from here on buckets of latencies. */
const LATENCIES = 1024;

const BUCKET_MASK = (1 << BUCKET_BITS) - 1;
