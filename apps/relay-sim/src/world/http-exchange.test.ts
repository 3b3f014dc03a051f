import { L7FlowType, Verdict } from '@orrery/proto/flow/flow_pb';
import { expect, test } from 'vitest';
import { type HttpCall, logHttpCall } from './http-exchange.ts';
import { connect } from './tcp-connection.ts';
import { describeEvent, type FlowEvent, setupWorld } from './testing.ts';

const GET: HttpCall = {
  method: 'GET',
  url: 'http://cart:8080/cart/42',
  route: '/cart/{id}',
  protocol: 'HTTP/1.1',
  accept: ['Accept', '*/*'],
  userAgent: 'curl/8.7.1',
  isGrpc: false,
  code: 200,
  latencyMs: 12,
  isDenied: false,
  isTraced: true,
};

test('[SIM-10] both proxies log a call under one request id, and the client waits longer', () => {
  const { lines, events } = logged(GET);
  expect(lines).toEqual([
    'kind-worker request EGRESS FORWARDED frontend -> cart no-reply',
    'kind-worker2 request INGRESS FORWARDED frontend -> cart no-reply',
    'kind-worker2 response INGRESS FORWARDED cart -> frontend reply',
    'kind-worker response EGRESS FORWARDED cart -> frontend reply',
  ]);
  const ids = events.map(({ flow }) => httpOf(flow).headers.find(({ key }) => key === 'X-Request-Id')?.value);
  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(new Set(ids).size).toBe(1);
  expect(new Set(events.map(({ flow }) => flow.traceContext?.parent?.traceId)).size).toBe(1);
  expect(events.map(({ flow }) => flow.l7!.latencyNs > 0n)).toEqual([false, false, true, true]);
  expect(events[3].flow.l7!.latencyNs).toBeGreaterThan(events[2].flow.l7!.latencyNs);
  expect(events.map(({ flow }) => httpOf(flow).code)).toEqual([0, 0, 200, 200]);
  expect(events[2].flow.Summary).toBe('HTTP/1.1 200 12ms (GET http://cart:8080/cart/42)');
  for (const { flow } of events) {
    expect(flow.ethernet).toBeUndefined();
    expect(flow.interface).toBeUndefined();
    expect(flow.l4?.protocol.case).toBe('TCP');
  }
});

test('[SIM-11] a denied call is a DROPPED request and a FORWARDED 403 at the proxy of the server', () => {
  const { events } = logged({ ...GET, method: 'DELETE', code: 204, isDenied: true });
  const told = events.map(({ flow }) => [
    flow.trafficDirection === 2 ? 'client' : 'server',
    L7FlowType[flow.l7!.type],
    Verdict[flow.verdict],
    httpOf(flow).code,
  ]);
  expect(told).toEqual([
    ['client', 'REQUEST', 'FORWARDED', 0],
    ['server', 'REQUEST', 'DROPPED', 0],
    ['server', 'RESPONSE', 'FORWARDED', 403],
    ['client', 'RESPONSE', 'FORWARDED', 403],
  ]);
  for (const { flow } of events) expect(flow.dropReasonDesc).toBe(0);
});

test('[SIM-11] a 403 of the application is a FORWARDED request', () => {
  const { events } = logged({ ...GET, code: 403 });
  expect(events.every(({ flow }) => flow.verdict === Verdict.FORWARDED)).toBe(true);
});

test('[SIM-10] a gRPC call is a POST over HTTP/2 with its content type', () => {
  const { events } = logged({
    ...GET,
    method: 'POST',
    url: 'http://ledger:9090/payments.v1.Ledger/Append',
    protocol: 'HTTP/2',
    isGrpc: true,
  });
  expect(httpOf(events[0].flow)).toMatchObject({ method: 'POST', protocol: 'HTTP/2' });
  expect(httpOf(events[0].flow).headers.map(({ key, value }) => `${key}: ${value}`)).toContain(
    'Content-Type: application/grpc',
  );
});

test('[SIM-3] a redirected connection goes to the proxy and then to the endpoint', () => {
  const { world, cart, policy, talk, told } = setupWorld();
  connect(world, talk(cart.pod), { ingress: { kind: 'redirect', by: [policy], proxyPort: 15006 } }, 1000, {
    lastsMs: 5,
  });
  expect(told().map(describeEvent).slice(1, 4)).toEqual([
    'kind-worker2 verdict INGRESS REDIRECTED frontend -> cart SYN no-reply',
    'kind-worker2 to-proxy INGRESS FORWARDED frontend -> cart SYN no-reply',
    'kind-worker2 to-endpoint INGRESS FORWARDED frontend -> cart SYN no-reply',
  ]);
});

function logged(call: HttpCall): { lines: string[]; events: FlowEvent[] } {
  const { world, cart, talk, told } = setupWorld();
  connect(world, talk(cart.pod), {}, 1000, {
    lastsMs: 50,
    exchange: (legs, openedMs) => {
      logHttpCall(legs, call, openedMs, world.random);
      return openedMs + 20;
    },
  });
  const events = told().filter(({ flow }) => flow.eventType?.type === 129);
  return { lines: events.map(describeEvent), events };
}

function httpOf(flow: FlowEvent['flow']) {
  const record = flow.l7?.record;
  if (record?.case !== 'http') throw new Error('not an HTTP flow');
  return record.value;
}
