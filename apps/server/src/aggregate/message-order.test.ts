import { expect, test } from 'vitest';
import { Random } from '../decode/testing/random.ts';
import { FIGURE } from './graph-view.ts';
import { connection, farewell, letOut, refusal } from './testing/connections.ts';
import { setup, totalsOf } from './testing/drawn-graph.ts';
import { flow } from './testing/flow-builder.ts';
import { dnsAnswer, dnsQuestion, httpRequest, httpResponse } from './testing/l7-flows.ts';

const SEED = Number(process.env.ORRERY_SEED ?? 20_261_120);
const APPS = [
  'shop/frontend',
  'shop/cart',
  'shop/redis',
  'bank/billing',
  'world@192.0.2.1',
  'fqdn:api.example.com@192.0.2.9',
  'host',
];

/** All sorts of traffic of a minute, in the order of time. */
function traffic(random: Random): Uint8Array[] {
  const messages: Uint8Array[] = [];
  for (let i = 0; i < 60; i++) {
    const [client, server] = [random.pick(APPS.slice(0, 4)), random.pick(APPS)];
    const drawn = `${client}:${41_000 + i} -> ${server}:${random.pick([53, 80, 8080, 9090])}`;
    switch (random.int(0, 6)) {
      case 0:
        messages.push(...connection(drawn, i), ...farewell(drawn, i + 0.5));
        break;
      case 1:
        messages.push(...letOut(drawn, i), ...refusal(drawn, i + 0.01), ...refusal(drawn, i + 1));
        break;
      case 2:
        messages.push(...connection(drawn, i, { verdict: 'audit' }));
        break;
      case 3:
        messages.push(
          dnsQuestion(`n${i % 7}.example`, { at: i, client }),
          dnsAnswer(`n${i % 7}.example`, { at: i, client, rcode: i % 4 }),
        );
        break;
      case 4:
        messages.push(
          httpRequest(`http://x/cart/${i}`, { at: i, id: `${i}`, refused: i % 3 === 0 }),
          httpResponse(`http://x/cart/${i}`, { at: i, id: `${i}`, code: 403 }),
        );
        break;
      default:
        messages.push(flow(drawn, { at: i, isReply: false, protocol: 'UDP' }));
    }
  }
  return messages;
}

test('[AGG-34] the same messages give the same graph, whatever the seed of the hashes', () => {
  const messages = traffic(new Random(SEED));
  const [first, ...others] = [1, 2, 3].map((seed) => {
    const graph = setup({ seed });
    graph.feed(messages);
    return {
      totals: totalsOf(graph),
      http: [...graph.intake.graph.httpRows()].length,
      dns: [...graph.intake.graph.dnsRows()].length,
    };
  });
  expect(first.totals.size).toBeGreaterThan(20);
  for (const other of others) expect(other).toEqual(first);
});

test('[AGG-35] the flows by verdict of an edge do not depend on the order of messages, where flows say their direction', () => {
  const random = new Random(SEED);
  const messages = traffic(random);
  const verdicts = (order: readonly Uint8Array[]) => {
    const graph = setup();
    graph.feed(order);
    return new Map([...totalsOf(graph)].map(([edge, totals]) => [edge, totals.slice(0, FIGURE.connections)]));
  };
  const inOrder = verdicts(messages);
  for (let i = 0; i < 10; i++) {
    const order = messages.map((message) => ({ message, at: random.next() })).sort((left, right) => left.at - right.at);
    expect(verdicts(order.map(({ message }) => message)), `seed ${SEED}, shuffle ${i}`).toEqual(inOrder);
  }
});

test('[AGG-36] attempts, requests and questions do not depend on the order of messages that are less than a second apart', () => {
  const random = new Random(SEED);
  const messages = traffic(random);
  const totals = (order: readonly Uint8Array[]) => {
    const graph = setup();
    graph.feed(order);
    return totalsOf(graph);
  };
  const inOrder = totals(messages);
  for (let i = 0; i < 10; i++) {
    const order = messages
      .map((message, at) => ({ message, at: at + random.next() * 6 }))
      .sort((left, right) => left.at - right.at);
    expect(totals(order.map(({ message }) => message)), `seed ${SEED}, shuffle ${i}`).toEqual(inOrder);
  }
});
