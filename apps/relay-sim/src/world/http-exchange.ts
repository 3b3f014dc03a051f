import {
  type HTTP,
  type HTTPHeader,
  L7FlowType,
  type Layer7,
  type TraceContext,
  Verdict,
} from '@orrery/proto/flow/flow_pb';
import type { L7Truth } from '../sim-event.ts';
import type { Leg } from './leg.ts';
import type { Random } from './random.ts';

export interface HttpCall {
  readonly method: string;
  readonly url: string;
  /** The path of the URL with `{id}` for whatever differs from call to call. */
  readonly route: string;
  /** `HTTP/1.1` or `HTTP/2`. */
  readonly protocol: string;
  readonly accept: readonly [key: string, value: string];
  readonly userAgent: string;
  readonly isGrpc: boolean;
  /** Of the application; a call that a policy denies is answered 403 by the proxy. */
  readonly code: number;
  readonly latencyMs: number;
  readonly isDenied: boolean;
  /** Whether a `traceparent` header came with it. */
  readonly isTraced: boolean;
}

/**
 * One request and its response in the access logs of the proxies on the way. All entries share the request id.
 * A denied call is a DROPPED request at the server's proxy, and a FORWARDED response 403.
 */
export function logHttpCall(
  proxies: { readonly client: Leg | undefined; readonly server: Leg | undefined },
  call: HttpCall,
  atMs: number,
  random: Random,
): void {
  const headers = headersOf(call, random);
  const traceContext = call.isTraced ? traceContextPart(random.hex(32)) : undefined;
  const latencyMs = call.isDenied ? random.between(0.3, 0.9) : call.latencyMs;
  const code = call.isDenied ? 403 : call.code;

  logAt(proxies.client, false, atMs, latencyMs + 1.2, proxies.server === undefined);
  logAt(proxies.server, call.isDenied, atMs + 0.6, latencyMs, true);

  function logAt(proxy: Leg | undefined, isDenied: boolean, requestMs: number, tookMs: number, counts: boolean): void {
    if (proxy === undefined) return;
    const tookNanos = Math.round(tookMs * 1000) * 1000;
    const { method, url, protocol } = call;
    const outcome = isDenied ? { status: 0, latencyNs: 0 } : { status: code, latencyNs: tookNanos };
    const truth: L7Truth = { kind: 'http', method, path: call.route, ...outcome };
    proxy.l7(
      requestMs,
      isDenied ? Verdict.DROPPED : Verdict.FORWARDED,
      false,
      httpPart(L7FlowType.REQUEST, 0, { $typeName: 'flow.HTTP', code: 0, method, url, protocol, headers }),
      `${protocol} ${method} ${url}`,
      { traceContext, truth: counts && isDenied ? truth : undefined },
    );
    proxy.l7(
      requestMs + tookMs,
      Verdict.FORWARDED,
      true,
      httpPart(L7FlowType.RESPONSE, tookNanos, { $typeName: 'flow.HTTP', code, method, url, protocol, headers }),
      `${protocol} ${code} ${Math.floor(tookMs)}ms (${method} ${url})`,
      { traceContext, truth: counts && !isDenied ? truth : undefined },
    );
  }
}

function headersOf(call: HttpCall, random: Random): HTTPHeader[] {
  const headers = [header(':scheme', 'http'), header(...call.accept)];
  if (call.isGrpc) headers.push(header('Content-Type', 'application/grpc'));
  headers.push(
    header('User-Agent', call.userAgent),
    header('X-Forwarded-Proto', 'http'),
    header('X-Request-Id', random.uuid()),
  );
  return headers;
}

function header(key: string, value: string): HTTPHeader {
  return { $typeName: 'flow.HTTPHeader', key, value };
}

function httpPart(type: L7FlowType, latencyNanos: number, http: HTTP): Layer7 {
  return { $typeName: 'flow.Layer7', type, latencyNs: BigInt(latencyNanos), record: { case: 'http', value: http } };
}

function traceContextPart(traceId: string): TraceContext {
  return { $typeName: 'flow.TraceContext', parent: { $typeName: 'flow.TraceParent', traceId } };
}
